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
from meydan.app.desk.prefix import Choice
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.inbox.keeping import keeping
from meydan.panes.inbox.query import Asking, parse
from meydan.panes.inbox.splits import ASKED, CALLED, FAILED, LISTED, Split, SplitsLine, query_of, splits
from meydan.panes.inbox.words import ORDERS as ORDER_WORDS
from meydan.panes.rowview import RowView
from meydan.panes.spans import Span
from meydan.panes.title import Title, title_line
from meydan.store import StoreError
from meydan.store.rows.around import Signs
from meydan.store.rows.inbox import ORDERS
from meydan.store.rows.people import SavedSplitRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.app.office import OfficeClock


class ListScreen(PeopleScreen):
    """A screen with the inbox's list, in splits and filtered."""

    def __init__(self) -> None:
        super().__init__()
        self._items = ItemList(self.speech, lambda: self.now, self.desk.indexes, id="items")
        self._title_line = Title(id="title")
        self._splits_line = SplitsLine(self.speech, id="splits")
        hint = self.speech.say("words platform: tag: is:late sort:priority :save TITLE")
        self.filter = Input(id="filter", compact=True, placeholder=hint, select_on_focus=False)
        self._team_known = asyncio.Event()
        self._filtered = ""
        self.words: tuple[str, ...] = ()
        self._splits = splits()
        self._counts: list[int | None] = []
        self._at = 0
        self._order = self.shown_order = ORDERS[0]

    def compose_list(self) -> ComposeResult:
        """Title, splits, filter, list."""
        yield self._title_line
        yield self._splits_line
        yield self.filter
        yield self._items

    def on_mount(self) -> None:
        """The list is read at once, the rest with the first reload."""
        super().on_mount()
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
        read = partial(self._read_facts, login=self.desk.login, office=self.desk.office, now=self.now)
        self.team, saved, self._counts, signs = await self.db.read(read)
        self._team_known.set()
        self.items.show_members(self.team.letters)
        self.items.show_clock(self.team.sla)
        self.items.show_signs(signs)
        self._use_splits(splits(saved))
        self.show_title()
        self.show_company()
        await self.restore_cancelled()

    @staticmethod
    def _read_facts(
        conn: Connection, login: str, office: OfficeClock, now: datetime
    ) -> tuple[Team, tuple[SavedSplitRow, ...], list[int | None], Signs]:
        from meydan.store.reads import around, inbox, outbox
        from meydan.store.reads import splits as reads

        team = read_team(conn, office)
        saved = reads.saved(conn, login)
        asking = asking_of(team, login, now)
        found = splits(saved)
        counted = iter(inbox.counts(conn, [query_of(each, asking) for each in found if each not in LISTED]))
        sent = outbox.counts(conn)
        listed = {each: len(named(conn)) for each, named in named_by(login).items()}
        listed[FAILED] = sent.failed + sent.unknown
        counts = [listed[each] if each in LISTED else next(counted) for each in found]
        return team, saved, [*counts], around.signs(conn, login, now)

    def _use_splits(self, found: tuple[Split, ...]) -> None:
        """Splits came or went; the one in force stays in force unless it is gone."""
        here = self.split
        self._splits = found
        keys = [split.key for split in found]
        self._at = keys.index(here.key) if here.key in keys else 0
        if self.split != here:
            self.load_split()

    @property
    def split(self) -> Split:
        """The split in force."""
        return self._splits[self._at]

    @property
    def typed(self) -> str:
        """The filter that was typed."""
        return keeping(self.filter.value).filter

    def source(self) -> ItemSource:
        """What the split and the filter ask for."""
        complain = partial(self.tell, ink="bad")
        if self.split is FAILED and not self.typed.strip():
            return FailedSource(self.db, complain)
        if self.split in LISTED and not self.typed.strip():
            return ListedSource(self.db, complain, named_by(self.desk.login)[self.split])
        asking = asking_of(self.team, self.desk.login, self.now)
        base = query_of(self.split, asking, self._order)
        parsed = parse(self.typed, base, asking.login, asking.now, asking.late)
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
        source = self.source()
        self._filtered = self.typed
        self.shown_order = source.query.order
        self.items.load(source)
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

    async def go_to_split(self, key: str) -> None:
        """Put a split in force that may have been made just now."""
        await self.reload()
        keys = [split.key for split in self._splits]
        if key in keys:
            self._at = keys.index(key)
            self.load_split()

    def action_inbox_sort(self) -> None:
        """Wait for the order."""
        say = self.speech.say
        self.offer(
            say("Sort"),
            [
                Choice((order[0],), say(ORDER_WORDS[order]), lambda order=order: self._sort(order))  # type: ignore[misc]
                for order in ORDERS
            ],
        )

    def _sort(self, order: str) -> None:
        self._order = order
        self.load_split()

    def action_inbox_filter(self) -> None:
        """Type what to look for."""
        self.add_class("-filtering")
        self.set_focus(self.filter)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look while it is typed."""
        if event.input.id == "filter" and self.typed != self._filtered:
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
        speech = self.speech
        counts = {split.key: count or 0 for split, count in zip(self._splits, self._counts, strict=False)}
        waiting = counts.get("waiting", 0)
        open_ = counts.get("all", 0) - waiting
        negative, questions = counts.get("negative", 0), counts.get("question", 0)
        figures = [
            (open_, speech.say_n("{n} open", "{n} open", open_)),
            (waiting, speech.say_n("{n} waiting", "{n} waiting", waiting)),
            (negative, speech.say_n("{n} negative", "{n} negative", negative)),
            (questions, speech.say_n("{n} question", "{n} questions", questions)),
        ]
        numbers = " · ".join(words for count, words in figures if count)
        order = speech.say(ORDER_WORDS[self.shown_order])
        usual = self.shown_order == ORDERS[0]
        line = [*title_line("1", speech.say("Inbox"), "" if usual else order), Span("  " + numbers, "dim")]
        if usual:
            line.append(Span("  " + order, "dim"))
        items = self.items
        if items.fresh:
            line.append(Span("  " + speech.say_n("{n} new, gg", "{n} new, gg", items.fresh), "amber"))
        if chosen := items.listing.count():
            line.append(Span("  " + speech.say_n("{n} selected", "{n} selected", chosen), "amber", bold=True))
        if self.filter.value.strip() and items.loaded:
            found = len(items.listing)
            line.append(Span("  " + speech.say_n("{n} found", "{n} found", found), "blue"))
        self._title_line.show([tuple(line)])
        self._splits_line.show_splits(self._splits, self._counts, self._at)


def asking_of(team: Team, login: str, now: datetime) -> Asking:
    """Who asks with a filter, and when."""
    return Asking(login, now, team.sla.cutoffs(now) if team.sla else ())


def named_by(login: str) -> dict[Split, Callable[[Connection], list[int]]]:
    """The splits of a member whose items a read names."""
    from meydan.store.reads import inquiries, mentions

    return {
        ASKED: partial(inquiries.asked_items, login=login),
        CALLED: partial(mentions.calling_items, login=login),
    }
