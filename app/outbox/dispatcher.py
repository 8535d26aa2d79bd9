"""The single claimer: takes what is ready one by one, accounts independent of each other."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from meydan.app.outbox.delivery import Deliverer
from meydan.app.sync.events import Notice, Step
from meydan.app.sync.report import OutboxReport
from meydan.app.sync.tools import Tools
from meydan.app.sync.trouble import trouble_of
from meydan.connectors.base import Outcome, Refused, Sent, Unknown
from meydan.store import LeaseLost
from meydan.store.reads.calendar import agenda
from meydan.store.writes import calendar, dispatch

AT_ONCE = 8
LATE = timedelta(minutes=2)
"""A post that leaves later than this is an alarm."""


class Dispatcher:
    """Claims under the lease's fence and hands on to the deliverer, at most one at a time per account."""

    def __init__(self, tools: Tools, deliverer: Deliverer) -> None:
        self._tools = tools
        self._deliverer = deliverer
        self._running: set[asyncio.Task[Outcome]] = set()
        self._again = asyncio.Event()
        self._stopping = False

    async def dispatch_ready(self) -> OutboxReport:
        """Send all that is ready, until nothing can be claimed and all outcomes are recorded.

        Not to be called again before it returns: see `look_again`. Raises LeaseLost.
        """
        report = OutboxReport()
        while not self._stopping:
            self._again.clear()
            report += await self._release()
            while len(self._running) < AT_ONCE and await self._claim():
                pass
            if not self._running:
                break
            report += await self._next_outcomes()
        return report

    def look_again(self) -> None:
        """Something more is ready: claim it now, not only when what is under way has ended."""
        self._again.set()

    async def stop(self, grace: float) -> None:
        """Claim no more; sends under way get `grace` seconds, then they are left as unknown."""
        self._stopping = True
        self._again.set()
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.wait(self._running, timeout=grace)
        for task in self._running:
            error = task.exception() if task.done() and not task.cancelled() else None
            if isinstance(error, Exception) and not isinstance(error, LeaseLost):
                self._tools.tell(Notice.JOB_FAILED, message=trouble_of(error).message)

    async def _release(self) -> OutboxReport:
        """Queue the posts whose time has come; late ones are said, those that are too late are missed."""
        now = self._tools.clock.now()
        overdue = await self._tools.read(agenda, now - calendar.TOO_LATE, now - LATE)
        released = await self._tools.fenced(calendar.release_due, now)
        self._tools.tell(Step.RELEASED, count=len(released.queued))
        late = sum(entry.state == "scheduled" for entry in overdue)
        if late:
            self._tools.tell(Notice.LATE, count=late)
        if released.missed:
            self._tools.tell(Notice.MISSED, count=len(released.missed))
        return OutboxReport(missed=len(released.missed))

    async def _claim(self) -> bool:
        """Take one delivery and begin to send it; False when there is none to take now."""
        if self._stopping:
            return False
        self._tools.keeper.check()
        fence = self._tools.keeper.fence
        work = await self._tools.write(dispatch.claim, fence, self._tools.clock.now())
        if work is None:
            return False
        self._tools.tell(Step.CLAIMED, work.delivery.account, str(work.delivery.id))
        self._running.add(asyncio.create_task(self._deliverer.deliver(work, fence)))
        return True

    async def _next_outcomes(self) -> OutboxReport:
        """Wait for an outcome or for something new to be ready."""
        woken = asyncio.create_task(self._again.wait())
        try:
            await asyncio.wait({*self._running, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
        report = OutboxReport()
        for task in [task for task in self._running if task.done()]:
            self._running.discard(task)
            report += tally(task.result())
        return report


def tally(outcome: Outcome) -> OutboxReport:
    """One outcome as a report."""
    match outcome:
        case Sent():
            return OutboxReport(sent=1)
        case Refused():
            return OutboxReport(failed=1)
        case Unknown():
            return OutboxReport(unknown=1)
        case _:
            return OutboxReport(later=1)
