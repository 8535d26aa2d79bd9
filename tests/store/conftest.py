"""Fresh stores on SQLite and, where MEYDAN_TEST_POSTGRES holds an address, on PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url

from meydan.connectors.base import Author, Item, Page
from meydan.insight.analysis import Analysis
from meydan.store import Actor, Store, open_store
from meydan.store.reads import inbox
from meydan.store.rows.inbox import InboxQuery, IngestResult, ItemRow
from meydan.store.rows.people import AccountRow
from meydan.store.rows.system import Fence, LeaseRow
from meydan.store.writes import accounts, leases, team
from meydan.store.writes.ingest import ingest

POSTGRES = os.environ.get("MEYDAN_TEST_POSTGRES")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass
class Scene:
    """A store with one account, and short ways to fill it and look into it."""

    store: Store
    account: AccountRow
    now: datetime = NOON

    def item(
        self,
        remote_id: str,
        text: str = "merhaba",
        *,
        kind: str = "comment",
        author: str = "ayse",
        name: str = "",
        at: datetime | None = None,
        thread: str | None = None,
        parent: str | None = None,
        deleted: bool = False,
        edited_at: datetime | None = None,
    ) -> Item:
        """An item as a connector gives it; by default made at `now`."""
        return Item(
            remote_id=remote_id,
            kind=kind,
            author=Author(author, author, name),
            text=text,
            created_at=at or self.now,
            thread=thread,
            parent=parent,
            deleted=deleted,
            edited_at=edited_at,
        )

    def arrive(self, *items: Item, page: Page | None = None, stream: str | None = None) -> IngestResult:
        """Ingest a page; a text with `kötü` is negative, one with `?` a question, with `bedava` spam."""
        whole = page or Page(items=items)
        return ingest(
            self.store,
            self.account.id,
            whole,
            {(item.kind, item.remote_id): analyse(item.text) for item in whole.items},
            stream=stream,
            now=self.now,
        )

    def one(self, remote_id: str) -> ItemRow:
        """A stored item by its remote id."""
        with self.store.reading() as conn:
            return inbox.item(conn, inbox.by_remote(conn, self.account.id, [remote_id])[remote_id])

    def id(self, remote_id: str) -> int:
        """The id of a stored item."""
        return self.one(remote_id).id

    def found(self, search: str = "", **filters: object) -> list[str]:
        """The remote ids that a filter finds, newest first."""
        with self.store.reading() as conn:
            rows = inbox.page(conn, InboxQuery(search=search, **filters), 1000)  # type: ignore[arg-type]
        return [row.remote_id for row in rows]

    def lease(self, holder: str = "me", *, now: datetime | None = None, alive: bool = True) -> Fence:
        """The outbox lease, taken over if needed."""
        got = leases.acquire(
            self.store,
            "outbox",
            holder,
            timedelta(seconds=15),
            now or self.now,
            holder_alive=lambda _: alive,
        )
        assert not isinstance(got, LeaseRow)
        return got


def analyse(text: str) -> Analysis:
    """What the tests' analysis thinks of a text."""
    tone = "negative" if "kötü" in text else "neutral"
    return Analysis(
        "tr", tone, -0.5 if tone == "negative" else 0.0, 0.9, question="?" in text, spam="bedava" in text
    )


@pytest.fixture(scope="session")
def new_store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store that nothing was put into, to copy."""
    path = tmp_path_factory.mktemp("new") / "store.db"
    open_store(f"sqlite:///{path}", Actor("nobody", "cli")).close()
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a place where there is no store yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
        return
    if POSTGRES is None:
        pytest.fail("no PostgreSQL: python tests/servers/postgres.py pytest -m servers")
    schema = f"t_{uuid4().hex[:12]}"
    engine = create_engine(POSTGRES)
    with engine.begin() as conn:
        conn.exec_driver_sql(f"CREATE SCHEMA {schema}")
    url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with engine.begin() as conn:
        conn.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    engine.dispose()


@pytest.fixture
def address(empty: str, request: pytest.FixtureRequest) -> str:
    """The address of a store that nothing was put into."""
    if empty.startswith("sqlite"):
        template: Path = request.getfixturevalue("new_store_file")
        shutil.copyfile(template, empty.removeprefix("sqlite:///"))
    return empty


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """A new store, opened by ayse."""
    opened = open_store(address, Actor("ayse", "cli"))
    yield opened
    opened.close()


@pytest.fixture
def scene(store: Store) -> Scene:
    """A store with a brand, the members ayse and bora, and an account with a stream."""
    team.init_workspace(store, "Anadolu Kahve", "Europe/Istanbul", "ayse", "Ayşe")
    team.add_member(store, "bora", "Bora", "specialist", "b")
    account = accounts.add(
        store,
        platform="mastodon",
        name="kahve",
        base_url="https://kahve.example",
        remote_id="1",
        handle="kahve",
        streams=["mentions"],
    )
    return Scene(store, account)


@pytest.fixture
def as_login(address: str) -> Iterator[Mapping[str, Store]]:
    """The same store opened by others, by login."""
    opened = {login: open_store(address, Actor(login, "desk")) for login in ("bora", "can")}
    yield opened
    for each in opened.values():
        each.close()
