"""Deliveries whose answer was lost: read back, never sent blindly again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

from meydan.app.outbox.delivery import Deliverer, tidy
from meydan.app.outbox.dispatcher import tally
from meydan.app.outbox.work import act_of
from meydan.app.reasons import TOO_SLOW
from meydan.app.sync.events import Step
from meydan.app.sync.report import OutboxReport
from meydan.app.sync.standing import closed
from meydan.app.sync.tools import Tools
from meydan.app.sync.trouble import trouble_of
from meydan.app.sync.usage import health_of
from meydan.connectors.base import Declaration, NotSent, Outcome, Unknown
from meydan.connectors.http.metering import acting
from meydan.insight.text import one_line
from meydan.panes.speech import N_
from meydan.store import LeaseLost
from meydan.store.rows.outgoing import DeliveryWork
from meydan.store.rows.system import Fence
from meydan.store.writes import dispatch

LOOK_DEADLINE = 45.0
FIRST_LOOK_AGAIN = 5.0
LONGEST_LOOK_AGAIN = 1800.0
SETTLED_AFTER = timedelta(minutes=2)
KEY_MARGIN = timedelta(minutes=5)
LONGEST_TEXT = 500

NOT_SEEN = N_("Not seen on the platform so far; it may still appear")


@dataclass(slots=True)
class _Looks:
    """How often a delivery was looked for, and when that is due again by the steady clock."""

    count: int = 0
    next_at: float = float("-inf")


class Reconciler:
    """Looks after unknown deliveries, at growing intervals, until the platform shows what happened."""

    def __init__(self, tools: Tools, deliverer: Deliverer) -> None:
        self._tools = tools
        self._deliverer = deliverer
        self._looks: dict[int, _Looks] = {}

    async def look(self) -> OutboxReport:
        """Look after every unknown delivery whose turn it is, orphans of a dead holder included.

        Accounts do not wait for each other. Raises LeaseLost.
        """
        fence = self._tools.keeper.fence
        at = self._tools.clock.monotonic()
        works = await self._tools.write(dispatch.orphans, fence, self._tools.clock.now())
        self._looks = {w.delivery.id: self._looks.get(w.delivery.id) or _Looks() for w in works}
        by_account: dict[int, list[DeliveryWork]] = {}
        for work in works:
            if self._looks[work.delivery.id].next_at <= at:
                by_account.setdefault(work.delivery.account_id, []).append(work)
        reports = await asyncio.gather(*(self._look_at(turn, fence) for turn in by_account.values()))
        return sum(reports, OutboxReport())

    def pause(self) -> float | None:
        """Seconds until the next delivery's turn; None when there is none to look after."""
        if not self._looks:
            return None
        next_at = min(looks.next_at for looks in self._looks.values())
        return max(0.0, next_at - self._tools.clock.monotonic())

    async def _look_at(self, works: list[DeliveryWork], fence: Fence) -> OutboxReport:
        report = OutboxReport()
        for work in works:
            outcome = await self._read_back(work)
            report += tally(outcome)
            if isinstance(outcome, Unknown):
                self._later(work)
                await self._keep(work, fence, outcome)
            else:
                self._looks.pop(work.delivery.id, None)
                await self._deliverer.record(work, fence, outcome)
                self._tools.tell(Step.RECONCILED, work.delivery.account, str(work.delivery.id))
        return report

    async def _keep(self, work: DeliveryWork, fence: Fence, outcome: Unknown) -> None:
        """What was found, for the person who may have to decide."""
        found = [
            replace(one, text=one_line(one.text)[:LONGEST_TEXT], permalink=one_line(one.permalink))
            for one in outcome.candidates
        ]
        now = self._tools.clock.now()
        await self._tools.write(
            dispatch.record_look, fence, work.delivery.id, tidy(outcome.reason), found, now
        )

    async def _read_back(self, work: DeliveryWork) -> Outcome:
        """What the platform shows of a delivery; Unknown for as long as that is not certain."""
        delivery = work.delivery
        self._tools.tell(Step.RECONCILING, delivery.account, str(delivery.id))
        try:
            now = self._tools.clock.now()
            health = await self._tools.read(health_of, delivery.account_id, now)
            obstacle = None if health is None else closed(health, now)
            if health is None or obstacle is not None:
                return Unknown(NOT_SEEN if obstacle is None else obstacle.reason)
            connector = await self._tools.connections.get(health.account, health)
            async with asyncio.timeout(LOOK_DEADLINE):
                with acting():
                    outcome = await connector.reconcile(act_of(work))
        except LeaseLost:
            raise
        except TimeoutError:
            return Unknown(TOO_SLOW)
        except Exception as error:  # noqa: BLE001 - whatever went wrong with looking, it stays unknown
            return Unknown(trouble_of(error).message)
        self._tools.tell(Step.READ_BACK, delivery.account, str(delivery.id))
        if isinstance(outcome, NotSent):
            return self._if_safe(work, connector.declaration, outcome)
        return outcome

    def _if_safe(self, work: DeliveryWork, declaration: Declaration, outcome: NotSent) -> Outcome:
        """NotSent only where sending again cannot make a second one, else Unknown.

        With an idempotency key that the platform still knows, the same key is harmless. Without one, a
        request that was still on its way must have had the time to arrive before "not there" is believed.
        """
        delivery, now = work.delivery, self._tools.clock.now()
        first, last = delivery.first_attempt_at, delivery.last_attempt_at
        window = declaration.limits.idempotency
        if window is not None and first is not None and now - first < window - min(KEY_MARGIN, window / 2):
            return replace(outcome, retry_at=outcome.retry_at or now)
        if last is not None and now - last >= SETTLED_AFTER:
            return replace(outcome, retry_at=outcome.retry_at or now)
        return Unknown(NOT_SEEN)

    def _later(self, work: DeliveryWork) -> None:
        looks = self._looks[work.delivery.id]
        looks.count += 1
        pause = min(LONGEST_LOOK_AGAIN, FIRST_LOOK_AGAIN * 2.0 ** (looks.count - 1))
        looks.next_at = self._tools.clock.monotonic() + pause
