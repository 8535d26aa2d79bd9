"""The sync engine: as a daemon, for one round, or inside the desk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from meydan.app.config import Workspace
from meydan.app.learning.learner import Learner
from meydan.app.learning.taught import Taught
from meydan.app.outbox.delivery import Deliverer
from meydan.app.outbox.dispatcher import Dispatcher
from meydan.app.outbox.reconcile import Reconciler
from meydan.app.ownmodel import record
from meydan.app.rules.ruling import Ruling
from meydan.app.sync.asking import ask
from meydan.app.sync.clock import Clock, SystemClock
from meydan.app.sync.connections import Connections
from meydan.app.sync.events import Event, Listener, Notice, nobody
from meydan.app.sync.ingest import Analyse, Ingestor, in_turn
from meydan.app.sync.lease import LeaseKeeper
from meydan.app.sync.offload import Offload
from meydan.app.sync.report import AccountReport, OnceReport, OutboxReport
from meydan.app.sync.rounds import Rounds
from meydan.app.sync.signals import ending
from meydan.app.sync.tools import Tools
from meydan.app.waves.lookout import Lookout
from meydan.store import LeaseLost, Store, StoreError
from meydan.store.reads import accounts
from meydan.store.writes import triage

if TYPE_CHECKING:
    from meydan.app.ownmodel.models import OwnModels
    from meydan.app.ownmodel.problems import ModelTrouble
    from meydan.insight.engine import Analyser

CLOSE_WITHIN = 1.0
PAUSE_AFTER_ERROR = 5.0


class SyncEngine:
    """Pulls what is due and sends what is ready, if no other process does.

    `listener` hears every step and notice, in the engine's thread. `taught` learns from corrections.
    `in_desk` tells others that this one ends with a desk. One engine runs once at a time.
    """

    def __init__(
        self,
        store: Store,
        workspace: Workspace,
        *,
        clock: Clock | None = None,
        listener: Listener = nobody,
        analyse: Analyse | None = None,
        dice: Random | None = None,
        taught: Taught | None = None,
        in_desk: bool = False,
    ) -> None:
        self._store = store
        self._workspace = workspace
        self._clock = clock or SystemClock()
        self._listener = listener
        self._analyse = analyse
        self._ingestor = Ingestor(store, analyse, self._clock)
        self._taught = taught or Taught(_analyser)
        self._dice = dice or Random()
        self._in_desk = in_desk
        self._stopped = False
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def stop(self) -> None:
        """End `run` or `once` within two seconds; safe from signal handlers and other threads."""
        self._stopped = True
        running = self._running
        if running is not None and not running[0].is_closed():
            running[0].call_soon_threadsafe(running[1].set)

    async def run(self) -> None:
        """Sync until stopped; waits for as long as another process does it."""
        from meydan.app.sync.shift import Shift
        from meydan.app.sync.watch import watching

        async with self._stoppable() as stop, self._open() as (tools, learner):
            while not stop.is_set():
                if not await _unless(stop, tools.keeper.wait()):
                    break
                changed = asyncio.Event()
                try:
                    async with watching(self._store, changed):
                        shift = Shift(tools, self._ingestor, self._ruling(tools), learner, changed)
                        await _unless(stop, shift.work())
                except LeaseLost as error:
                    tools.tell(Notice.FENCED_OUT, message=str(error))
                    await tools.connections.close()
                except StoreError as error:
                    tools.tell(Notice.JOB_FAILED, subject="store", message=str(error))
                    await _unless(stop, asyncio.sleep(PAUSE_AFTER_ERROR))

    async def once(self, account: str | None = None) -> OnceReport:
        """Pull every stream of one account (by name) or of all, send what is ready, and end.

        When another process syncs it is asked to do so, and waited for. Raises NotFound, StoreError.
        """
        async with self._stoppable() as stop, self._open() as (tools, learner):
            report = OnceReport(finished=False)

            async def round_() -> None:
                nonlocal report
                report = await self._once(tools, learner, account)

            await _unless(stop, round_())
            return report

    async def _once(self, tools: Tools, learner: Learner, account: str | None) -> OnceReport:
        if account is not None:
            await tools.read(accounts.account, account)
        while await tools.keeper.acquire() is not None:
            report = await ask(self._store, tools.off, self._clock, account)
            if report is not None:
                return report
        keeping = asyncio.create_task(tools.keeper.keep())
        working = asyncio.create_task(self._round(tools, learner, account))
        try:
            await asyncio.wait({keeping, working}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                return working.result()
            keeping.result()
            return OnceReport(finished=False)
        except LeaseLost as error:
            tools.tell(Notice.FENCED_OUT, message=str(error))
            return OnceReport(finished=False)
        finally:
            keeping.cancel()
            working.cancel()
            await asyncio.gather(keeping, working, return_exceptions=True)

    async def _round(self, tools: Tools, learner: Learner, account: str | None) -> OnceReport:
        """One round by this process: what is unclear and ready, and all accounts, side by side."""
        rounds = Rounds(tools, self._ingestor)
        await rounds.add_new_streams()
        await tools.write(triage.wake, self._clock.now())
        streams = await tools.read(accounts.streams, None)
        connected = {stream.account_id for stream in streams}
        every = await tools.read(accounts.all)
        chosen = [one for one in every if account in (None, one.name) and one.id in connected]
        outbox, *reports = await asyncio.gather(
            self._outbox(tools), *(rounds.whole(one.id) for one in chosen)
        )
        await self._ruling(tools).catch_up()
        await Lookout(tools).look()
        await learner.look()
        assert isinstance(outbox, OutboxReport)
        pulled = tuple(report for report in reports if isinstance(report, AccountReport))
        return OnceReport(pulled, outbox)

    def _ruling(self, tools: Tools) -> Ruling:
        return Ruling(tools, timedelta(seconds=self._workspace.settings.hold_seconds))

    async def _outbox(self, tools: Tools) -> OutboxReport:
        deliverer = Deliverer(tools)
        dispatcher = Dispatcher(tools, deliverer)
        reconciler = Reconciler(tools, deliverer)
        try:
            report = await reconciler.look()
            sent = await dispatcher.dispatch_ready()
            if sent.unknown:
                # Counted as unknown only when a look at the platform does not tell either.
                sent = replace(sent, unknown=0) + await reconciler.look()
            return report + sent
        finally:
            await dispatcher.stop(CLOSE_WITHIN)

    @asynccontextmanager
    async def _stoppable(self) -> AsyncIterator[asyncio.Event]:
        stop = asyncio.Event()
        self._running = (asyncio.get_running_loop(), stop)
        if self._stopped:
            stop.set()
        with ending(self.stop):
            try:
                yield stop
            finally:
                self._running = None

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[tuple[Tools, Learner]]:
        """What the parts work with, and who learns; in the end connections and lease are given back."""
        off, thinking = Offload(), Offload("meydan-thinking")
        keeper = LeaseKeeper(self._store, off, self._clock, self._listener, in_desk=self._in_desk)
        connections = Connections(self._workspace, self._clock)
        tools = Tools(
            self._store, off, thinking, self._clock, keeper, connections, self._listener, self._dice
        )
        own = self._own_models(tools)
        refine = in_turn(self._taught.refine, own.refine) if own is not None else self._taught.refine
        self._ingestor = Ingestor(self._store, self._analyse, self._clock, refine, takes_time=own is not None)
        learner = Learner(tools, self._taught, refine)
        try:
            await learner.catch_up()
            yield tools, learner
        finally:
            learner.close()
            for closing in (connections.close(), keeper.release()):
                try:
                    await asyncio.wait_for(closing, CLOSE_WITHIN)
                except TimeoutError:
                    self._listener(Event(Notice.JOB_FAILED, subject="close"))
            if own is not None:
                own.close()
            thinking.close()
            off.close()

    def _own_models(self, tools: Tools) -> OwnModels | None:
        """The team's own models, whose troubles are kept for all desks and told once."""
        folders = self._workspace.models
        if not folders:
            return None
        from meydan.app.ownmodel.models import OwnModels

        loop = asyncio.get_running_loop()

        def told(lang: str, trouble: ModelTrouble | None) -> None:
            if record.note(self._store, lang, trouble, self._clock.now()) and not loop.is_closed():
                what = Notice.MODEL_WELL if trouble is None else Notice.MODEL_SET_ASIDE
                message = "" if trouble is None else str(trouble)
                loop.call_soon_threadsafe(partial(tools.tell, what, subject=lang, message=message))

        return OwnModels(folders, told)


def _analyser() -> Analyser:
    from meydan.insight.engine import shared_analyser

    return shared_analyser()


async def _unless(stop: asyncio.Event, work: Coroutine[None, None, None]) -> bool:
    """Run `work` unless and until told to stop; True when it came to its end. Raises what it raises."""
    task = asyncio.create_task(work)
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
            return True
        return False
    finally:
        stopped.cancel()
        task.cancel()
        await asyncio.gather(task, stopped, return_exceptions=True)
