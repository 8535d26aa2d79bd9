"""A desk on a real store, driven without a terminal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meydan.app.config import Settings, Workspace
from meydan.app.desk.app import DeskApp
from meydan.app.desk.database import Database
from meydan.app.locale import Locale
from meydan.app.sync.ingest import Ingestor
from meydan.connectors.base import AdDay, Item, Page, TrendSample
from meydan.store import Actor, Store, open_store
from meydan.store.writes import accounts, calendar, team
from tests.desk.frame_kit import Bring, Driver, OpenDesk, Plan, plainly


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty folder with its settings."""
    return Workspace(tmp_path, Settings(timezone="Europe/Istanbul"))


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    """A store with a brand, its admin and an account."""
    store = open_store(workspace.database_url, Actor("ayse", "desk"))
    team.init_workspace(store, "Anadolu Kahve", "Europe/Istanbul", "ayse", "Ayşe Yılmaz")
    accounts.ensure_local(store, "kahve", "mastodon")
    yield store
    store.close()


@pytest.fixture
def bring(store: Store) -> Bring:
    """Brings items, trends and ad days into the account."""

    def ingest(*items: Item, trends: tuple[TrendSample, ...] = (), ads: tuple[AdDay, ...] = ()) -> None:
        Ingestor(store, plainly).ingest(1, Page(items=items, trends=trends, ads=ads))

    return ingest


@pytest.fixture
def plan(store: Store) -> Plan:
    """Plans a post on the account, some time from now."""

    def create(text: str, ahead: timedelta) -> None:
        due = datetime.now(UTC) + ahead
        calendar.create_post(store, text, [1], due_at=due, timezone="Europe/Istanbul")

    return create


@pytest.fixture
def open_desk(workspace: Workspace, store: Store) -> OpenDesk:
    """Opens the desk on the store; inside, everything that it began has been waited for."""

    @asynccontextmanager
    async def run(
        size: tuple[int, int] = (160, 45), language: str = "en", settings: Settings | None = None
    ) -> AsyncIterator[Driver]:
        used = Workspace(workspace.path, settings or workspace.settings)
        database = Database(lambda: open_store(used.database_url, Actor("ayse", "desk")))
        app = DeskApp(used, database, Locale(language, used.timezone), login="ayse", sync=False)
        async with app.run_test(size=size) as pilot:
            driver = Driver(pilot, app)
            await driver.until(lambda: app.facts is not None)
            yield driver
        database.close()

    return run
