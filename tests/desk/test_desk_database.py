"""The store behind threads."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest

from meydan.app.config import Workspace
from meydan.app.desk.database import Database
from meydan.store import Actor, Store, StoreError, open_store
from meydan.store.reads import accounts
from meydan.store.rows.people import BrandRow
from meydan.store.writes import team


@pytest.fixture
def database(workspace: Workspace, store: Store) -> Database:
    """A database that is not open yet."""
    return Database(lambda: open_store(workspace.database_url, Actor("ayse", "desk")))


async def test_what_is_asked_before_it_is_open_waits(database: Database) -> None:
    asked = asyncio.ensure_future(database.read(accounts.brand))
    await asyncio.sleep(0.05)
    assert not asked.done()
    database.open()
    database.open()
    assert (await asked).name == "Anadolu Kahve"
    database.close()


async def test_a_store_that_cannot_be_opened_is_everyones_trouble() -> None:
    def refuse() -> Store:
        raise StoreError("no")

    database = Database(refuse)
    database.watch(lambda _: None)
    database.open()
    for use in (database.read(accounts.brand), database.write(lambda store: None), database.store()):
        with pytest.raises(StoreError, match="no"):
            await use
    database.close()


async def test_a_read_given_up_before_its_turn_never_runs(database: Database) -> None:
    database.open()
    go, began, ran = threading.Event(), threading.Event(), []

    def slow(_conn: object) -> None:
        began.set()
        go.wait(5)

    first = asyncio.ensure_future(database.read(slow))
    second = asyncio.ensure_future(database.read(lambda _conn: ran.append(1)))
    await asyncio.to_thread(began.wait, 5)
    second.cancel()
    # It is given up once the event loop has passed that on; only then may its turn come.
    await asyncio.wait({second})
    go.set()
    await first
    assert await database.read(lambda _conn: "third") == "third"
    assert ran == []
    database.close()


async def test_leaving_waits_for_what_was_to_be_written(
    database: Database, workspace: Workspace, store: Store
) -> None:
    database.open()
    written = asyncio.ensure_future(database.write(lambda one: team.add_tag(one, "k", "kargo")))
    await asyncio.sleep(0)
    await asyncio.to_thread(database.close)
    await written
    with store.reading() as conn:
        from meydan.store.reads import team as reads

        assert [tag.name for tag in reads.tags(conn)] == ["kargo"]


async def test_closing_what_was_never_opened_is_nothing(database: Database) -> None:
    database.close()


async def test_another_connections_commit_is_noticed_in_time(database: Database, store: Store) -> None:
    loop, noticed = asyncio.get_running_loop(), asyncio.Event()
    database.watch(lambda _: loop.call_soon_threadsafe(noticed.set))
    database.open()
    await database.store()
    for letter in "klm":
        await asyncio.sleep(0.2)
        noticed.clear()
        database.heard()
        await asyncio.to_thread(team.add_tag, store, letter, f"tag {letter}")
        await asyncio.wait_for(noticed.wait(), timedelta(seconds=1).total_seconds())
    brand: BrandRow = await database.read(accounts.brand)
    assert brand.timezone == "Europe/Istanbul"
    database.close()
