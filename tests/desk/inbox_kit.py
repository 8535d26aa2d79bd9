"""A real desk on a real workspace, driven by a pilot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from meydan.app.config import Settings, Workspace
from meydan.app.desk.app import DeskApp
from meydan.app.desk.database import Database
from meydan.app.desk.screens.inbox import InboxScreen
from meydan.app.locale import Locale
from meydan.app.sync.ingest import Ingestor
from meydan.connectors.base import Author, Item, Page
from meydan.panes.ink import Sheet
from meydan.store import Actor, Store, open_store
from meydan.store.reads import drafts, inbox, outbox
from meydan.store.rows.inbox import InboxQuery, ItemRow
from meydan.store.rows.outgoing import DeliveryRow
from meydan.store.writes import accounts, team

LOGIN = "ayse"
SIZE = (120, 40)


@dataclass(frozen=True)
class House:
    """A workspace and its store."""

    workspace: Workspace
    store: Store

    def items(self, *states: str) -> list[ItemRow]:
        """Items in states, newest first."""
        with self.store.reading() as conn:
            return inbox.page(conn, InboxQuery(states=frozenset(states)), 1000)

    def item(self, id: int) -> ItemRow:
        """One item."""
        with self.store.reading() as conn:
            return inbox.item(conn, id)

    def deliveries(self) -> list[DeliveryRow]:
        """All of the outbox, newest first."""
        with self.store.reading() as conn:
            return outbox.page(conn, frozenset(), 100)

    def draft(self, key: str) -> str | None:
        """A draft of the member at the desk."""
        with self.store.reading() as conn:
            found = drafts.draft(conn, key, LOGIN)
        return found.text if found else None

    def ingest(self, items: Sequence[Item], account: str = "kahve", platform: str = "mastodon") -> None:
        """Let items come in."""
        row = accounts.ensure_local(self.store, account, platform)
        Ingestor(self.store).ingest(row.id, Page(items=tuple(items)))


def make_house(path: Path, settings: Settings | None = None) -> House:
    """A workspace with a brand, two members, two tags, a saved reply."""
    workspace = Workspace(path, settings or Settings(language="en", timezone="Europe/Istanbul"))
    path.mkdir(parents=True, exist_ok=True)
    store = open_store(workspace.database_url, Actor(LOGIN, "desk"))
    team.init_workspace(store, "Anadolu Kahve", "Europe/Istanbul", LOGIN, "Ayşe")
    team.add_member(store, "mert", "Mert", "publisher", "m")
    team.add_tag(store, "k", "kargo")
    team.add_tag(store, "i", "iade")
    team.add_saved(store, "kg", "Merhaba {name}, kargonuz yolda.")
    return House(workspace, store)


def messages(count: int, text: Callable[[int], str] = "no{} kargo nerede".format) -> list[Item]:
    """Items, the first the newest."""
    now = datetime.now(UTC)
    return [
        Item(
            remote_id=f"m{number}",
            kind="comment",
            author=Author(f"a{number % 5}", f"fan{number % 5}", f"Fan {number % 5}"),
            text=text(number),
            created_at=now - timedelta(minutes=1 + number),
            permalink=f"https://sosyal.example/@fan/{number}",
            visibility="public",
        )
        for number in range(count)
    ]


class Desk:
    """A desk that runs, at the inbox."""

    def __init__(self, app: DeskApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def inbox(self) -> InboxScreen:
        """The inbox."""
        assert isinstance(self.app.screen, InboxScreen)
        return self.app.screen

    @property
    def texts(self) -> list[str]:
        """The list as it is shown."""
        items = self.inbox.items
        return [items.render_line(y).text for y in range(items.size.height)]

    @property
    def reading(self) -> str:
        """The reading pane as it is shown."""
        return self.inbox.query_one("#reading", Sheet).plain

    @property
    def said(self) -> str:
        """The bottom line."""
        return self.app.screen.query_one("#hints", Sheet).plain

    async def press(self, *keys: str) -> None:
        """Press keys and wait until all that they began is done."""
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        """Wait for the desk to be done."""
        for _ in range(3):
            await self.pilot.pause()
            # A newer read takes the place of an older one: that the older one ended early is no failure.
            with suppress(WorkerCancelled):
                await self.app.workers.wait_for_complete()
        await self.pilot.pause()


@asynccontextmanager
async def desk_on(
    house: House,
    size: tuple[int, int] = SIZE,
    language: str = "en",
    at: str = "inbox",
    login: str = LOGIN,
) -> AsyncIterator[Desk]:
    """Open a member's desk on a workspace, go to a screen, and leave at the end."""
    url = house.workspace.database_url
    database = Database(lambda: open_store(url, Actor(login, "desk")))
    database.open()
    app = DeskApp(house.workspace, database, Locale(language, "Europe/Istanbul"), login=login, sync=False)
    try:
        async with app.run_test(size=size) as pilot:
            desk = Desk(app, pilot)
            await desk.settle()
            await app.go(at)
            await desk.settle()
            yield desk
    finally:
        database.close()
        house.store.close()
