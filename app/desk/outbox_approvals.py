"""Approving in the outbox: let an answer go, change it first, or send it back with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual.widgets import Input

from meydan.app.desk.answers import approve_as_it_is
from meydan.app.desk.ordered_keys import OrderedScreen
from meydan.app.desk.platforms import Platforms
from meydan.app.desk.prefix import Choice
from meydan.panes.outbox.deliverylist import DeliveryList
from meydan.store import Conflict, NotFound, StoreError
from meydan.store.rows.outgoing import DeliveryRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from meydan.store import Store


class ApprovalScreen(OrderedScreen):
    """A screen with deliveries that may wait for approval."""

    def __init__(self) -> None:
        super().__init__()
        self.platforms = Platforms()
        self.reason = Input(
            id="reason",
            compact=True,
            placeholder=self.speech.say("Why? Its author reads it; Enter sends it back"),
        )
        self._rejected: DeliveryRow | None = None

    @property
    def deliveries(self) -> DeliveryList:
        """The list."""
        return self.query_one(DeliveryList)

    @property
    def is_rejecting(self) -> bool:
        """Whether a reason is being typed."""
        return self._rejected is not None

    async def may_decide(self, row: DeliveryRow) -> bool:
        """Whether who sits here may approve a delivery."""
        from meydan.store import roles

        login = self.desk.login
        role = await self.db.read(lambda conn: roles.role_of(conn, login))
        return row.state == "asked" and roles.decides(role, login, row.asked_of)

    async def action_approval_approve(self) -> None:
        """Let it go as it is."""
        row = self.deliveries.current
        if row is not None:
            await self._approve(row, None)

    def action_approval_reject(self) -> None:
        """Ask for the reason."""
        self._rejected = self.deliveries.current
        self.reason.value = ""
        self.add_class("-rejecting")
        self.set_focus(self.reason)

    def action_approval_leave(self) -> None:
        """Reject nothing."""
        self._rejected = None
        self.remove_class("-rejecting")
        self.deliveries.focus()

    def submit(self, field: Input) -> None:
        """The reason was typed; without one nothing is rejected."""
        row, reason = self._rejected, field.value.strip()
        if row is None or not reason:
            self.tell(self.speech.say("A rejection needs a reason"), "bad")
            return
        self.action_approval_leave()
        self.run_worker(self._reject(row, reason), group="commands")

    async def change_first(self, row: DeliveryRow) -> None:
        """Open it where it is answered; sending the text approves it."""
        from meydan.app.desk.screens.inbox import InboxScreen
        from meydan.store.reads import outbox

        if row.item_id is None:
            return
        work = await self.db.read(lambda conn: outbox.work(conn, [row.id]))
        inbox = await self.desk.open_item(row.item_id)
        if isinstance(inbox, InboxScreen) and work:
            inbox.writing.change_and_approve(work[0].delivery, "private" if work[0].private else "reply")

    async def _approve(self, row: DeliveryRow, reject_others: bool | None) -> None:
        from meydan.store.writes.approvals import OtherProposals

        hold = timedelta(seconds=self.settings.hold_seconds)
        declared = self.platforms.declaration(row.platform)
        run = partial(approve_as_it_is, row.id, row.version, hold, reject_others, declared)
        try:
            done = await self._decided(row, "held", run)
        except OtherProposals:
            say = self.speech.say
            self.offer(
                say("Other answers to this message wait too"),
                [
                    Choice(("y",), say("reject them"), lambda: self._approve(row, True)),
                    Choice(("n",), say("keep them"), lambda: self._approve(row, False)),
                ],
            )
            return
        if done:
            self.tell(self.speech.say("Held for {n} s, z takes it back", n=self.settings.hold_seconds))

    async def _reject(self, row: DeliveryRow, reason: str) -> None:
        from meydan.store.writes import approvals

        if await self._decided(row, "rejected", lambda store: approvals.reject(store, row.id, reason)):
            self.tell(self.speech.say("Sent back to {who}, z takes it back", who=row.created_by))

    async def _decided(self, row: DeliveryRow, state: str, run: Callable[[Store], None]) -> bool:
        """Decide about a delivery; what the store refuses is said. Raises OtherProposals."""
        from meydan.store.writes.approvals import OtherProposals

        ticket = self.deliveries.change([row.id], lambda row: replace(row, state=state))
        try:
            await self.db.write(run)
        except OtherProposals:
            raise
        except (StoreError, NotFound, Conflict) as error:
            self.complain(error)
            return False
        finally:
            self.deliveries.settle(ticket)
        return True
