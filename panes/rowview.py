"""The painted part of a list: rows near the view, a cursor, a selection, only changed lines repainted."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from textual import events
from textual.cache import LRUCache
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from meydan.panes.ink import Inked, differing
from meydan.panes.listing import Listing
from meydan.panes.rowcache import RowCache
from meydan.panes.spans import Span, Spans

Row = TypeVar("Row")

WHEEL = 3
"""Rows that the mouse wheel moves."""

STRIPS_KEPT = 256
"""Painted lines that are kept: a few screens full. Each takes several kilobytes."""


class RowView(Inked, Generic[Row], can_focus=True):
    """A list with a cursor and a selection; rows that are not there yet are asked for with `need_rows`."""

    DEFAULT_CSS = """
    RowView { height: 1fr; }
    """

    class Told(Message):
        """Something that a list tells."""

        def __init__(self, view: RowView[Any], id: int | None = None) -> None:
            super().__init__()
            self.view = view
            self.id = id

        @property
        def control(self) -> RowView[Any]:
            """The list."""
            return self.view

    class Moved(Told):
        """The row under the cursor is another one, or changed; `id` None: the list is empty."""

    class Opened(Told):
        """The row under the cursor was opened."""

    class Counted(Told):
        """The number of rows, of selected or of waiting new rows changed."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.listing = Listing()
        self.cache: RowCache[Row] = RowCache()
        self.loaded = False
        self.fresh = 0
        self._strips: LRUCache[tuple[int, bool, bool, bool], tuple[object, Strip]] = LRUCache(STRIPS_KEPT)
        self._shown: dict[int, Strip] = {}
        self._told: tuple[int | None, object] = (-1, None)
        self._figures = (-1, 0, 0)
        self._last_key = 0.0

    @abstractmethod
    def paint(self, row: Row, width: int, gone: bool) -> Spans:
        """One line of at most `width` cells; `gone` rows are no longer of this list."""

    @abstractmethod
    def need_rows(self) -> None:
        """Rows near the view are missing."""

    def empty(self) -> Sequence[Spans]:
        """What is shown when there is nothing to list."""
        return ()

    # --- what is where

    @property
    def current(self) -> Row | None:
        """The row under the cursor, once it is loaded."""
        id = self.listing.current
        return None if id is None else self.cache.get(id)

    @property
    def quiet_for(self) -> float:
        """Seconds since the person last did something here."""
        return time.monotonic() - self._last_key

    def near(self) -> list[int]:
        """The ids in view and for two pages around it."""
        return [self.listing.ids[place] for place in self.listing.in_view(2 * self.listing.height)]

    def touch(self) -> None:
        """The person does something here."""
        self._last_key = time.monotonic()

    # --- showing

    def update_view(self) -> None:
        """Bring the screen up to date; while rows in view are missing the old picture stays."""
        if self.cache.missing(self.near()):
            self.need_rows()
        self.show_rows()

    def show_rows(self) -> None:
        """Repaint the lines that differ from what the screen shows, and tell what changed."""
        if self.cache.missing(id for _, id in self.listing.places()):
            return
        width, height = self.size
        for y in range(height):
            shown = self._shown.get(y)
            strip = self._strip_at(y)
            if strip is not shown and strip != shown:
                for start, end in differing(shown, strip, width):
                    self.refresh(Region(start, y, end - start, 1))
        id = self.listing.current
        told = (id, None if id is None else self.cache.get(id))
        if self.loaded and told != self._told:
            self._told = told
            self.post_message(self.Moved(self, id))
        figures = (len(self.listing), self.listing.count(), self.fresh)
        if figures != self._figures:
            self._figures = figures
            self.post_message(self.Counted(self))

    def repaint(self) -> None:
        """Paint every line anew, for what changes with time; lines that come out the same are not sent."""
        self._strips.clear()
        self.show_rows()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()
        self._shown.clear()

    def on_resize(self, event: events.Resize) -> None:
        """Lines are cut anew; the cursor stays in view."""
        self._strips.clear()
        self._shown.clear()
        self.listing.resize(event.size.height)
        self.refresh()
        self.update_view()

    def render_line(self, y: int) -> Strip:
        strip = self._strip_at(y)
        self._shown[y] = strip
        return strip

    def _strip_at(self, y: int) -> Strip:
        width = self.size.width
        if not self.listing.ids:
            text = self.empty() if self.loaded else ()
            return self.strip(text[y] if y < len(text) else (), width)
        place = self.listing.top + y
        if place >= len(self.listing.ids):
            return self.strip((), width)
        id = self.listing.ids[place]
        row = self.cache.get(id)
        cursor, chosen = place == self.listing.cursor, self.listing.chosen(id, place)
        key = (id, cursor, chosen, id in self.listing.gone)
        known = self._strips.get(key)
        if known is not None and known[0] is row:
            return known[1]
        body = self.paint(row, width - 1, key[3]) if row is not None else (Span("…", "dim"),)
        gutter = Span("▎", "amber") if chosen else Span(" ")
        strip = self.strip((gutter, *body), width, cursor)
        self._strips[key] = (row, strip)
        return strip

    # --- acting

    def act(self, change: Callable[[Listing], None]) -> None:
        """Change the listing as the person asks, and show it."""
        self.touch()
        change(self.listing)
        self.update_view()

    def action_cursor_down(self) -> None:
        """To the next row."""
        self.act(lambda listing: listing.move(1))

    def action_cursor_up(self) -> None:
        """To the previous row."""
        self.act(lambda listing: listing.move(-1))

    def action_first(self) -> None:
        """To the first row."""
        self.act(lambda listing: listing.move_to(0))

    def action_last(self) -> None:
        """To the last row."""
        self.act(lambda listing: listing.move_to(len(listing) - 1))

    def action_half_down(self) -> None:
        """Half a page down."""
        self.act(lambda listing: listing.page(0.5))

    def action_half_up(self) -> None:
        """Half a page up."""
        self.act(lambda listing: listing.page(-0.5))

    def action_page_down(self) -> None:
        """A page down."""
        self.act(lambda listing: listing.page(1))

    def action_page_up(self) -> None:
        """A page up."""
        self.act(lambda listing: listing.page(-1))

    def action_select(self) -> None:
        """Select the row under the cursor, or no longer."""
        self.act(Listing.toggle)

    def action_extend_down(self) -> None:
        """Select this row and the next."""
        self.act(lambda listing: listing.extend(1))

    def action_extend_up(self) -> None:
        """Select this row and the previous."""
        self.act(lambda listing: listing.extend(-1))

    def action_range(self) -> None:
        """Begin or end a range."""
        self.act(Listing.toggle_range)

    def action_select_all(self) -> None:
        """Select everything, or nothing."""
        self.act(Listing.select_all)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.listing.current is not None:
            self.post_message(self.Opened(self, self.listing.current))

    def move_to(self, place: int) -> None:
        """Put the cursor on a row."""
        self.touch()
        self.listing.move_to(place)
        self.update_view()

    def next_open(self) -> None:
        """Go to the next row that is still of this list."""
        self.touch()
        self.listing.next_open()
        self.update_view()

    def clear_selection(self) -> bool:
        """Select nothing; False when nothing was."""
        had = self.listing.clear_selection()
        self.update_view()
        return had

    def on_click(self, event: events.Click) -> None:
        """The cursor goes where one clicks; a second click opens."""
        if self.listing.top + event.y < len(self.listing):
            self.move_to(self.listing.top + event.y)
            if event.chain > 1:
                self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.move_to(self.listing.cursor + WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.move_to(self.listing.cursor - WHEEL)
