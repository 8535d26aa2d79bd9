"""One check: a connector of its own, behind a proxy that fails as it is told."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from meydan.connectors.base import AccountRef, Act, Action, Connector, Item, Page, PlatformEntry
from meydan.connectors.contract.proxy import Proxy, running_proxy
from meydan.connectors.contract.stage import Calls, Stage
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http, Timeouts

PATIENCE = Timeouts(connect=5.0, read=3.0, total=10.0)
MOST_PAGES = 200


@dataclass
class Scene:
    """A stage, the proxy before it, and a connector that goes through the proxy.

    `now` is what the connector takes for the time: later than the platform's, so that nothing is too new.
    """

    entry: PlatformEntry
    stage: Stage
    proxy: Proxy
    credential: Credential
    account: AccountRef
    ahead: timedelta = timedelta()
    cursors: dict[str, str | None] = field(default_factory=dict)

    def now(self) -> datetime:
        """The connector's clock."""
        return datetime.now(UTC) + self.ahead

    @asynccontextmanager
    async def connector(self) -> AsyncIterator[Connector]:
        """A fresh connector, as after a restart."""
        async with Http(
            self.proxy.url, user_agent="contract", timeouts=PATIENCE, backoff=0.02, clock=self.now
        ) as http:
            yield self.entry.make(self.account, self.credential, http)

    @property
    def streams(self) -> Sequence[str]:
        """What is pulled."""
        return [stream.name for stream in self.entry.declaration.streams]

    async def pull(self) -> list[tuple[str, Page]]:
        """Every stream pulled by a fresh connector until it has no more; cursors are kept page by page."""
        found: list[tuple[str, Page]] = []
        async with self.connector() as connector:
            for stream in self.streams:
                more = True
                while more:
                    more = False
                    async for page in connector.pull(stream, self.cursors.get(stream)):
                        found.append((stream, page))
                        more = page.more
                        if page.cursor is not None:
                            self.cursors[stream] = page.cursor
                        assert len(found) < MOST_PAGES, f"{stream} has no end"
        return found

    async def brought(self) -> dict[str, Item]:
        """The items that a pull brings, by remote id, as they were last said to be."""
        return items_of(await self.pull())

    def fail(self, calls: Sequence[Calls], kind: str, count: int, **more: object) -> None:
        """Let the next `count` requests of each kind fail."""
        for one in calls:
            self.proxy.fault(one.method, one.path, kind, count, **more)

    def asked(self, calls: Sequence[Calls]) -> int:
        """How many requests of these kinds were made."""
        return sum(self.proxy.asked(one.method, one.path) for one in calls)

    def reply(self, item: Item, text: str) -> Act:
        """An answer to an item, tried for the first time now."""
        now = datetime.now(UTC)
        return Act(
            str(uuid.uuid4()),
            Action.REPLY,
            text,
            target=item.remote_id,
            thread=item.thread,
            kind=item.kind,
            handle=item.author.handle,
            author_id=item.author.remote_id,
            visibility=item.visibility,
            first_attempt_at=now,
            last_attempt_at=now,
        )


Check = Callable[[Scene], Awaitable[None]]


def items_of(pages: Sequence[tuple[str, Page]]) -> dict[str, Item]:
    """The items of pages, by remote id, the last word on each."""
    return {item.remote_id: item for _, page in pages for item in page.items}


async def run(check: Check, entry: PlatformEntry, stage: Stage) -> None:
    """Run one check. Raises AssertionError, which says what does not hold."""
    with running_proxy(stage.base_url) as proxy:
        scene = Scene(entry, stage, proxy, stage.credential, AccountRef("ours", proxy.url))
        async with Http(proxy.url, user_agent="contract", timeouts=PATIENCE) as http:
            if entry.exchange is not None:
                scene.credential = await entry.exchange(http, stage.credential)
            us = await entry.make(scene.account, scene.credential, http).identify()
        assert us.remote_id, "identify says no id"
        scene.account = replace(scene.account, remote_id=us.remote_id, handle=us.handle)
        await check(scene)
