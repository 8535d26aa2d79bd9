"""What calling a platform costs, and what it says is left, kept per account in the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from meydan.app.sync.tools import Tools
from meydan.store.reads import accounts
from meydan.store.rows.people import AccountHealth
from meydan.store.writes import sync


async def keep_usage(
    tools: Tools, account_id: int, blocked_until: datetime | None = None
) -> AccountHealth | None:
    """Put what the account's calls cost since the last time, and its platform's last word, into the store.

    `blocked_until` is when the platform lets us ask again. Returns the health after that; None when the
    account is gone.
    """
    usage = tools.connections.take_usage(account_id)
    return await tools.write(
        sync.note_usage,
        account_id,
        tools.clock.now(),
        spent=usage.spent,
        rate=usage.rate,
        blocked_until=blocked_until,
    )


def health_of(conn: Connection, account_id: int, now: datetime) -> AccountHealth | None:
    """The account's health as stored; None when the account is gone."""
    return next(iter(accounts.health(conn, now, account_id)), None)
