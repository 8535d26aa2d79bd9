"""A Page's connector in front of the emulator, with a proxy between them that fails as it is told."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from meydan.connectors.base import AccountRef, Act, Action, Item, Page, Publication
from meydan.connectors.contract.proxy import Proxy, running_proxy
from meydan.connectors.credentials import Credential
from meydan.connectors.facebook.connector import FacebookConnector
from meydan.connectors.http import CallRecord, Http, Timeouts
from tests.servers.meta.facebook import PAGE_TOKEN, Pages
from tests.servers.meta.graph import serving

STREAMS = ("posts", "conversations", "visitors", "mentions", "reviews", "ads")


@dataclass
class Desk:
    """Everything a test needs: the world, the proxy before it, and cursors that survive connectors."""

    world: Pages
    proxy: Proxy
    connector: FacebookConnector
    calls: list[CallRecord]
    skew: list[timedelta]
    cursors: dict[str, str | None] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)

    async def pull(self, *streams: str) -> list[Page]:
        """What streams bring until they have no more; cursors are kept page by page."""
        found: list[Page] = []
        for stream in streams or STREAMS:
            more = True
            while more:
                more = False
                async for page in self.connector.pull(stream, self.cursors.get(stream)):
                    found.append(page)
                    more, self.cursors[stream] = page.more, page.cursor
                    assert len(found) < 100
        self.pages = found
        return found

    async def items(self, *streams: str) -> dict[str, Item]:
        """The items that a pull brings."""
        return items_of(await self.pull(*streams))

    def act(self, action: Action, item: Item | None = None, text: str = "", **more: object) -> Act:
        """An act upon an item, tried for the first time now."""
        now = datetime.now(UTC) + self.skew[0]
        about: dict[str, object] = {}
        if item is not None:
            about = {"target": item.remote_id, "thread": item.thread, "kind": item.kind}
            about |= {"author_id": item.author.remote_id, "handle": item.author.handle}
        given = {**about, "first_attempt_at": now, "last_attempt_at": now, "by_hand": True, **more}
        return Act("key", action, text, **given)  # type: ignore[arg-type]


def items_of(pages: Iterable[Page]) -> dict[str, Item]:
    """Items by remote id, the last word on each."""
    return {item.remote_id: item for page in pages for item in page.items}


def ours_of(pages: Iterable[Page]) -> dict[str, Publication]:
    """Publications by remote id."""
    return {one.remote_id: one for page in pages for one in page.publications}


@contextlib.asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    """A Page with nothing on it."""
    world = Pages()
    skew = [timedelta()]
    calls: list[CallRecord] = []
    with serving(world) as base, running_proxy(base) as proxy:
        async with Http(
            proxy.url,
            user_agent="test",
            on_call=calls.append,
            timeouts=Timeouts(connect=5.0, read=3.0, total=8.0),
            backoff=0.01,
            clock=lambda: datetime.now(UTC) + skew[0],
        ) as http:
            account = AccountRef("ours", proxy.url, world.home.id, "markamiz")
            connector = FacebookConnector(account, Credential(PAGE_TOKEN), http)
            made = Desk(world, proxy, connector, calls, skew)
            yield made
    assert not world.violations
