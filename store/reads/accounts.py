"""Our profiles on platforms and how they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Connection, and_, bindparam, func, select

from meydan.store import direct
from meydan.store.errors import NotFound
from meydan.store.rows.people import AccountHealth, AccountRow, BrandRow, StreamRow
from meydan.store.rows.system import QuarantineRow
from meydan.store.tables.accounts import account as accounts
from meydan.store.tables.accounts import call_budget, rate_limit
from meydan.store.tables.accounts import stream as stream_table
from meydan.store.tables.system import quarantine
from meydan.store.tables.team import brand as brands
from meydan.store.types import Instant, from_micros

ACCOUNT = [accounts.c[name] for name in AccountRow.__dataclass_fields__]
BY_ID = select(*ACCOUNT).where(accounts.c.id == bindparam("ref"))
BY_NAME = select(*ACCOUNT).where(accounts.c.name == bindparam("ref"))
STREAMS = select(*(stream_table.c[name] for name in StreamRow.__dataclass_fields__)).order_by(
    stream_table.c.due_at, stream_table.c.id
)
STREAMS_OF = STREAMS.where(stream_table.c.account_id == bindparam("account"))
HEALTH = (
    select(
        *ACCOUNT,
        func.coalesce(call_budget.c.calls, 0),
        call_budget.c.ends_at,
        *(rate_limit.c[name] for name in ("blocked_until", "quota", "remaining", "reset_at")),
        select(func.count()).where(quarantine.c.account_id == accounts.c.id).scalar_subquery(),
    )
    .select_from(
        accounts.outerjoin(
            call_budget,
            and_(
                call_budget.c.account_id == accounts.c.id,
                call_budget.c.ends_at > bindparam("now", type_=Instant),
            ),
        ).outerjoin(rate_limit, rate_limit.c.account_id == accounts.c.id)
    )
    .order_by(accounts.c.name)
)
HEALTH_OF = HEALTH.where(accounts.c.id == bindparam("account"))


def all(conn: Connection) -> tuple[AccountRow, ...]:
    """Every account, by name."""
    return tuple(AccountRow(*row) for row in conn.execute(select(*ACCOUNT).order_by(accounts.c.name)))


def account(conn: Connection, ref: str | int) -> AccountRow:
    """One account by id or name. Raises NotFound."""
    found = direct.rows(conn, BY_ID if isinstance(ref, int) else BY_NAME, {"ref": ref})
    if not found:
        raise NotFound(f"no account {ref}")
    row = AccountRow(*found[0])
    ends = row.expires_at
    return row if ends is None else replace(row, expires_at=from_micros(cast("int", ends)))


def brand(conn: Connection) -> BrandRow:
    """The brand of the workspace. Raises NotFound before there is one."""
    query = select(brands.c.id, brands.c.name, brands.c.timezone).order_by(brands.c.id).limit(1)
    row = conn.execute(query).first()
    if row is None:
        raise NotFound("no brand yet")
    return BrandRow(*row)


def streams(conn: Connection, account_id: int | None = None) -> tuple[StreamRow, ...]:
    """The streams of one account or of all, the longest due first."""
    found = conn.execute(STREAMS) if account_id is None else conn.execute(STREAMS_OF, {"account": account_id})
    return tuple(StreamRow(*row) for row in found)


def health(
    conn: Connection,
    now: datetime | None = None,
    account_id: int | None = None,
    pulled: Sequence[StreamRow] | None = None,
) -> tuple[AccountHealth, ...]:
    """How one account is, or every one by name; calls of the platform's day that holds `now`.

    `pulled` are their streams, where they have been read already.
    """
    own = {} if account_id is None else {"account": account_id}
    by_account: dict[int, list[StreamRow]] = {}
    for stream in streams(conn, account_id) if pulled is None else pulled:
        by_account.setdefault(stream.account_id, []).append(stream)
    found = []
    for row in conn.execute(HEALTH_OF if own else HEALTH, {"now": now or datetime.now(UTC), **own}):
        account = AccountRow(*row[: len(ACCOUNT)])
        calls, ends_at, blocked_until, limit, remaining, reset_at, quarantined = row[len(ACCOUNT) :]
        its = by_account.get(account.id, [])
        worst = max(its, key=lambda one: (one.failures, bool(one.error)), default=None)
        found.append(
            AccountHealth(
                account=account,
                last_success_at=min(
                    (one.last_success_at for one in its if one.last_success_at is not None), default=None
                ),
                error=worst.error if worst else "",
                failures=worst.failures if worst else 0,
                calls_today=calls,
                day_ends_at=ends_at,
                blocked_until=blocked_until,
                rate_limit=limit,
                rate_remaining=remaining,
                rate_reset_at=reset_at,
                quarantined=quarantined,
            )
        )
    return tuple(found)


def quarantined(conn: Connection, limit: int) -> tuple[QuarantineRow, ...]:
    """The newest parts of answers that could not be mapped."""
    names = ("id", "stream", "at", "origin", "reason", "raw")
    query = (
        select(accounts.c.name.label("account"), *(quarantine.c[name] for name in names))
        .select_from(quarantine.join(accounts))
        .order_by(quarantine.c.id.desc())
        .limit(limit)
    )
    return tuple(
        QuarantineRow(row.id, row.account, row.stream, row.at, row.origin, row.reason, row.raw)
        for row in conn.execute(query)
    )
