"""The inbox, full screen: splits and list on the left, the conversation and the composer on the right."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical

from meydan.app.desk.actions import bindings
from meydan.app.desk.inbox_source import Detail, read_details
from meydan.app.desk.inbox_together import TogetherScreen
from meydan.panes.background import in_background
from meydan.panes.composer.composer import Mode
from meydan.panes.inbox.person import person_lines
from meydan.panes.inbox.reading import Reading, reading_lines
from meydan.panes.ink import Sheet
from meydan.panes.rowview import RowView
from meydan.store import StoreError
from meydan.store.rows.inbox import ItemRow

AHEAD = (0, 1, 2, -1)
"""Rows around the cursor whose details are read before they are asked for."""

KEPT_DETAILS = 64
PAGES = {"half_down": 0.5, "half_up": -0.5, "page_down": 1.0, "page_up": -1.0}


class InboxScreen(TogetherScreen):
    """Everything that came in and waits for an answer."""

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
        self._details: dict[int, Detail] = {}
        self._reading = Sheet(id="reading")
        self._card = False
        self._whole_post = False

    def compose_panes(self) -> ComposeResult:
        """List and reading pane."""
        with Container(classes="split"):
            with Vertical(classes="surface main"):
                yield from self.compose_list()
            with Vertical(classes="surface side"):
                yield self._reading
                yield self.beside
                yield self.composer
                yield self.prompt

    # --- reading the store

    async def reload(self) -> None:
        """What changed in the list, and around the item under the cursor."""
        await super().reload()
        await asyncio.to_thread(self._learn, frozenset(row.platform for row in self._ahead()))
        self.items.show_windows(self.platforms.windows())
        await self._read_details(again=True)

    def on_minute(self) -> None:
        """Ages grow."""
        self.items.repaint()
        self.show_reading()

    def link(self) -> str:
        """The item's address."""
        row = self.items.current
        return row.permalink if row else ""

    def _learn(self, platforms: frozenset[str]) -> None:
        """In a thread: what these platforms can do, and how tones are found."""
        self.platforms.load(platforms)
        self.desk.analyser.load()

    def _ahead(self) -> list[ItemRow]:
        listing = self.items.listing
        places = [place for place in (listing.cursor + step for step in AHEAD) if 0 <= place < len(listing)]
        rows = (self.items.cache.get(listing.ids[place]) for place in places)
        return [row for row in rows if row is not None]

    def want_details(self) -> None:
        """Read what stands around the item under the cursor and those next to it."""
        if any(row.id not in self._details for row in self._ahead()):
            in_background(self, self._read_details, group="details", exclusive=True)

    async def _read_details(self, again: bool = False) -> None:
        rows = [row for row in self._ahead() if again or row.id not in self._details]
        if not rows:
            return
        login, words = self.desk.login, self.desk.analyser.deciding_words
        try:
            found = await self.db.read(lambda conn: read_details(conn, rows, login, words))
        except StoreError as error:
            self.tell(str(error), "bad")
            return
        if again or len(self._details) > KEPT_DETAILS:
            self._details.clear()
        self._details.update(found)
        self.hear_answers({item_id: detail.inquiries for item_id, detail in found.items()})
        self.show_reading()

    def draft_of(self, row: ItemRow) -> str | None:
        detail = self._details.get(row.id)
        return detail.draft if detail else None

    # --- the right side

    def on_row_view_moved(self, event: RowView.Moved) -> None:
        """Another item is read."""
        self.show_reading()
        self.want_details()

    def on_row_view_opened(self, event: RowView.Opened) -> None:
        """Read it full, and the notes that call the member with it."""
        self.see_notes(event.id)
        self.add_class("-full")
        self.call_after_refresh(self.show_reading)

    def action_list(self, name: str) -> None:
        """Move in the list; full, pages are those of the text."""
        if self.has_class("-full") and name in PAGES:
            self._reading.page(PAGES[name])
            return
        getattr(self.items, f"action_{name}")()
        self._card = self._whole_post = False
        self.show_reading()

    def action_inbox_post(self) -> None:
        """All of the original post, or its beginning."""
        self._whole_post = not self._whole_post
        self._card = False
        self.show_reading(from_top=True)

    def action_inbox_person(self) -> None:
        """The card of the item's author, or the conversation again."""
        self._card = not self._card
        self.show_reading()

    def action_inbox_leave(self) -> None:
        """Leave the innermost of filter, card, selection, full view."""
        field = self.filter
        if self.prompt.is_open:
            self.close_prompt()
        elif self.beside.asking:
            self.stop_asking()
        elif self.focused is field or (self._showing_list and field.value):
            field.value = ""
            self.set_focus(None)
            self.remove_class("-filtering")
        elif self._card or self._whole_post:
            self._card = self._whole_post = False
            self.show_reading()
        elif not self.items.clear_selection():
            self.remove_class("-full")
            self.call_after_refresh(self.show_reading)

    @property
    def _showing_list(self) -> bool:
        return not (self._card or self._whole_post or self.has_class("-full") or self.items.listing.count())

    def show_reading(self, from_top: bool = False) -> None:
        """Bring the reading pane up to date."""
        sheet = self._reading
        row, width = self.items.current, sheet.size.width
        if row is None or width < 10:
            sheet.show([])
            return
        detail = self._details.get(row.id)
        platform = self.platforms.title(row.platform)
        if self._card and detail is not None:
            sheet.show(person_lines(detail.person, self.platforms.title, width, self.now, self.speech))
            return
        reading = Reading(
            row,
            platform,
            detail.thread if detail else None,
            detail.person if detail else None,
            detail.words if detail else (),
            self.words,
            self.team.names,
            self._whole_post,
            detail.ruled if detail else (),
            self.clock_of(row),
            self.company_at(row.id),
            detail.inquiries if detail else (),
            detail.similar if detail else (),
        )
        lines, (_, end) = reading_lines(reading, width, self.now, self.speech)
        sheet.show(lines, 0 if from_top else max(0, end - sheet.size.height + 1))

    def on_resize(self, event: events.Resize) -> None:
        """Another width, other lines."""
        super().on_resize(event)
        self.call_after_refresh(self.show_reading)

    # --- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each key only where it means something."""
        mode = self.composer.mode if self.is_mounted else Mode.CLOSED
        if action.startswith("composer_"):
            return self._composer_can(action, mode)
        if not (action == "list" or action.startswith("inbox_")):
            return super().check_action(action, parameters)
        if mode is not Mode.CLOSED:
            return False
        if self.is_mounted and self.prompt.is_open:
            return action == "inbox_leave"
        row = self.items.current if self.is_mounted else None
        match action:
            case "inbox_restore":
                return self.has_discarded
            case "inbox_leave":
                return not self._showing_list or self.has_class("-filtering") or self.beside.asking
            case "inbox_private_reply":
                return row is not None and self.platforms.offers(row.platform, "private_reply")
            case _:
                return True

    def _composer_can(self, action: str, mode: Mode) -> bool:
        target = self.composer.target if mode is not Mode.CLOSED else None
        leaves = target is not None and target.to_platform and target.delivery_id is None
        match action:
            case "composer_decide":
                return target is not None
            case "composer_expand" | "composer_external":
                return mode is Mode.WRITING
            case "composer_send_done":
                return mode is Mode.DECIDING and leaves and not (target and target.asks)
            case "composer_time" | "composer_ask":
                return mode is Mode.DECIDING and leaves
            case "composer_everyone":
                return mode is Mode.DECIDING and target is not None and bool(target.others)
            case _:
                return mode is Mode.DECIDING
