"""What the sync engine keeps: streams, calls, limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from meydan.store.database import Store
from meydan.store.errors import NotFound
from meydan.store.rows import Fence
from meydan.store.tables.accounts import call_budget, rate_limit, stream
from meydan.store.upserts import insert_into, upsert
from meydan.store.writes.leases import require


def stream_attempt(
    store: Store, fence: Fence | None, stream_id: int, now: datetime, *, due_at: datetime
) -> None:
    """A pull begins; if its process dies it is due again at `due_at`. Raises LeaseLost, NotFound."""
    _set(store, fence, stream_id, {"last_attempt_at": now, "due_at": due_at})


def stream_success(
    store: Store,
    fence: Fence | None,
    stream_id: int,
    now: datetime,
    *,
    due_at: datetime,
    interval: timedelta | float,
) -> None:
    """A pull ended well. Raises LeaseLost, NotFound."""
    values = {"last_success_at": now, "due_at": due_at, "interval": _seconds(interval)}
    _set(store, fence, stream_id, values | {"failures": 0, "error": ""})


def stream_failure(
    store: Store,
    fence: Fence | None,
    stream_id: int,
    now: datetime,
    error: str,
    *,
    due_at: datetime,
    interval: timedelta | float | None = None,
) -> None:
    """A pull failed; its cursor stays. Raises LeaseLost, NotFound."""
    values: dict[str, Any] = {
        "last_attempt_at": now,
        "due_at": due_at,
        "error": error,
        "failures": stream.c.failures + 1,
    }
    if interval is not None:
        values["interval"] = _seconds(interval)
    _set(store, fence, stream_id, values)


def make_due(store: Store, account_id: int | None, now: datetime) -> int:
    """Make the streams of one account or of all due; how many were not."""
    statement = update(stream).where(stream.c.due_at > now).values(due_at=now)
    if account_id is not None:
        statement = statement.where(stream.c.account_id == account_id)
    with store.writing() as conn:
        return conn.execute(statement).rowcount


def spend_calls(store: Store, account_id: int, n: int, day: date) -> int:
    """Add to what an account spent on a day, in its platform's unit; the day's total."""
    with store.writing() as conn:
        statement = insert_into(conn, call_budget).values(account_id=account_id, day=day, calls=n)
        total = call_budget.c.calls + statement.excluded.calls
        spent = statement.on_conflict_do_update(index_elements=["account_id", "day"], set_={"calls": total})
        return int(conn.execute(spent.returning(call_budget.c.calls)).scalar_one())


def note_rate_limit(
    store: Store,
    account_id: int,
    limit: int | None,
    remaining: int | None,
    reset_at: datetime | None,
    blocked_until: datetime | None,
) -> None:
    """Keep what the platform said about an account's allowance; nothing is written if it is the same."""
    row = {
        "account_id": account_id,
        "quota": limit,
        "remaining": remaining,
        "reset_at": reset_at,
        "blocked_until": blocked_until,
    }
    with store.writing() as conn:
        upsert(conn, rate_limit, ["account_id"], ["quota", "remaining", "reset_at", "blocked_until"], [row])


def _set(store: Store, fence: Fence | None, stream_id: int, values: Mapping[str, Any]) -> None:
    with store.writing() as conn:
        if fence is not None:
            require(conn, fence)
        _require_stream(conn, stream_id)
        conn.execute(update(stream).where(stream.c.id == stream_id).values(**values))


def _require_stream(conn: Connection, stream_id: int) -> None:
    if conn.execute(select(stream.c.id).where(stream.c.id == stream_id)).first() is None:
        raise NotFound(f"no stream {stream_id}")


def _seconds(interval: timedelta | float) -> float:
    return interval.total_seconds() if isinstance(interval, timedelta) else interval
