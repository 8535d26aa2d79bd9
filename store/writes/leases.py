"""Leases: who may do what only one process may do, with a number that grows so that the late are known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update

from meydan.store import direct
from meydan.store.database import Store
from meydan.store.errors import LeaseLost
from meydan.store.rows.system import Fence, LeaseRow
from meydan.store.tables.outbox import lease

LONGEST_TTL = timedelta(minutes=10)


# Asked at every page and every send: made once.
HELD = select(lease.c.fence).where(lease.c.name == bindparam("of"), lease.c.holder == bindparam("by"))


def acquire(
    store: Store,
    name: str,
    holder: str,
    ttl: timedelta,
    now: datetime,
    *,
    holder_alive: Callable[[str], bool],
) -> Fence | LeaseRow:
    """Take a lease that is free, expired or whose holder is dead: a Fence; else the other holder's row.

    A lease that runs longer than any lease may was written by a clock that was ahead: it counts as expired.
    """
    query = select(lease.c.name, lease.c.holder, lease.c.fence, lease.c.expires_at).where(
        lease.c.name == name
    )
    with store.writing(durable=True) as conn:
        row = conn.execute(query).first()
        if row is None:
            conn.execute(insert(lease).values(name=name, holder=holder, fence=1, expires_at=now + ttl))
            return Fence(name, holder, 1)
        found = LeaseRow(*row)
        running = now < found.expires_at <= now + max(ttl, LONGEST_TTL)
        if running and found.holder and found.holder != holder and holder_alive(found.holder):
            return found
        fence = found.fence if running and found.holder == holder else found.fence + 1
        conn.execute(
            update(lease).where(lease.c.name == name).values(holder=holder, fence=fence, expires_at=now + ttl)
        )
        return Fence(name, holder, fence)


def renew(store: Store, fence: Fence, ttl: timedelta, now: datetime) -> None:
    """Hold a lease for longer; nobody else needs to hear of it. Raises LeaseLost."""
    with store.writing(quiet=True) as conn:
        require(conn, fence)
        conn.execute(update(lease).where(lease.c.name == fence.name).values(expires_at=now + ttl))


def release(store: Store, fence: Fence) -> None:
    """Give a lease back, if it is still held; its number stays."""
    with store.writing() as conn:
        if is_held(conn, fence):
            conn.execute(update(lease).where(lease.c.name == fence.name).values(holder=""))


def require(conn: Connection, fence: Fence) -> None:
    """Raises LeaseLost unless the lease is still the fence's."""
    if not is_held(conn, fence):
        raise LeaseLost(f"{fence.holder} no longer holds {fence.name}")


def is_held(conn: Connection, fence: Fence) -> bool:
    """Whether the lease is still the fence's."""
    return direct.rows(conn, HELD, {"of": fence.name, "by": fence.holder}) == [(fence.fence,)]
