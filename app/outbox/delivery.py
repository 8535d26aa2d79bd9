"""One claimed delivery: checked, sent once, its outcome recorded before anything else is done."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import Connection

from meydan.app.outbox.work import act_of, objection
from meydan.app.reasons import GONE, INTERRUPTED, IS_PAUSED, MUST_SIGN_IN, TOO_SLOW
from meydan.app.sync.events import Notice, Step
from meydan.app.sync.tools import Tools
from meydan.app.sync.trouble import Cause, trouble_of
from meydan.app.sync.usage import keep_usage
from meydan.connectors.base import (
    Act,
    AskedToWait,
    Connector,
    ConnectorError,
    NotSent,
    Outcome,
    Refused,
    Sent,
    SignedOut,
    SignInRequired,
    Unknown,
)
from meydan.connectors.http.metering import acting
from meydan.connectors.registry import UnknownPlatform
from meydan.insight.text import one_line
from meydan.store import Conflict, LeaseLost, NotFound, StoreError
from meydan.store.reads import accounts, inbox
from meydan.store.rows.outgoing import DeliveryRow, DeliveryWork
from meydan.store.rows.people import AccountHealth
from meydan.store.rows.system import Fence
from meydan.store.writes import accounts as account_writes
from meydan.store.writes import dispatch

SEND_DEADLINE = 90.0
MOST_ATTEMPTS = 12
FIRST_RETRY = 5.0
LONGEST_RETRY = 900.0


class Deliverer:
    """Takes one claimed delivery to its outcome."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def deliver(self, work: DeliveryWork, fence: Fence) -> Outcome:
        """Send a delivery claimed under `fence` once and record what became of it.

        Raises LeaseLost before anything is sent when the lease may have run out; the delivery is then left
        to the next holder.
        """
        outcome = await self._attempt(work, fence)
        self._tell(Step.ANSWERED, work)
        await self.record(work, fence, outcome)
        await keep_usage(self._tools, work.delivery.account_id)
        return outcome

    async def record(self, work: DeliveryWork, fence: Fence, outcome: Outcome) -> None:
        """Store an outcome; as long as the store is in trouble, again and again. Raises LeaseLost.

        What a person or a later holder has decided meanwhile stands, and is told.
        """
        pause = 0.1
        while True:
            try:
                await self._write(work, fence, outcome)
                break
            except (Conflict, NotFound) as error:
                self._tell(Notice.UNSURE, work, one_line(str(error)))
                return
            except StoreError:
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)
        self._tell(Step.RECORDED, work)
        if isinstance(outcome, Refused):
            self._tell(Notice.NOT_DELIVERED, work, outcome.reason)
        elif isinstance(outcome, Unknown):
            self._tell(Notice.UNSURE, work, outcome.reason)

    async def _attempt(self, work: DeliveryWork, fence: Fence) -> Outcome:
        try:
            health, gone = await self._tools.read(_look_up, work.delivery, self._tools.clock.now())
            account = health.account
            connector = await self._tools.connections.get(account, health)
            with acting():
                limits = await self._tools.connections.limits(account)
            act = act_of(work)
        except (NotFound, UnknownPlatform, ValueError) as error:
            return Refused(one_line(str(error)))
        except SignInRequired as error:
            return SignedOut(str(error))
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - nothing was sent yet, whatever a connector raises here
            return NotSent(trouble_of(error).message)
        if account.state != "active":
            return NotSent(MUST_SIGN_IN if account.state == "signed_out" else IS_PAUSED)
        if gone and work.delivery.attempts <= 1:
            return Refused(GONE)
        if reason := objection(act, connector.declaration, limits):
            return Refused(reason)
        return await self._send(connector, act, work, fence)

    async def _send(self, connector: Connector, act: Act, work: DeliveryWork, fence: Fence) -> Outcome:
        """One call of the connector, whose outcome is recorded even when we are told to stop meanwhile."""
        self._tools.keeper.check()
        self._tell(Step.SENDING, work)
        try:
            async with asyncio.timeout(SEND_DEADLINE):
                with acting():
                    return await connector.send(act)
        except TimeoutError:
            return Unknown(TOO_SLOW)
        except asyncio.CancelledError:
            await asyncio.shield(self.record(work, fence, Unknown(INTERRUPTED)))
            raise
        except ConnectorError as error:
            return _after_error(error)
        except Exception as error:  # noqa: BLE001 - a connector that breaks may have sent already
            return Unknown(trouble_of(error).message)

    async def _write(self, work: DeliveryWork, fence: Fence, outcome: Outcome) -> None:
        number, now, write = work.delivery.id, self._tools.clock.now(), self._tools.write
        # What stops the account is kept first: once this delivery is recorded, the next one may be claimed.
        if isinstance(outcome, SignedOut):
            await write(account_writes.set_state, work.delivery.account_id, "signed_out")
        elif isinstance(outcome, AskedToWait):
            await keep_usage(self._tools, work.delivery.account_id, outcome.retry_at)
        match outcome:
            case Sent():
                await write(
                    dispatch.record_sent,
                    fence,
                    number,
                    outcome.remote_id,
                    outcome.permalink,
                    now,
                    note=tidy(outcome.note),
                )
            case Refused():
                await write(dispatch.record_failed, fence, number, tidy(outcome.reason), now)
            case SignedOut():
                await write(dispatch.record_retry, fence, number, tidy(outcome.reason), None, now)
            case NotSent() if work.delivery.attempts >= MOST_ATTEMPTS:
                await write(dispatch.record_failed, fence, number, tidy(outcome.reason), now)
            case NotSent():
                later = outcome.retry_at or _later(now, work.delivery.attempts)
                await write(dispatch.record_retry, fence, number, tidy(outcome.reason), later, now)
            case Unknown():
                await write(dispatch.record_unknown, fence, number, tidy(outcome.reason), now)

    def _tell(self, what: Step | Notice, work: DeliveryWork, message: str = "") -> None:
        delivery = work.delivery
        self._tools.tell(what, delivery.account, str(delivery.id), message)


def _after_error(error: ConnectorError) -> Outcome:
    """A connector should say outcomes, not raise; only a refusal of the credential is surely no send."""
    trouble = trouble_of(error)
    if trouble.cause is Cause.SIGN_IN:
        return SignedOut(trouble.message)
    if trouble.cause is Cause.RATE_LIMITED:
        return AskedToWait(trouble.message, trouble.retry_at)
    return Unknown(trouble.message)


def _look_up(conn: Connection, delivery: DeliveryRow, now: datetime) -> tuple[AccountHealth, bool]:
    """The account with its budget, and whether the platform has deleted what the delivery is about."""
    gone = delivery.item_id is not None and inbox.item(conn, delivery.item_id).deleted_at is not None
    account = accounts.account(conn, delivery.account_id)
    return accounts.health(conn, now, account.id)[0], gone


def tidy(reason: str) -> str:
    """A reason as it is kept: one line without what a terminal would obey."""
    return one_line(reason)[:300]


def _later(now: datetime, attempts: int) -> datetime:
    pause = min(LONGEST_RETRY, FIRST_RETRY * 2.0 ** max(0, attempts - 1))
    return now + timedelta(seconds=pause)
