"""The inbox, full screen: splits and list on the left, the conversation and the composer on the right."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widgets import Input

from meydan.app.desk.actions import bindings
from meydan.app.desk.inbox.answered import Answered
from meydan.app.desk.inbox.details import Detail, Details
from meydan.app.desk.inbox.drafts import Drafts
from meydan.app.desk.inbox.inquiries import Inquiries
from meydan.app.desk.inbox.keeping import KeptSplits
from meydan.app.desk.inbox.lease import Lease
from meydan.app.desk.inbox.meanwhile import Meanwhile
from meydan.app.desk.inbox.people import People
from meydan.app.desk.inbox.phrases import Phrases
from meydan.app.desk.inbox.queue import Queue
from meydan.app.desk.inbox.reading import ReadingSide
from meydan.app.desk.inbox.sending import Sending
from meydan.app.desk.inbox.targets import Targets
from meydan.app.desk.inbox.writing import Writing
from meydan.app.desk.screens.items import ItemScreen
from meydan.panes.composer.beside import Beside
from meydan.panes.composer.composer import Composer, Mode
from meydan.panes.composer.opening import Closed, Opened
from meydan.panes.prompt import Prompt
from meydan.panes.rowview import RowView

PAGES = {"half_down": 0.5, "half_up": -0.5, "page_down": 1.0, "page_up": -1.0}


class InboxScreen(ItemScreen):
    """Everything that came in and waits for an answer.

    The screen puts its parts together, and passes on to them what Textual tells it.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = bindings("inbox", "composer")
    CSS = """
    InboxScreen .split > .main { width: 2fr; }
    InboxScreen .split > .side { width: 1fr; }
    InboxScreen #filter { display: none; border: none; height: 1; padding: 0; background: $panel; }
    InboxScreen.-filtering #filter { display: block; }
    InboxScreen #splits { margin: 0 0 1 0; }
    InboxScreen.-full .split > .main { display: none; }
    InboxScreen.-full .split > .side { width: 100%; height: 100%; margin: 0; }
    InboxScreen.-narrow.-composing .split > .main { display: none; }
    InboxScreen.-narrow.-composing .split > .side { height: 100%; margin: 0; }
    InboxScreen.-narrow #splits { margin: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        items, directory, company = self.items, self.directory, self.desk.company
        self.composer = composer = Composer(self.speech, self.local_now, id="composer")
        self.beside = Beside(id="beside")
        self.prompt = Prompt(id="prompt")

        self.queue = Queue(self, items, directory, self.desk.office)
        self.kept_splits = KeptSplits(self, self.queue, self.reload)
        self.details = Details(self, items, self.desk.analyser.deciding_words, self._hear_details)
        self.lease = Lease(self, directory, composer, self.beside, company)
        company_at, analyser = self.lease.company_at, self.desk.analyser
        self.reading = ReadingSide(self, items, directory, self.queue, self.details, company_at, analyser)

        self.drafts = drafts = Drafts(self, directory, composer, self.details.draft_of)
        self.meanwhile = Meanwhile(self, items, directory, composer, self.beside)
        targets = Targets(self, directory, lambda: self.desk.facts)
        self.writing = Writing(self, items, directory, composer, drafts, targets, self.lease)
        self.sending = Sending(self, items, directory, composer, drafts, self.meanwhile)

        inquiries = Inquiries(self, items, directory, self.work, drafts, self.writing, self.prompt)
        answered = Answered(self, items, directory, self.writing, self.prompt)
        people = People(self, items, directory, self.prompt)
        phrases = Phrases(self, self.prompt)
        self.acts = {
            **self.acts,
            **self.queue.acts(),
            **self.kept_splits.acts(),
            **self.reading.acts(),
            **self.writing.acts(),
            **self.sending.acts(),
            **inquiries.acts(),
            **answered.acts(),
            **people.acts(),
            **phrases.acts(),
            "inbox.leave": self._leave,
        }

    def compose_panes(self) -> ComposeResult:
        """List and reading pane."""
        with Container(classes="split"):
            with Vertical(classes="surface main"):
                yield from self.queue.compose()
            with Vertical(classes="surface side"):
                yield self.reading.sheet
                yield self.beside
                yield self.composer
                yield self.prompt

    # --- what is read

    def on_mount(self) -> None:
        """The list is read at once, the rest with the first reload."""
        self.queue.load()

    async def rows_are_there(self) -> None:
        """Letters and codes are known too."""
        await super().rows_are_there()
        await self.queue.known.wait()

    async def reload(self) -> None:
        """What changed in the list, and around the item under the cursor."""
        await self.queue.reload()
        self.show_company()
        await self.drafts.catch_up()
        await asyncio.to_thread(self._learn, self.details.platforms())
        self.items.show_windows(self.directory.platforms.windows())
        await self.details.read(again=True)
        await self.reading.read_again()

    def _learn(self, platforms: frozenset[str]) -> None:
        """In a thread: what these platforms can do, and how tones are found."""
        self.directory.platforms.load(platforms)
        self.desk.analyser.load()

    def _hear_details(self, found: Mapping[int, Detail]) -> None:
        self.drafts.hear_answers({item_id: detail.inquiries for item_id, detail in found.items()})
        self.reading.show()

    def on_minute(self) -> None:
        """Ages grow."""
        self.items.repaint()
        self.reading.show()

    def show_company(self) -> None:
        """The list, the words above the conversation, and whether somebody broke in."""
        super().show_company()
        self.reading.show()
        self.lease.look()

    async def show_item(self, item_id: int) -> None:
        """Put the cursor on an item, wherever it is."""
        await self.queue.show_item(item_id)

    def look_for(self, filter: str) -> None:
        """Show what a filter finds."""
        self.queue.look_for(filter)

    async def on_unmount(self) -> None:
        """Nothing typed is lost by leaving."""
        await self.drafts.save_all()

    # --- what widgets tell

    def on_row_view_moved(self, event: RowView.Moved) -> None:
        """Another item is read."""
        self.reading.show()
        self.details.want()

    def on_row_view_opened(self, event: RowView.Opened) -> None:
        """It is read full."""
        self.reading.open(event.id)

    def on_row_view_counted(self, event: RowView.Counted) -> None:
        """The numbers over the list."""
        self.queue.show_title()

    def on_input_changed(self, event: Input.Changed) -> None:
        """The filter is typed."""
        if event.input is self.queue.filter:
            self.queue.filter_changed()

    def submit(self, field: Input) -> None:
        """A line was typed."""
        if field is self.queue.filter:
            self.kept_splits.submit()
        elif field is self.prompt.field:
            self.prompt.submit()
        elif field is self.beside.field:
            self.lease.break_in()
        else:
            self.sending.submit()

    def on_composer_opened(self, event: Opened) -> None:
        """A text is begun."""
        self.meanwhile.opened(event.target)
        self.lease.opened(event.target)

    def on_composer_edited(self, event: Composer.Edited) -> None:
        """It grows."""
        self.drafts.edited(event.written)
        self.lease.edited(event.written.target)

    def on_composer_closed(self, event: Closed) -> None:
        """It is no longer written."""
        self.meanwhile.closed(event.target)
        self.lease.closed(event.target)

    def on_resize(self, event: events.Resize) -> None:
        """Another width, other lines."""
        self.call_after_refresh(self.reading.show)

    # --- keys

    async def action_list(self, name: str) -> None:
        """Move in the list; full, pages are those of the text."""
        if self.has_class("-full") and name in PAGES:
            self.reading.sheet.page(PAGES[name])
            return
        await self.app.run_action(name, self.items)
        self.reading.turn_back()

    def _leave(self) -> None:
        """Leave the innermost of question, filter, card, selection, full view."""
        if self.prompt.is_open:
            self.prompt.close()
        elif self.beside.asking:
            self.lease.stop_asking()
        elif self.focused is self.queue.filter or (self._shows_list and self.queue.filter.value):
            self.queue.clear_filter()
        elif self.reading.is_turned:
            self.reading.turn_back()
        elif not self.items.clear_selection():
            self.reading.close()

    @property
    def _shows_list(self) -> bool:
        return not (self.reading.is_turned or self.has_class("-full") or self.items.listing.count())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each key only where it means something."""
        if action not in ("act", "list"):
            return super().check_action(action, parameters)
        id = str(parameters[0]) if action == "act" else action
        if id.startswith("composer."):
            return self.is_mounted and self.sending.may(id)
        if self.is_mounted and self.composer.mode is not Mode.CLOSED:
            return False
        if self.is_mounted and self.prompt.is_open:
            return id == "inbox.leave"
        match id:
            case "inbox.restore":
                return self.drafts.discarded is not None
            case "inbox.leave":
                return not self._shows_list or self.has_class("-filtering") or self.beside.asking
            case "inbox.private_reply":
                row = self.items.current if self.is_mounted else None
                return row is not None and self.directory.platforms.offers(row.platform, "private_reply")
            case _:
                return True
