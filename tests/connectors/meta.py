"""Connectors that talk to a Graph API on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

import pytest

from meydan.connectors.base import (
    AccountRef,
    Act,
    Action,
    AdDay,
    Connector,
    Item,
    Page,
    PlatformEntry,
    Publication,
    Rejected,
)
from meydan.connectors.contract.proxy import Proxy, running_proxy
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http, Timeouts
from meydan.connectors.meta import containers
from tests.servers.meta.graph import World, serving

W = TypeVar("W", bound=World)
PATIENCE = Timeouts(connect=2.0, read=2.0, total=4.0)


@dataclass
class Pulled:
    """What pulls brought, the last word on each."""

    items: dict[str, Item] = field(default_factory=dict)
    publications: dict[str, Publication] = field(default_factory=dict)
    days: dict[tuple[str, str], AdDay] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)


@dataclass
class Desk(Generic[W]):
    """An account of ours in a world behind a proxy, and where its streams are; `ahead` moves its clock."""

    world: W
    proxy: Proxy
    entry: PlatformEntry
    credential: Credential
    account: AccountRef = field(default_factory=lambda: AccountRef("ours", ""))
    cursors: dict[str, str | None] = field(default_factory=dict)
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """The desk's clock."""
        return datetime.now(UTC) + self.ahead

    @asynccontextmanager
    async def connector(self) -> AsyncIterator[Connector]:
        """A fresh connector, as after a restart."""
        async with Http(
            self.proxy.url, user_agent="test", timeouts=PATIENCE, backoff=0.01, clock=self.now
        ) as http:
            made = self.entry.make(self.account, self.credential, http)
            if not self.account.remote_id:
                us = await made.identify()
                self.account = AccountRef("ours", self.proxy.url, us.remote_id, us.handle)
            yield made

    async def pull(self, *streams: str, at_most: int = 200) -> Pulled:
        """Pull streams until there is no more, going on from where they were."""
        found = Pulled()
        async with self.connector() as connector:
            for stream in streams or [one.name for one in self.entry.declaration.streams]:
                more = True
                while more and len(found.pages) < at_most:
                    more = False
                    async for page in connector.pull(stream, self.cursors.get(stream)):
                        assert not page.more or page.cursor != self.cursors.get(stream), "no progress"
                        self.cursors[stream] = page.cursor or self.cursors.get(stream)
                        more = page.more
                        found.pages.append(page)
                        found.items |= {item.remote_id: item for item in page.items}
                        found.publications |= {one.remote_id: one for one in page.publications}
                        found.days |= {(day.campaign_id, day.day.isoformat()): day for day in page.ads}
                        found.rejected += page.rejected
                        if len(found.pages) >= at_most:
                            break
        return found

    def act(self, action: Action, target: str = "", text: str = "", **more: object) -> Act:
        """An act that is tried for the first time now."""
        now = self.now()
        values: dict[str, object] = {"first_attempt_at": now, "last_attempt_at": now, **more}
        return Act("key", action, text, target, **values)  # type: ignore[arg-type]


@contextmanager
def desk(world: W, entry: PlatformEntry, credential: Credential) -> Iterator[Desk[W]]:
    """A desk in a world of its own, whose requests must all be in the specs."""
    with serving(world) as url, running_proxy(url) as proxy, pytest.MonkeyPatch.context() as patch:
        patch.setattr(containers, "_FIRST_PAUSE", 0.01)
        yield Desk(world, proxy, entry, credential)
    assert world.violations == []
