"""Our profiles on platforms and how they are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, true

from meydan.store.errors import NotFound
from meydan.store.rows import AccountHealth, AccountRow, BrandRow, QuarantineRow, StreamRow
from meydan.store.tables.accounts import account as accounts
from meydan.store.tables.accounts import call_budget, rate_limit
from meydan.store.tables.accounts import stream as stream_table
from meydan.store.tables.system import quarantine
from meydan.store.tables.team import brand as brands

ACCOUNT = [accounts.c[name] for name in AccountRow.__dataclass_fields__]
BY_ID = select(*ACCOUNT).where(accounts.c.id == bindparam("ref"))
BY_NAME = select(*ACCOUNT).where(accounts.c.name == bindparam("ref"))
STREAM = [stream_table.c[name] for name in StreamRow.__dataclass_fields__]


def all(conn: Connection) -> tuple[AccountRow, ...]:
    """Every account, by name."""
    return tuple(AccountRow(*row) for row in conn.execute(select(*ACCOUNT).order_by(accounts.c.name)))


def account(conn: Connection, ref: str | int) -> AccountRow:
    """One account by id or name. Raises NotFound."""
    row = conn.execute(BY_ID if isinstance(ref, int) else BY_NAME, {"ref": ref}).first()
    if row is None:
        raise NotFound(f"no account {ref}")
    return AccountRow(*row)


def brand(conn: Connection) -> BrandRow:
    """The brand of the workspace. Raises NotFound before there is one."""
    query = select(brands.c.id, brands.c.name, brands.c.timezone).order_by(brands.c.id).limit(1)
    row = conn.execute(query).first()
    if row is None:
        raise NotFound("no brand yet")
    return BrandRow(*row)


def streams(conn: Connection, account_id: int | None = None) -> tuple[StreamRow, ...]:
    """The streams of one account or of all, the longest due first."""
    query = select(*STREAM).order_by(stream_table.c.due_at, stream_table.c.id)
    if account_id is not None:
        query = query.where(stream_table.c.account_id == account_id)
    return tuple(StreamRow(*row) for row in conn.execute(query))


def health(
    conn: Connection, now: datetime | None = None, account_id: int | None = None
) -> tuple[AccountHealth, ...]:
    """How one account is, or every one by name; calls of the UTC day of `now`."""
    day = (now or datetime.now(UTC)).date()

    def own_of(column: Any) -> Any:
        return true() if account_id is None else column == account_id

    calls: dict[int, int] = _pairs(
        conn,
        select(call_budget.c.account_id, call_budget.c.calls).where(
            call_budget.c.day == day, own_of(call_budget.c.account_id)
        ),
    )
    spoiled: dict[int, int] = _pairs(
        conn,
        select(quarantine.c.account_id, func.count())
        .where(own_of(quarantine.c.account_id))
        .group_by(quarantine.c.account_id),
    )
    query = select(rate_limit).where(own_of(rate_limit.c.account_id))
    limits = {row.account_id: row for row in conn.execute(query)}
    by_account: dict[int, list[StreamRow]] = {}
    for row in streams(conn, account_id):
        by_account.setdefault(row.account_id, []).append(row)
    found = []
    rows = conn.execute(select(*ACCOUNT).where(own_of(accounts.c.id)).order_by(accounts.c.name))
    for each in (AccountRow(*row) for row in rows):
        own = by_account.get(each.id, [])
        worst = max(own, key=lambda row: (row.failures, bool(row.error)), default=None)
        successes = [row.last_success_at for row in own]
        limit = limits.get(each.id)
        found.append(
            AccountHealth(
                account=each,
                last_success_at=min((at for at in successes if at is not None), default=None),
                error=worst.error if worst else "",
                failures=worst.failures if worst else 0,
                calls_today=calls.get(each.id, 0),
                blocked_until=limit.blocked_until if limit else None,
                rate_limit=limit.quota if limit else None,
                rate_remaining=limit.remaining if limit else None,
                rate_reset_at=limit.reset_at if limit else None,
                quarantined=spoiled.get(each.id, 0),
            )
        )
    return tuple(found)


def calls(conn: Connection, account_id: int, day: Any) -> int:
    """What an account spent on a day."""
    query = select(call_budget.c.calls).where(
        call_budget.c.account_id == account_id, call_budget.c.day == day
    )
    return int(conn.execute(query).scalar() or 0)


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


def _pairs(conn: Connection, query: Any) -> dict[int, int]:
    return {row[0]: row[1] for row in conn.execute(query)}
