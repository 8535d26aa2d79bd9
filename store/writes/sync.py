"""What the sync engine keeps: streams, calls, limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Date, Update, bindparam, case, select, text, update

from meydan.store import direct
from meydan.store.database import Store
from meydan.store.errors import LeaseLost, NotFound
from meydan.store.incoming import IncomingRate
from meydan.store.reads import accounts
from meydan.store.rows.people import AccountHealth, Spent, StreamRow
from meydan.store.rows.system import Fence
from meydan.store.tables.accounts import account, rate_limit, stream
from meydan.store.types import Instant
from meydan.store.upserts import upsert
from meydan.store.writes.leases import is_held, require

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
    "INSERT INTO call_budget (account_id, day, calls, ends_at) VALUES (:account, :day, :calls, :ends_at) "
    "ON CONFLICT (account_id, day) DO UPDATE SET calls = call_budget.calls + excluded.calls, "
    "ends_at = excluded.ends_at"
).bindparams(bindparam("day", type_=Date), bindparam("ends_at", type_=Instant))


def begin_pull(
    store: Store,
    fence: Fence | None,
    account_id: int,
    stream_id: int,
    now: datetime,
    *,
    due_at: datetime,
    may: Callable[[AccountHealth], bool],
) -> tuple[AccountHealth, StreamRow] | None:
    """Begin to pull a stream whose account `may` be asked; if the process dies it is due again at `due_at`.

    The account's health and the stream as they were; None when either is gone. Raises LeaseLost.
    """
    with store.writing() as conn:
        if fence is not None:
            require(conn, fence)
        streams = accounts.streams(conn, account_id)
        health = next(iter(accounts.health(conn, now, account_id, streams)), None)
        pulled = next((one for one in streams if one.id == stream_id), None)
        if health is None or pulled is None:
            return None
        if may(health):
            _change(conn, CHANGED, stream_id, {"last_attempt_at": now, "due_at": due_at})
        return health, pulled


def end_pull(
    store: Store,
    fence: Fence | None,
    stream: StreamRow,
    now: datetime,
    *,
    planned: datetime,
    spent: Spent | None,
    rate: IncomingRate | None,
    pace: Callable[[AccountHealth], tuple[datetime, float]],
) -> None:
    """A pull ended well; what it `spent`, and the platform's last word on its `rate`.

    `pace` says by the account's health after that when the stream is due again, and its next interval in
    seconds. `planned` is when it was to be due while it was pulled: an earlier time in the store means that
    someone asked for it meanwhile and may want what came after this pull. Then it is due at once.
    What was spent is kept even when the lease is not. Raises LeaseLost, NotFound.
    """
    with store.writing() as conn:
        health = _note_usage(conn, stream.account_id, now, spent, rate, None)
        held = fence is None or is_held(conn, fence)
        if held and health is not None:
            due, interval = pace(health)
            values = {"last_success_at": now, "interval": interval}
            _change(conn, SUCCEEDED, stream.id, values | {"planned": planned, "now": now, "due": due})
    if fence is not None and not held:
        raise LeaseLost(f"{fence.holder} no longer holds {fence.name}")
    if health is None:
        raise NotFound(f"no stream {stream.id}")


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
    with store.writing() as conn:
        if fence is not None:
            require(conn, fence)
        _change(conn, FAILED, stream_id, values)


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
    spent: Spent | None = None,
    rate: IncomingRate | None = None,
    blocked_until: datetime | None = None,
) -> AccountHealth | None:
    """Add what an account spent, in its platform's unit, and keep what the platform said.

    `rate` is its allowance, `blocked_until` when it lets us ask again; None leaves what was said before.
    Returns the account's health after that; None when the account is gone.
    """
    something = spent is not None or rate is not None or blocked_until is not None
    with store.writing() if something else store.reading() as conn:
        return _note_usage(conn, account_id, now, spent, rate, blocked_until)


def _note_usage(
    conn: Connection,
    account_id: int,
    now: datetime,
    spent: Spent | None,
    rate: IncomingRate | None,
    blocked_until: datetime | None,
) -> AccountHealth | None:
    said: dict[str, Any] = {}
    if rate is not None:
        said |= {"quota": rate.limit, "remaining": rate.remaining, "reset_at": rate.reset_at}
    if blocked_until is not None:
        said["blocked_until"] = blocked_until
    if (spent or said) and not direct.rows(conn, HOME, {"account": account_id}):
        return None
    if spent is not None:
        conn.execute(
            SPEND,
            {"account": account_id, "day": spent.day, "calls": spent.units, "ends_at": spent.ends_at},
        )
    if said:
        upsert(conn, rate_limit, ["account_id"], list(said), [{"account_id": account_id, **said}])
    return next(iter(accounts.health(conn, now, account_id)), None)


def _change(conn: Connection, statement: Update, stream_id: int, values: Mapping[str, Any]) -> None:
    if conn.execute(statement, {"number": stream_id, **values}).rowcount == 0:
        raise NotFound(f"no stream {stream_id}")


def _seconds(interval: timedelta | float) -> float:
    return interval.total_seconds() if isinstance(interval, timedelta) else interval
