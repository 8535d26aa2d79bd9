"""One term of holding the lease: everything that is due is done, until we are stopped or fenced out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from meydan.app.learning.learner import Learner
from meydan.app.outbox.delivery import Deliverer
from meydan.app.outbox.dispatcher import Dispatcher
from meydan.app.outbox.reconcile import Reconciler
from meydan.app.rules.ruling import Ruling
from meydan.app.sync.clock import JumpWatch
from meydan.app.sync.events import Notice
from meydan.app.sync.ingest import Ingestor
from meydan.app.sync.nudges import Nudges
from meydan.app.sync.rounds import Rounds
from meydan.app.sync.scheduler import Scheduler, Work
from meydan.app.sync.tools import Tools
from meydan.app.sync.trouble import trouble_of
from meydan.app.waves.lookout import Lookout
from meydan.store import LeaseLost, StoreError
from meydan.store.reads import accounts, calendar, outbox, rules
from meydan.store.rows.people import AccountHealth, StreamRow
from meydan.store.writes import triage

GRACE = 0.8
SETTLE = 60.0
PAUSE_AFTER_ERROR = 5.0
LOOK_AGAIN = 2.0
HEARTBEAT = 3.0
CHECKPOINT_EVERY = 300.0
OUTBOX_AT_LEAST_EVERY = 60.0
NEWEST_WAITING = 20
DAY = timedelta(days=1)
Waiting = tuple[tuple[object, ...], ...]
PLANS_APART = 0.02
FUTURE = timedelta(seconds=5)
"""Times from a clock that was ahead are recognised when they lie further ahead than this."""


@dataclass(frozen=True, slots=True)
class _Due:
    """What the store says: accounts, streams, when something may leave next and what waits for that.

    `unruled`: something has arrived that the rules have not looked at.
    """

    health: tuple[AccountHealth, ...]
    streams: tuple[StreamRow, ...]
    outbox: datetime | None
    waiting: Waiting
    unruled: bool


class Shift:
    """Plans jobs from the store whenever it changes, and runs them when they are due."""

    def __init__(
        self,
        tools: Tools,
        ingestor: Ingestor,
        ruling: Ruling,
        learner: Learner,
        changed: asyncio.Event,
    ) -> None:
        self._tools = tools
        self._ruling = ruling
        self._changed = changed
        self._rounds = Rounds(tools, ingestor)
        deliverer = Deliverer(tools)
        self._dispatcher = Dispatcher(tools, deliverer)
        self._reconciler = Reconciler(tools, deliverer)
        self._lookout = Lookout(tools)
        self._learner = learner
        self._nudges = Nudges(tools, self._nudge)
        self._jobs = Scheduler(self._failed, changed.set)
        self._lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pauses: dict[str, float] = {}
        self._nudged: set[tuple[int, str]] = set()
        self._jumps = JumpWatch(tools.clock)
        self._sends_from = 0.0
        self._looked_at = float("-inf")
        self._looked_for: Waiting = ()
        self._sending: asyncio.Task[None] | None = None
        self._reconciled = False

    async def work(self) -> None:
        """Do what is due until cancelled. Raises LeaseLost when another process has taken over."""
        await self._rounds.add_new_streams()
        self._jobs.start()
        watches = [
            asyncio.create_task(self._beat()),
            asyncio.create_task(self._plan_on_change()),
            asyncio.create_task(self._checkpoints()),
        ]
        try:
            done, _ = await asyncio.wait({self._lost, *watches}, return_when=asyncio.FIRST_COMPLETED)
            for ended in done:
                ended.result()
        finally:
            for watch in watches:
                watch.cancel()
            await asyncio.gather(*watches, return_exceptions=True)
            await self._end()

    async def _end(self) -> None:
        """Leave nothing half done: sends get a moment, pulls are dropped (their pages are all or nothing)."""
        await asyncio.gather(self._jobs.stop(), self._nudges.close(), self._dispatcher.stop(GRACE))
        if self._sending is not None:
            # A store that does not answer must not keep us: what is claimed and not recorded is an orphan.
            await asyncio.wait({self._sending}, timeout=GRACE)
            self._sending.cancel()
        if not self._lost.done():
            self._lost.cancel()

    async def _beat(self) -> None:
        """Renew the lease, open what was snoozed until now; notice when the wall clock was set."""
        while True:
            await asyncio.sleep(HEARTBEAT)
            await self._tools.keeper.renew()
            if self._clock_was_set():
                self._changed.set()
            try:
                await self._tools.write(triage.wake, self._tools.clock.now())
            except StoreError as error:
                self._failed("wake", error)

    def _clock_was_set(self) -> bool:
        """Tell when the wall clock jumped; after a jump forward nothing leaves for a while.

        Everything planned until the new time seems due then. A clock that was set wrong is often set right
        again soon, and what was sent cannot be taken back.
        """
        jump = self._jumps.look()
        if not jump:
            return False
        self._tools.tell(Notice.CLOCK_JUMPED, count=int(jump))
        if jump > 0:
            self._sends_from = self._tools.clock.monotonic() + SETTLE
        return True

    async def _plan_on_change(self) -> None:
        while True:
            try:
                await self._plan()
            except StoreError as error:
                self._failed("plan", error)
                await asyncio.sleep(PAUSE_AFTER_ERROR)
                continue
            await asyncio.sleep(PLANS_APART)
            await self._changed.wait()
            self._changed.clear()

    async def _checkpoints(self) -> None:
        while True:
            await asyncio.sleep(CHECKPOINT_EVERY)
            try:
                await self._tools.off(self._tools.store.checkpoint)
            except StoreError as error:
                self._failed("checkpoint", error)

    async def _plan(self) -> None:
        """Make the jobs what the store, at this moment, says is due."""
        self._clock_was_set()
        now = self._tools.clock.now()
        due = await self._tools.read(_due, now)
        health, streams = due.health, due.streams
        self._nudges.follow([one.account for one in health])
        await self._tools.connections.keep({one.account.id for one in health})
        by_account = {one.account.id: one for one in health}
        wanted: dict[str, tuple[float, Work]] = {}
        for stream in streams:
            delay = self._delay(stream, by_account[stream.account_id])
            if delay is not None:
                name = f"stream {stream.id}"
                wanted[name] = self._at(name, delay, partial(self._pull, stream))
        delay = max(self._outbox_delay(due, now), self._until(self._sends_from))
        wanted["outbox"] = self._at("outbox", delay, partial(self._dispatch, due.waiting))
        pause = self._reconciler.pause() if self._reconciled else 0.0
        if pause is not None:
            wanted["reconcile"] = self._at("reconcile", pause, self._reconcile)
        if due.unruled:
            wanted["rules"] = self._at("rules", 0.0, self._rule)
        wanted["waves"] = self._at("waves", self._lookout.pause(), self._look_for_waves)
        wanted["learning"] = self._at("learning", self._learner.pause(), self._learn)
        self._jobs.plan(wanted)

    def _delay(self, stream: StreamRow, health: AccountHealth) -> float | None:
        """Seconds until a stream is pulled; None when its account is not asked for now."""
        now = self._tools.clock.now()
        barrier = self._rounds.barrier(health)
        if barrier is not None and barrier.until is None:
            return None
        due = stream.due_at
        if (stream.account_id, stream.name) in self._nudged:
            due = min(due, self._rounds.earliest(stream, health))
        if stream.last_attempt_at is not None and stream.last_attempt_at > now + FUTURE:
            due = now
        if barrier is not None and barrier.until is not None:
            due = max(due, barrier.until)
        return (due - now).total_seconds()

    def _outbox_delay(self, due: _Due, now: datetime) -> float:
        """Seconds until the outbox is looked at.

        What was due at the last look and is still there could not be claimed: it is looked at a little later.
        """
        latest = self._until(self._looked_at + OUTBOX_AT_LEAST_EVERY)
        if due.outbox is None:
            return latest
        delay = (due.outbox - now).total_seconds()
        since_look = self._tools.clock.monotonic() - self._looked_at
        if delay + since_look <= 0 and due.waiting == self._looked_for:
            delay = LOOK_AGAIN - since_look
        return min(latest, delay)

    def _at(self, name: str, delay: float, work: Work) -> tuple[float, Work]:
        """A job, not before the pause that an error has put on it is over."""
        return max(delay, self._until(self._pauses.get(name, 0.0))), work

    def _until(self, moment: float) -> float:
        return moment - self._tools.clock.monotonic()

    async def _pull(self, stream: StreamRow) -> None:
        self._nudged.discard((stream.account_id, stream.name))
        with self._watching_lease():
            await self._rounds.stream(stream.account_id, stream.id)

    def _nudge(self, account_id: int, stream: str) -> None:
        self._nudged.add((account_id, stream))
        self._changed.set()

    async def _dispatch(self, waiting: Waiting) -> None:
        """Send what is ready, beside everything else: a slow platform must not hold up the next look."""
        if self._clock_was_set():
            return
        self._looked_at, self._looked_for = self._tools.clock.monotonic(), waiting
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())
        else:
            self._dispatcher.look_again()

    async def _send(self) -> None:
        try:
            with self._watching_lease():
                report = await self._dispatcher.dispatch_ready()
                self._reconciled = self._reconciled and not report.unknown
        except Exception as error:  # noqa: BLE001 - told like the trouble of any other job
            self._failed("outbox", error)
        self._changed.set()

    async def _rule(self) -> None:
        with self._watching_lease():
            await self._ruling.catch_up()

    async def _look_for_waves(self) -> None:
        with self._watching_lease():
            await self._lookout.look()

    async def _learn(self) -> None:
        with self._watching_lease():
            await self._learner.look()

    async def _reconcile(self) -> None:
        with self._watching_lease():
            await self._reconciler.look()
            self._reconciled = True

    @contextmanager
    def _watching_lease(self) -> Iterator[None]:
        """Ends the shift when a job finds that another process has taken over."""
        try:
            yield
        except LeaseLost as error:
            if not self._lost.done():
                self._lost.set_exception(error)

    def _failed(self, name: str, error: BaseException | None) -> None:
        """A job did not run or raised what it should not: told, and left alone for a moment."""
        self._pauses[name] = self._tools.clock.monotonic() + PAUSE_AFTER_ERROR
        message = trouble_of(error).message if isinstance(error, Exception) else ""
        self._tools.tell(Notice.JOB_FAILED, subject=name, message=message)


def _due(conn: Connection, now: datetime) -> _Due:
    """All that decides what is due, of one moment."""
    ahead = calendar.agenda(conn, now - DAY, now + DAY)
    posts = [(entry.target_id, entry.due_at) for entry in ahead if entry.state == "scheduled"]
    times = [at for _, at in posts]
    delivery = outbox.next_due(conn)
    if delivery is not None:
        times.append(delivery)
    waiting = outbox.page(conn, frozenset({"held", "ready"}), NEWEST_WAITING)
    return _Due(
        accounts.health(conn, now),
        accounts.streams(conn),
        min(times, default=None),
        (*((one.id, one.version) for one in waiting), *posts),
        rules.waiting(conn),
    )
