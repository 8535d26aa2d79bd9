"""Home: the inbox with its keys, and what the calendar, the ads and the trends say, at once."""

from __future__ import annotations

from array import array
from asyncio import CancelledError
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical

from meydan.app.desk.actions import bindings
from meydan.app.desk.database import Database
from meydan.app.desk.first import FIRST_QUERY
from meydan.app.desk.inbox.sources import ItemSource
from meydan.app.desk.inbox.team import read_team
from meydan.app.desk.screens.around import Around, Surface, read_around, show_around
from meydan.app.desk.screens.items import ItemScreen
from meydan.panes.health import no_accounts
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.title import Title, title_line
from meydan.store import StoreError
from meydan.store.rows.inbox import ItemRow

IN_THE_INBOX = ("reply", "private_reply", "saved", "ask", "note", "person", "filter")
"""What needs the whole inbox: at home its keys go there first."""


class HomeScreen(ItemScreen):
    """The four panes; where there is no room for four, the inbox alone."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("inbox")

    def __init__(self) -> None:
        super().__init__()
        self._around: Around | None = None
        there = (f"inbox.{name}" for name in IN_THE_INBOX)
        self.acts = {**self.acts, **{id: partial(self._in_the_inbox, id) for id in there}}

    def compose_panes(self) -> ComposeResult:
        """The inbox, and the others to its right."""
        say = self.speech.say
        with Container(classes="split"):
            with Vertical(classes="surface main"):
                yield Title(id="title")
                yield self.items
            with Vertical(id="around", classes="side"):
                yield Surface("2", say("Calendar"), id="home-calendar")
                yield Surface("3", say("Ad budgets"), id="home-ads")
                yield Surface("4", say("Trends"), id="home-trends")

    def on_mount(self) -> None:
        """The rows that were read during start-up come first."""
        self.items.load(HomeSource(self.db, self.complain, self.desk.first))
        self.items.focus()

    async def reload(self) -> None:
        """Read the surfaces, and what changed in the list."""
        now, speech = self.now, self.speech
        self.items.stale()
        office = self.desk.office
        team, around = await self.db.read(
            lambda conn: (read_team(conn, office), read_around(conn, now, speech))
        )
        self.items.show_members(team.letters)
        self.items.show_clock(team.sla)
        self.directory.team = team
        self.show_company()
        if around != self._around:
            self._around = around
            self.fit()

    def fit(self) -> None:
        """Columns of the surfaces."""
        if self._around is not None:
            surfaces = [self.query_one(f"#home-{name}", Surface) for name in ("calendar", "ads", "trends")]
            show_around(self._around, self.now, self.speech, *surfaces)

    def show_facts(self) -> None:
        """The inbox's numbers come with the facts."""
        super().show_facts()
        facts, speech = self.desk.facts, self.speech
        if not self.is_mounted or not self.children:
            return
        numbers = ""
        if facts is not None:
            counted = [
                (facts.unread, speech.say_n("{n} open", "{n} open", facts.unread)),
                (facts.waiting, speech.say_n("{n} waiting", "{n} waiting", facts.waiting)),
                (facts.negative, speech.say_n("{n} negative", "{n} negative", facts.negative)),
                (facts.questions, speech.say_n("{n} question", "{n} questions", facts.questions)),
            ]
            numbers = " · ".join(words for count, words in counted if count)
            self.items.say_empty(self._nothing(bool(facts.health)))
        self.query_one("#title", Title).show([title_line("1", speech.say("Inbox"), numbers)])

    def on_minute(self) -> None:
        """Ages grow."""
        self.items.repaint()
        self.fit()

    async def on_row_view_opened(self, message: ItemList.Opened) -> None:
        """Read the item in the inbox."""
        await self.desk.open_item(message.id)

    async def _in_the_inbox(self, id: str) -> None:
        screen = await self.desk.open_item(self.items.listing.current)
        if isinstance(screen, ItemScreen) and screen.check_action("act", (id,)):
            await screen.action_act(id)

    def _nothing(self, accounts: bool) -> list[str]:
        if accounts:
            say = self.speech.say
            return [say("Nothing is open: well done."), say("New messages appear here by themselves.")]
        return ["".join(part.text for part in line) for line in no_accounts(self.speech)]


class HomeSource(ItemSource):
    """What is open and waiting; its first rows may have been read already."""

    def __init__(
        self, db: Database, complain: Callable[[Exception], None], first: Sequence[ItemRow] | None
    ) -> None:
        super().__init__(db, complain, FIRST_QUERY)
        self._first = first

    async def head(self, limit: int) -> Sequence[ItemRow]:
        """The newest items."""
        first, self._first = self._first, None
        return await super().head(limit) if first is None else first

    async def index(self, limit: int | None) -> array[int]:
        """The ids."""
        await self._open()
        return await super().index(limit)

    async def rows(self, ids: Sequence[int]) -> Mapping[int, ItemRow]:
        """Items by id."""
        await self._open()
        return await super().rows(ids)

    async def _open(self) -> None:
        """Wait for the store: importing on this thread what another is importing would stop the desk."""
        try:
            await self._db.store()
        except StoreError as error:
            raise CancelledError from error
