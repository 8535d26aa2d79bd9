"""The left side of the inbox: splits, filter, list, and the numbers over them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input

from meydan.app.desk.inbox_people import PeopleScreen
from meydan.app.desk.inbox_source import FailedSource, ItemSource, ListedSource, Team, read_team
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.inbox.query import parse
from meydan.panes.inbox.splits import LISTED, Split, SplitsLine, splits
from meydan.panes.rowview import RowView
from meydan.panes.spans import Span
from meydan.panes.title import Title, title_line
from meydan.store import StoreError
from meydan.store.rows import Signs

if TYPE_CHECKING:
    from sqlalchemy import Connection


class ListScreen(PeopleScreen):
    """A screen with the inbox's list, in splits and filtered."""

    def __init__(self) -> None:
        super().__init__()
        self._items = ItemList(self.speech, lambda: self.now, id="items")
        self._title_line = Title(id="title")
        self._splits_line = SplitsLine(self.speech, id="splits")
        hint = self.speech.say("words platform: tag: is:starred")
        self.filter = Input(id="filter", compact=True, placeholder=hint)
        self._team_known = asyncio.Event()
        self.words: tuple[str, ...] = ()
        self._splits: tuple[Split, ...] = ()
        self._counts: list[int | None] = []
        self._at = 0

    def compose_list(self) -> ComposeResult:
        """Title, splits, filter, list."""
        yield self._title_line
        yield self._splits_line
        yield self.filter
        yield self._items

    def on_mount(self) -> None:
        """The list is read at once, the rest with the first reload."""
        super().on_mount()
        self._splits = splits(self.desk.login)
        self._counts = [None] * len(self._splits)
        self.load_split()

    async def rows_are_there(self) -> None:
        """Letters and codes are known too."""
        await super().rows_are_there()
        await self._team_known.wait()

    @property
    def items(self) -> ItemList:
        """The list."""
        return self._items

    async def reload(self) -> None:
        """Counts, team, and whatever changed in the list."""
        self.items.stale()
        # Asked here: what reads in the database's thread knows no screen.
        read = partial(self._read_facts, login=self.desk.login, now=self.now)
        self.team, self._counts, signs = await self.db.read(read)
        self._team_known.set()
        self.items.show_members(self.team.letters)
        self.items.show_signs(signs)
        self.show_title()
        await self.restore_cancelled()

    def _read_facts(
        self, conn: Connection, login: str, now: datetime
    ) -> tuple[Team, list[int | None], Signs]:
        from meydan.store.reads import around, inbox, outbox

        sent = outbox.counts(conn)
        listed = {"failed": sent.failed + sent.unknown}
        listed |= {key: len(named(conn)) for key, named in _named(login).items()}
        queries = [split.query for split in self._splits if split.key not in LISTED]
        counted = iter(inbox.counts(conn, queries))
        counts = [listed[split.key] if split.key in LISTED else next(counted) for split in self._splits]
        return read_team(conn), [*counts], around.signs(conn, login, now)

    def source(self) -> ItemSource:
        """What the split and the filter ask for."""
        split = self._splits[self._at]
        text = self.filter.value
        complain = partial(self.tell, ink="bad")
        if split.key == "failed" and not text.strip():
            return FailedSource(self.db, complain)
        if split.key in LISTED and not text.strip():
            return ListedSource(self.db, complain, _named(self.desk.login)[split.key])
        parsed = parse(text, split.query, self.desk.login, self.now)
        self.words = parsed.words
        self.items.mark_words(parsed.words)
        if parsed.unknown:
            self.tell(self.speech.say("Not understood: {words}", words=" ".join(parsed.unknown)), "amber")
        return ItemSource(self.db, complain, parsed.query)

    def load_split(self) -> None:
        """Show the split in force, filtered."""
        say = self.speech.say
        if self.filter.value.strip():
            self.items.say_empty([say("Nothing fits the filter."), say("Esc leaves it.")])
        elif self._at == 0:
            self.items.say_empty(
                [say("Nothing is open: well done."), say("New messages appear here by themselves.")]
            )
        else:
            self.items.say_empty([say("Nothing here."), say("Tab goes to the next split.")])
        self.items.load(self.source())
        self.show_title()

    async def show_item(self, item_id: int) -> None:
        """Put the cursor on an item, wherever it is."""
        from meydan.store.reads import inbox

        if self.items.go_to(item_id):
            return
        try:
            row = await self.db.read(lambda conn: inbox.item(conn, item_id))
        except StoreError as error:
            self.tell(str(error), "bad")
            return
        field = self.filter
        with field.prevent(Input.Changed):
            if not self.source().belongs(row):
                self._at, field.value = 0, ""
            if not self.source().belongs(row):
                field.value = f"state:{row.state}"
        self.set_class(bool(field.value), "-filtering")
        await self.items.load_at(self.source(), item_id)
        self.show_title()

    def action_inbox_next_split(self) -> None:
        """To the next split that has something in it."""
        self._go_split(1)

    def action_inbox_previous_split(self) -> None:
        """To the previous split that has something in it."""
        self._go_split(-1)

    def _go_split(self, step: int) -> None:
        places = [place for place, count in enumerate(self._counts) if count != 0 or place in (0, self._at)]
        self._at = places[(places.index(self._at) + step) % len(places)]
        self.load_split()

    def action_inbox_filter(self) -> None:
        """Type what to look for."""
        self.add_class("-filtering")
        self.set_focus(self.filter)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look while it is typed."""
        if event.input.id == "filter":
            self.load_split()

    def submit(self, field: Input) -> None:
        """Back to the list; an empty filter goes away."""
        if field is self.filter:
            self.set_focus(None)
            self.set_class(bool(field.value.strip()), "-filtering")
        else:
            super().submit(field)

    def on_row_view_counted(self, event: RowView.Counted) -> None:
        """The numbers over the list."""
        self.show_title()

    def show_title(self) -> None:
        """Bring the numbers over the list up to date."""
        speech, counts = self.speech, self._counts
        open_, negative, questions = (count or 0 for count in counts[:3])
        figures = [
            (open_, speech.say_n("{n} open", "{n} open", open_)),
            (negative, speech.say_n("{n} negative", "{n} negative", negative)),
            (questions, speech.say_n("{n} question", "{n} questions", questions)),
        ]
        numbers = " · ".join(words for count, words in figures if count)
        line = [*title_line("1", speech.say("Inbox"), numbers)]
        items = self.items
        if items.fresh:
            line.append(Span("  " + speech.say_n("{n} new, gg", "{n} new, gg", items.fresh), "amber"))
        if chosen := items.listing.count():
            line.append(Span("  " + speech.say_n("{n} selected", "{n} selected", chosen), "amber", bold=True))
        if self.filter.value.strip() and items.loaded:
            found = len(items.listing)
            line.append(Span("  " + speech.say_n("{n} found", "{n} found", found), "blue"))
        self._title_line.show([tuple(line)])
        self._splits_line.show_splits(self._splits, counts, self._at)


def _named(login: str) -> dict[str, Callable[[Connection], list[int]]]:
    """The splits of a member whose items a read names."""
    from meydan.store.reads import inquiries, mentions

    return {
        "asked": partial(inquiries.asked_items, login=login),
        "called": partial(mentions.calling_items, login=login),
    }
