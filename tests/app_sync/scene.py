"""A team, its store and a platform, as the tests of the engine need them."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from meydan.app.accounts import connect_account
from meydan.app.config import Settings, Workspace
from meydan.app.sync.clock import SystemClock
from meydan.app.sync.engine import SyncEngine
from meydan.app.sync.events import Event
from meydan.app.sync.report import OnceReport
from meydan.connectors.base import Author, Item
from meydan.connectors.contract.proxy import Proxy
from meydan.store import Actor, Store, open_store
from meydan.store.reads import accounts, inbox, outbox
from meydan.store.rows.inbox import InboxQuery, ItemRow
from meydan.store.rows.outgoing import DeliveryRow, ReplyOrder
from meydan.store.rows.people import AccountHealth, AccountRow, StreamRow
from meydan.store.writes import outbox as outbox_writes
from tests.servers.mastodon import MastodonServer
from tests.servers.scripted import WORLDS, Script

AT_ONCE = timedelta()


class ShiftedClock(SystemClock):
    """The machine's clocks, set wrong: `wall` moves only the wall clock, `both` lets time pass."""

    def __init__(self) -> None:
        self.wall = timedelta()
        self.both = timedelta()

    def now(self) -> datetime:
        return super().now() + self.wall + self.both

    def monotonic(self) -> float:
        return super().monotonic() + self.both.total_seconds()


@dataclass
class Team:
    """A workspace with a store, and an engine's view of it."""

    workspace: Workspace
    store: Store
    clock: ShiftedClock = field(default_factory=ShiftedClock)
    events: list[Event] = field(default_factory=list)
    stores: list[Store] = field(default_factory=list)

    def close(self) -> None:
        for store in (*self.stores, self.store):
            store.close()

    def engine(self) -> SyncEngine:
        """A new engine over a store of its own, as another process has it."""
        store = open_store(self.workspace.database_url, Actor("sync", "sync"))
        self.stores.append(store)
        return SyncEngine(store, self.workspace, clock=self.clock, listener=self.events.append)

    def once(self, account: str | None = None) -> OnceReport:
        """One round by a new engine."""
        return asyncio.run(self.engine().once(account))

    @contextmanager
    def syncing(self) -> Iterator[SyncEngine]:
        """The daemon, in a thread."""
        engine = self.engine()
        failed: list[BaseException] = []

        def work() -> None:
            try:
                asyncio.run(engine.run())
            except BaseException as error:  # noqa: BLE001 - raised again in the test's own thread
                failed.append(error)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        try:
            yield engine
        finally:
            engine.stop()
            thread.join(5)
            assert not thread.is_alive(), "the engine did not stop"
        assert not failed, failed

    def said(self, what: str) -> list[Event]:
        """All events of a kind, so far."""
        return [event for event in tuple(self.events) if event.what == what]

    def items(self) -> list[ItemRow]:
        with self.store.reading() as conn:
            return inbox.page(conn, InboxQuery(), 1000)

    def deliveries(self) -> list[DeliveryRow]:
        with self.store.reading() as conn:
            return outbox.page(conn, frozenset(), 1000)

    def streams(self) -> dict[str, StreamRow]:
        with self.store.reading() as conn:
            return {stream.name: stream for stream in accounts.streams(conn)}

    def health(self, name: str) -> AccountHealth:
        with self.store.reading() as conn:
            return next(one for one in accounts.health(conn) if one.account.name == name)

    def reply(self, item: ItemRow, text: str, hold: timedelta = AT_ONCE) -> int:
        return outbox_writes.queue_reply(self.store, item.id, ReplyOrder(text, hold=hold))


@dataclass
class Brand:
    """A profile of ours on the Mastodon server, reached through a proxy, and a customer."""

    server: MastodonServer
    proxy: Proxy
    name: str
    token: str
    customer: str
    customer_token: str

    def connect(self, team: Team, **more: int) -> AccountRow:
        return connect_account(team.store, team.workspace, "mastodon", self.proxy.url, self.token, **more)  # type: ignore[arg-type]

    def hears(self, text: str, **more: object) -> str:
        """The customer mentions us: the id of their status."""
        return self.server.post(self.customer_token, f"@{self.name} {text}", **more)

    def answers(self, status_id: str) -> list[str]:
        """What we answered, by the server's own word."""
        return self.server.answers(self.customer_token, status_id, self.name)


def new_team(folder: Path, blank: Path) -> Team:
    """A fresh workspace; `blank` is an empty store to begin with, as making one takes a while."""
    workspace = Workspace(folder / "ws", Settings())
    workspace.make()
    shutil.copy(blank, workspace.path / "meydan.db")
    return Team(workspace, open_store(workspace.database_url, Actor("ayse", "cli")))


def new_brand(server: MastodonServer, proxy: Proxy) -> Brand:
    """Two new people on the server."""
    mark = uuid4().hex[:8]
    _, token = server.user(f"brand{mark}")
    _, customer = server.user(f"fan{mark}")
    return Brand(server, proxy, f"brand{mark}", token, f"fan{mark}", customer)


def scripted(team: Team, script: Script, name: str = "kahve", **more: int) -> AccountRow:
    """Connect an account of the scripted platform."""
    address = f"http://{name}.example"
    WORLDS[address] = script
    return connect_account(team.store, team.workspace, "scripted", address, name, **more)  # type: ignore[arg-type]


def comment(number: int, text: str = "merhaba", **more: object) -> Item:
    """A comment from someone; more by keyword."""
    fields: Mapping[str, object] = {
        "remote_id": f"c{number}",
        "kind": "comment",
        "author": Author("p1", "ali", "Ali"),
        "text": text,
        "created_at": datetime.fromisoformat("2026-11-20T10:00:00+00:00") + timedelta(minutes=number),
        "thread": f"c{number}",
    }
    return Item(**{**fields, **more})  # type: ignore[arg-type]


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until something holds; fail the test when it does not in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
