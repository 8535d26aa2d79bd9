"""What the sync engine keeps: streams, calls, limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Date, Update, bindparam, case, select, text, update

from meydan.store.database import Store
from meydan.store.errors import NotFound
from meydan.store.incoming import IncomingRate
from meydan.store.reads import accounts
from meydan.store.rows import AccountHealth, Fence
from meydan.store.tables.accounts import account, rate_limit, stream
from meydan.store.types import Instant
from meydan.store.upserts import upsert
from meydan.store.writes.leases import require

# Made once: every pull runs them.
CHANGED = update(stream).where(stream.c.id == bindparam("number"))
FAILED = CHANGED.values(failures=stream.c.failures + 1)
SUCCEEDED = CHANGED.values(
    failures=0,
    error="",
    due_at=case(
        (stream.c.due_at < bindparam("planned"), bindparam("now", type_=Instant)),
        else_=bindparam("due", type_=Instant),
    ),
)
HOME = select(account.c.id).where(account.c.id == bindparam("account"))
SPEND = text(
    "INSERT INTO call_budget (account_id, day, calls) VALUES (:account, :day, :calls) "
    "ON CONFLICT (account_id, day) DO UPDATE SET calls = call_budget.calls + excluded.calls"
).bindparams(bindparam("day", type_=Date))


def stream_attempt(
    store: Store, fence: Fence | None, stream_id: int, now: datetime, *, due_at: datetime
) -> None:
    """A pull begins; if its process dies it is due again at `due_at`. Raises LeaseLost, NotFound."""
    _set(store, fence, CHANGED, stream_id, {"last_attempt_at": now, "due_at": due_at})


def stream_success(
    store: Store,
    fence: Fence | None,
    stream_id: int,
    now: datetime,
    *,
    planned: datetime,
    due_at: datetime,
    interval: timedelta | float,
) -> None:
    """A pull ended well. Raises LeaseLost, NotFound.

    `planned` is when the stream was to be due while it was pulled: an earlier time in the store means that
    someone asked for it meanwhile and may want what came after this pull. Then it is due at once.
    """
    values = {"last_success_at": now, "interval": _seconds(interval)}
    _set(store, fence, SUCCEEDED, stream_id, values | {"planned": planned, "now": now, "due": due_at})


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
    values: dict[str, Any] = {"last_attempt_at": now, "due_at": due_at, "error": error}
    if interval is not None:
        values["interval"] = _seconds(interval)
    _set(store, fence, FAILED, stream_id, values)


def make_due(store: Store, account_id: int | None, now: datetime) -> int:
    """Make the streams of one account or of all due; how many were not."""
    statement = update(stream).where(stream.c.due_at > now).values(due_at=now)
    if account_id is not None:
        statement = statement.where(stream.c.account_id == account_id)
    with store.writing() as conn:
        return conn.execute(statement).rowcount


def note_usage(
    store: Store,
    account_id: int,
    now: datetime,
    *,
    calls: int = 0,
    rate: IncomingRate | None = None,
    blocked_until: datetime | None = None,
) -> AccountHealth | None:
    """Add what an account spent today, in its platform's unit, and keep what the platform said.

    `rate` is its allowance, `blocked_until` when it lets us ask again; None leaves what was said before.
    Returns the account's health after that; None when the account is gone.
    """
    said: dict[str, Any] = {}
    if rate is not None:
        said |= {"quota": rate.limit, "remaining": rate.remaining, "reset_at": rate.reset_at}
    if blocked_until is not None:
        said["blocked_until"] = blocked_until
    with store.writing() if calls or said else store.reading() as conn:
        if (calls or said) and conn.execute(HOME, {"account": account_id}).first() is None:
            return None
        if calls:
            conn.execute(SPEND, {"account": account_id, "day": now.date(), "calls": calls})
        if said:
            upsert(conn, rate_limit, ["account_id"], list(said), [{"account_id": account_id, **said}])
        return next(iter(accounts.health(conn, now, account_id)), None)


def _set(
    store: Store, fence: Fence | None, statement: Update, stream_id: int, values: Mapping[str, Any]
) -> None:
    with store.writing() as conn:
        if fence is not None:
            require(conn, fence)
        if conn.execute(statement, {"number": stream_id, **values}).rowcount == 0:
            raise NotFound(f"no stream {stream_id}")


def _seconds(interval: timedelta | float) -> float:
    return interval.total_seconds() if isinstance(interval, timedelta) else interval
