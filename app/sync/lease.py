"""Who may sync: one process at a time, by a lease in the store with a fencing number."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

from meydan.app.sync import holder
from meydan.app.sync.clock import Clock
from meydan.app.sync.events import Event, Listener, Notice, Step
from meydan.app.sync.offload import Offload
from meydan.store import LeaseLost, Store, StoreError
from meydan.store.rows.system import Fence, LeaseRow
from meydan.store.writes import leases

LEASE = "sync"
TTL = timedelta(seconds=10)
RENEW_EVERY = 3.0
LOOK_AGAIN = 1.0
MARGIN = 1.0


class LeaseKeeper:
    """Gets, renews and gives back the lease; `check` says before every send whether it is still ours.

    Times of the lease are measured by the steady clock: a jump of the wall clock neither doubles nor
    prolongs it. `in_desk`: the name under which it is held says so.
    """

    def __init__(
        self, store: Store, off: Offload, clock: Clock, listener: Listener, *, in_desk: bool = False
    ) -> None:
        self._store = store
        self._off = off
        self._clock = clock
        self._listener = listener
        self._me = holder.me(f"{holder.DESK if in_desk else ''}{uuid4().hex[:8]}")
        self._fence: Fence | None = None
        self._good_until = 0.0
        self._seen: tuple[int, datetime] | None = None
        self._seen_since = 0.0

    @property
    def fence(self) -> Fence:
        """The fence that every write of this holder carries. Raises LeaseLost when there is none."""
        if self._fence is None:
            raise LeaseLost(f"the lease {LEASE} is not held")
        return self._fence

    def check(self) -> None:
        """Raise LeaseLost unless the lease is surely still ours at this moment."""
        if self._fence is None or self._clock.monotonic() >= self._good_until:
            raise LeaseLost(f"the lease {LEASE} ran out")

    async def acquire(self) -> LeaseRow | None:
        """Take the lease; the row of whoever holds it when that is not possible now."""
        asked = self._clock.monotonic()
        got = await self._off(
            leases.acquire,
            self._store,
            LEASE,
            self._me,
            TTL,
            self._clock.now(),
            holder_alive=self._may_live,
        )
        if isinstance(got, LeaseRow):
            self._watch(got)
            return got
        self._hold(got, asked)
        self._listener(Event(Step.LEASE_TAKEN, subject=self._me))
        return None

    async def wait(self) -> None:
        """Wait until the lease is ours, telling once for whom."""
        told = ""
        while (other := await self._try()) is not None:
            if other.holder != told:
                told = other.holder
                self._listener(Event(Notice.WAITING, subject=told))
            await asyncio.sleep(LOOK_AGAIN)

    async def keep(self) -> None:
        """Renew until cancelled. Raises LeaseLost when another process has taken over."""
        while True:
            await asyncio.sleep(RENEW_EVERY)
            await self.renew()

    async def renew(self) -> None:
        """Renew now; a store that is busy is asked again until the lease has run out. Raises LeaseLost."""
        asked = self._clock.monotonic()
        try:
            await self._off(leases.renew, self._store, self.fence, TTL, self._clock.now())
        except StoreError:
            self.check()
            return
        except LeaseLost:
            self._fence = None
            raise
        self._hold(self.fence, asked)

    async def release(self) -> None:
        """Give the lease back, so that the next holder need not wait."""
        fence, self._fence = self._fence, None
        if fence is None:
            return
        try:
            await self._off(leases.release, self._store, fence)
        except (LeaseLost, StoreError):
            return
        self._listener(Event(Step.LEASE_RELEASED, subject=self._me))

    async def _try(self) -> LeaseRow | None:
        """As `acquire`; a store that is busy right now counts as held."""
        while True:
            try:
                return await self.acquire()
            except StoreError:
                await asyncio.sleep(LOOK_AGAIN)

    def _hold(self, fence: Fence, asked: float) -> None:
        self._fence = fence
        self._good_until = asked + TTL.total_seconds() - MARGIN

    def _watch(self, row: LeaseRow) -> None:
        mark = (row.fence, row.expires_at)
        if mark != self._seen:
            self._seen, self._seen_since = mark, self._clock.monotonic()

    def _may_live(self, name: str) -> bool:
        """Whether a holder may live: its process does, and it has renewed within the lease's length.

        The second half is measured here, by our own steady clock: the wall clocks of two hosts, or of one
        host before and after a jump, need not agree.
        """
        silent = self._clock.monotonic() - self._seen_since
        if self._seen is not None and silent > TTL.total_seconds() + MARGIN:
            return False
        return holder.alive(name)
