"""The left side of the inbox: which items are listed, by the split in force, the filter and the order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input

from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.numbers import asking_of, named_by, queue_title, read_numbers
from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.inbox.sources import FailedSource, ItemSource, ListedSource
from meydan.app.desk.prefix import Choice
from meydan.app.desk.spec import Acts
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.inbox.keeping import keeping
from meydan.panes.inbox.query import parse
from meydan.panes.inbox.splits import FAILED, LISTED, Split, SplitsLine, query_of, splits
from meydan.panes.inbox.words import ORDERS as ORDER_WORDS
from meydan.panes.title import Title
from meydan.store import NotFound, StoreError
from meydan.store.rows.inbox import ORDERS

if TYPE_CHECKING:
    from meydan.app.office import OfficeClock


class Queue:
    """Fills the list; its own are the lines over it: title, splits and filter.

    `order` is how the list is ordered now, which a filter or a kept split may say; `words` are those that the
    filter searches for.
    """

    def __init__(self, seat: Seat, items: ItemList, directory: Directory, office: OfficeClock) -> None:
        self._seat = seat
        self._items = items
        self._directory = directory
        self._office = office
        self._title = Title(id="title")
        self._line = SplitsLine(seat.speech, id="splits")
        hint = seat.speech.say("words platform: tag: is:late sort:priority :save TITLE")
        self.filter = Input(id="filter", compact=True, placeholder=hint, select_on_focus=False)
        self.known = asyncio.Event()
        self.splits = splits()
        self.words: tuple[str, ...] = ()
        self.order = self._wanted_order = ORDERS[0]
        self._counts: Sequence[int | None] = [None] * len(self.splits)
        self._at = 0
        self._filtered = ""

    def compose(self) -> ComposeResult:
        """Title, splits, filter, list."""
        yield self._title
        yield self._line
        yield self.filter
        yield self._items

    def acts(self) -> Acts:
        """Its keys."""
        return {
            "inbox.next_split": partial(self._step, 1),
            "inbox.previous_split": partial(self._step, -1),
            "inbox.sort": self.offer_orders,
            "inbox.filter": self.type_filter,
        }

    @property
    def split(self) -> Split:
        """The split in force."""
        return self.splits[self._at]

    @property
    def typed(self) -> str:
        """The filter that was typed."""
        return keeping(self.filter.value).filter

    @property
    def is_filtered(self) -> bool:
        """Whether anything stands in the filter."""
        return bool(self.filter.value.strip())

    # --- reading

    async def reload(self) -> None:
        """Counts, team, and whatever changed in the list; the first time makes it `known`."""
        self._items.stale()
        # Asked here: what reads in the database's thread knows no screen.
        read = partial(read_numbers, login=self._seat.login, office=self._office, now=self._seat.now)
        found = await self._seat.db.read(read)
        self._directory.team, self._counts = found.team, found.counts
        self.known.set()
        self._items.show_members(found.team.letters)
        self._items.show_clock(found.team.sla)
        self._items.show_signs(found.signs)
        self._use(found.splits)
        self.show_title()

    def load(self) -> None:
        """Show the split in force, filtered."""
        say = self._seat.speech.say
        if self.is_filtered:
            self._items.say_empty([say("Nothing fits the filter."), say("Esc leaves it.")])
        elif self._at == 0:
            self._items.say_empty(
                [say("Nothing is open: well done."), say("New messages appear here by themselves.")]
            )
        else:
            self._items.say_empty([say("Nothing here."), say("Tab goes to the next split.")])
        source = self._source()
        self._filtered = self.typed
        self.order = source.query.order
        self._items.load(source)
        self.show_title()

    async def show_item(self, item_id: int) -> None:
        """Put the cursor on an item, wherever it is."""
        from meydan.store.reads import inbox

        if self._items.go_to(item_id):
            return
        try:
            row = await self._seat.db.read(lambda conn: inbox.item(conn, item_id))
        except (StoreError, NotFound) as error:
            self._seat.complain(error)
            return
        field = self.filter
        with field.prevent(Input.Changed):
            if not self._source().belongs(row):
                self._at, field.value = 0, ""
            if not self._source().belongs(row):
                field.value = f"state:{row.state}"
        field.screen.set_class(bool(field.value), "-filtering")
        await self._items.load_at(self._source(), item_id)
        self.show_title()

    def show_title(self) -> None:
        """Bring the lines over the list up to date."""
        line = queue_title(
            *(self.splits, self._counts, self.order, self._items, self.is_filtered, self._seat.speech)
        )
        self._title.show([line])
        self._line.show_splits(self.splits, self._counts, self._at)

    # --- the filter

    def type_filter(self) -> None:
        """Type what to look for."""
        self.filter.screen.add_class("-filtering")
        self.filter.screen.set_focus(self.filter)

    def filter_changed(self) -> None:
        """Look while it is typed."""
        if self.typed != self._filtered:
            self.load()

    def look_for(self, filter: str) -> None:
        """Show what a filter finds, in the first split."""
        with self.filter.prevent(Input.Changed):
            self._at, self.filter.value = 0, filter
        self.filter.screen.add_class("-filtering")
        self.load()

    def leave_filter(self) -> None:
        """Back to the list; an empty filter goes away."""
        self.filter.screen.set_focus(None)
        self.filter.screen.set_class(self.is_filtered, "-filtering")

    def clear_filter(self) -> None:
        """Back to the list, unfiltered."""
        self.filter.value = ""
        self.leave_filter()

    # --- splits and orders

    def go_to(self, key: str) -> None:
        """Put a split in force, if there is one of that key."""
        keys = [split.key for split in self.splits]
        if key in keys:
            self._at = keys.index(key)
            self.load()

    def offer_orders(self) -> None:
        """Wait for the order."""
        say = self._seat.speech.say
        self._seat.offer(
            say("Sort"),
            [Choice((order[0],), say(ORDER_WORDS[order]), partial(self._sort, order)) for order in ORDERS],
        )

    # --- inside

    def _source(self) -> ItemSource:
        """What the split and the filter ask for."""
        seat = self._seat
        if self.split is FAILED and not self.typed.strip():
            return FailedSource(seat.db, seat.complain)
        if self.split in LISTED and not self.typed.strip():
            return ListedSource(seat.db, seat.complain, named_by(seat.login)[self.split])
        asking = asking_of(self._directory.team, seat.login, seat.now)
        base = query_of(self.split, asking, self._wanted_order)
        parsed = parse(self.typed, base, asking.login, asking.now, asking.late)
        self.words = parsed.words
        self._items.mark_words(parsed.words)
        if parsed.unknown:
            seat.tell(seat.speech.say("Not understood: {words}", words=" ".join(parsed.unknown)), "amber")
        return ItemSource(seat.db, seat.complain, parsed.query)

    def _use(self, found: tuple[Split, ...]) -> None:
        """Splits came or went; the one in force stays in force unless it is gone."""
        here = self.split
        self.splits = found
        keys = [split.key for split in found]
        self._at = keys.index(here.key) if here.key in keys else 0
        if self.split != here:
            self.load()

    def _step(self, step: int) -> None:
        """To the next or previous split that has something in it."""
        places = [place for place, count in enumerate(self._counts) if count != 0 or place in (0, self._at)]
        self._at = places[(places.index(self._at) + step) % len(places)]
        self.load()

    def _sort(self, order: str) -> None:
        self._wanted_order = order
        self.load()
