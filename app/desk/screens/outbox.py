"""The outbox: what leaves the machine, what did not, and what nobody knows about."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.worker import WorkType

from meydan.app.desk.actions import bindings
from meydan.app.desk.outbox_approvals import ApprovalScreen
from meydan.app.desk.outbox_source import DeliverySource
from meydan.app.locale.translating import is_ours, translate
from meydan.panes.inbox.splits import Split, SplitsLine
from meydan.panes.ink import Sheet
from meydan.panes.outbox.deliverylist import DeliveryList
from meydan.panes.outbox.deliverypage import delivery_page
from meydan.panes.rowview import RowView
from meydan.panes.speech import N_
from meydan.panes.title import Title, title_line
from meydan.store import NotFound
from meydan.store.rows.outgoing import DeliveryPage, DeliveryRow, OutboxCounts

if TYPE_CHECKING:
    from meydan.store import Store

STATES: tuple[tuple[str, frozenset[str], str], ...] = (
    (N_("All"), frozenset(), "plain"),
    (N_("To approve"), frozenset({"asked"}), "amber"),
    (N_("On its way"), frozenset({"held", "ready", "sending"}), "plain"),
    (N_("Not sent"), frozenset({"failed"}), "bad"),
    (N_("In doubt"), frozenset({"unknown"}), "bad"),
    (N_("Sent"), frozenset({"sent"}), "plain"),
    (N_("Cancelled"), frozenset({"cancelled", "rejected"}), "plain"),
)
WHERE = {
    "outbox_retry": frozenset({"failed", "unknown"}),
    "outbox_edit": frozenset({"asked", "held", "ready", "failed", "rejected", "cancelled"}),
    "outbox_cancel": frozenset({"asked", "held", "ready", "failed", "unknown"}),
    "approval_approve": frozenset({"asked"}),
    "approval_reject": frozenset({"asked"}),
    "outbox_arrived": frozenset({"unknown"}),
    "outbox_not_arrived": frozenset({"unknown"}),
    "outbox_acknowledge": frozenset({"failed", "unknown"}),
}
"""The states in which a key means something."""

STOPPABLE = frozenset({"asked", "held", "ready"})


class OutboxScreen(ApprovalScreen):
    """Every act that leaves the machine, and what became of it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("outbox", "approval")
    CSS = """
    OutboxScreen #splits { margin: 0 0 1 0; }
    OutboxScreen #reason { display: none; border: none; height: 1; padding: 0; background: $panel; }
    OutboxScreen.-rejecting #reason { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._splits = [Split(title, title, ink=ink) for title, _, ink in STATES]
        self._counts: list[int | None] = [None] * len(STATES)
        self._at = 0
        self._whole: DeliveryPage | None = None

    def compose_panes(self) -> ComposeResult:
        """The deliveries, and all about the one under the cursor."""
        with Container(classes="split"):
            with Vertical(classes="surface main"):
                yield Title(id="title")
                yield SplitsLine(self.speech, id="splits")
                yield DeliveryList(self.speech, lambda: self.now, self._told, id="deliveries")
                yield self.reason
            with Vertical(classes="surface side"):
                yield Sheet(id="page")

    def on_mount(self) -> None:
        """Read the newest."""
        super().on_mount()
        self._load()
        self.deliveries.focus()

    async def reload(self) -> None:
        """The numbers, and whatever changed."""
        from meydan.store.reads import outbox

        self.deliveries.stale()
        self._read_page()
        self._count(await self.db.read(outbox.counts))

    def on_minute(self) -> None:
        """Ages grow."""
        self.deliveries.repaint()

    def link(self) -> str:
        """The address of what was sent."""
        row = self.deliveries.current
        return row.permalink if row else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each key where the delivery under the cursor allows it."""
        if action == "approval_leave" or self.is_rejecting:
            return self.is_rejecting and action == "approval_leave"
        if action in WHERE:
            row = self.deliveries.current if self.is_mounted else None
            return row is not None and row.state in WHERE[action] and not _is_settled(row, action)
        return super().check_action(action, parameters)

    async def rows_are_there(self) -> None:
        """Keys act upon the rows that were asked for."""
        await self.deliveries.settled.wait()

    # --- showing

    def on_row_view_moved(self, event: RowView.Moved) -> None:
        """All about another delivery, and its keys."""
        row = self.deliveries.current
        if row is not None and (self._whole is None or self._whole.work.delivery != row):
            self._read_page()
        self._show_page()
        self.show_hints()

    def fit(self) -> None:
        """The page is wrapped to its width."""
        self._show_page()

    def _read_page(self) -> None:
        row = self.deliveries.current
        if row is not None:
            work: WorkType[None] = partial(self._take_page, row.id)
            self.run_worker(work, group="page", exclusive=True)

    async def _take_page(self, delivery_id: int) -> None:
        from meydan.store.reads import outbox

        with suppress(NotFound):
            self._whole = await self.db.read(lambda conn: outbox.page_of(conn, delivery_id))
            self._show_page()

    def _told(self, said: str) -> str:
        """What was said of a delivery, in the person's language where it is ours."""
        return translate(said, self.speech)

    def _show_page(self) -> None:
        """What is known of the delivery under the cursor, in the person's language where it is ours."""
        row, sheet = self.deliveries.current, self.query_one("#page", Sheet)
        if row is None:
            sheet.show([])
            return
        whole = self._whole if self._whole is not None and self._whole.work.delivery.id == row.id else None
        if whole is not None:
            whole = replace(whole, look=self._told(whole.look))
        ours = row.state == "failed" and is_ours(row.error)
        row = replace(row, error=self._told(row.error)) if row.error else row
        title, width = self.platforms.title(row.platform), sheet.size.width
        sheet.show(delivery_page(row, whole, title, width, self.now, self.speech, ours=ours))

    async def on_row_view_opened(self, event: RowView.Opened) -> None:
        """Go to what it answers; what may be approved is changed there first."""
        row = self.deliveries.current
        if row is None or row.item_id is None:
            return
        if row.action == "reply" and await self.may_decide(row):
            await self.change_first(row)
        else:
            await self.desk.open_item(row.item_id)

    def action_outbox_next_split(self) -> None:
        """To the next split that has something in it."""
        self._go_split(1)

    def action_outbox_previous_split(self) -> None:
        """To the previous split that has something in it."""
        self._go_split(-1)

    def _go_split(self, step: int) -> None:
        places = [at for at, count in enumerate(self._counts) if count != 0 or at in (0, self._at)]
        self._at = places[(places.index(self._at) + step) % len(places)]
        self._load()
        self._show_numbers()

    def _load(self) -> None:
        self.deliveries.say_empty(
            [self.speech.say("Nothing here."), self.speech.say("Tab goes to the next split.")]
        )
        self.deliveries.load(DeliverySource(self.db, self.complain, STATES[self._at][1]))

    def _count(self, counts: OutboxCounts) -> None:
        leaving = counts.held + counts.ready + counts.sending
        self._counts = [None, counts.asked, leaving, counts.failed, counts.unknown, counts.sent, None]
        self._show_numbers()

    def _show_numbers(self) -> None:
        say_n = self.speech.say_n
        asked, leaving, failed, unknown = (count or 0 for count in self._counts[1:5])
        figures = [
            (asked, say_n("{n} to approve", "{n} to approve", asked)),
            (leaving, say_n("{n} on its way", "{n} on their way", leaving)),
            (failed, say_n("{n} not sent", "{n} not sent", failed)),
            (unknown, say_n("{n} in doubt", "{n} in doubt", unknown)),
        ]
        numbers = " · ".join(words for count, words in figures if count)
        self.query_one("#title", Title).show([title_line("7", self.speech.say("Outbox"), numbers)])
        self.query_one(SplitsLine).show_splits(self._splits, self._counts, self._at)

    # --- acting

    async def action_outbox_retry(self) -> None:
        """Try again what surely was not done; of anything else, say why not."""
        from meydan.store.writes import outbox

        row = self.deliveries.current
        if row is not None and row.state == "unknown":
            self.tell(self.speech.say("Nobody knows whether it arrived: look, then say y or n"), "amber")
            return
        await self._decide(outbox.retry, "ready")

    async def action_outbox_cancel(self) -> None:
        """Do not send it."""
        from meydan.store.writes import outbox

        row = self.deliveries.current
        stoppable = row is not None and row.state in STOPPABLE
        await self._decide(outbox.cancel if stoppable else outbox.discard, "cancelled")

    async def action_outbox_arrived(self) -> None:
        """It did arrive."""
        from meydan.store.writes import outbox

        await self._decide(outbox.arrived, "sent")

    async def action_outbox_not_arrived(self) -> None:
        """It did not: send it again."""
        from meydan.store.writes import outbox

        await self._decide(outbox.not_arrived, "ready")

    async def action_outbox_acknowledge(self) -> None:
        """It was seen."""
        from meydan.store.writes import outbox

        await self._decide(outbox.acknowledge, "")

    async def action_outbox_edit(self) -> None:
        """Take it back and go on writing where it was written."""
        from meydan.app.desk.screens.inbox import InboxScreen
        from meydan.store.reads import outbox as deliveries
        from meydan.store.writes import outbox

        row = self.deliveries.current
        if row is None or row.item_id is None or row.action != "reply":
            self.tell(self.speech.say("Only answers can be changed here"))
            return
        if row.created_by != self.desk.login and await self.may_decide(row):
            await self.change_first(row)
            return
        work = await self.db.read(lambda conn: deliveries.work(conn, [row.id]))
        if row.state not in ("cancelled", "rejected") and not await self._decide(
            outbox.cancel if row.state in STOPPABLE else outbox.discard, "cancelled"
        ):
            return
        inbox = await self.desk.open_item(row.item_id)
        if isinstance(inbox, InboxScreen):
            inbox.writing.write_again("private" if work and work[0].private else "reply", row.text)

    async def _decide(self, command: Callable[[Store, int], None], state: str) -> bool:
        """Do it to the delivery under the cursor; whether the store did it."""
        row = self.deliveries.current
        if row is None:
            return False

        def change(row: DeliveryRow) -> DeliveryRow:
            return replace(row, state=state) if state else replace(row, acknowledged=True)

        def run(store: Store) -> bool:
            command(store, row.id)
            return True

        ticket = self.deliveries.change([row.id], change)
        done = await self.command(run)
        self.deliveries.settle(ticket)
        return bool(done)


def _is_settled(row: DeliveryRow, action: str) -> bool:
    return row.acknowledged and action == "outbox_acknowledge"
