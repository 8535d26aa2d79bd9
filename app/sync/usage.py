"""What calling a platform costs, and what it says is left, kept per account in the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from meydan.app.sync.tools import Tools
from meydan.connectors.http import RateLimit
from meydan.store.reads import accounts
from meydan.store.rows import AccountHealth
from meydan.store.writes import sync


async def keep_usage(
    tools: Tools, account_id: int, blocked_until: datetime | None = None
) -> AccountHealth | None:
    """Put what the account's calls cost since the last time, and its platform's last word, into the store.

    `blocked_until` is when the platform lets us ask again. Returns the health after that; None when the
    account is gone.
    """
    usage, now = tools.connections.take_usage(account_id), tools.clock.now()
    if usage.calls:
        await tools.write(sync.spend_calls, account_id, usage.calls, now.date())
    health = await tools.read(health_of, account_id, now)
    if health is None or (usage.rate is None and blocked_until is None):
        return health
    rate = usage.rate or RateLimit(health.rate_limit, health.rate_remaining, health.rate_reset_at)
    blocked = blocked_until or health.blocked_until
    await tools.write(sync.note_rate_limit, account_id, rate.limit, rate.remaining, rate.reset_at, blocked)
    return await tools.read(health_of, account_id, now)


def health_of(conn: Connection, account_id: int, now: datetime) -> AccountHealth | None:
    """The account's health as stored; None when the account is gone."""
    return next(iter(accounts.health(conn, now, account_id)), None)
