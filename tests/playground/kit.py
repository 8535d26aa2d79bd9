"""What the playground's tests share: a clock that is stepped, and all that a stream brings."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx

from meydan.connectors.base import Connector, Item, Page, Publication
from meydan.connectors.playground.content import load
from meydan.connectors.playground.server import PlaygroundServer

CONTENT = load()
BEGIN = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@dataclass
class StepClock:
    """A clock that stands still until it is stepped; the server's thread reads it."""

    moment: datetime = BEGIN
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> datetime:
        with self.lock:
            return self.moment

    def step(self, **span: float) -> datetime:
        with self.lock:
            self.moment += timedelta(**span)
            return self.moment


@dataclass
class Seen:
    """All that a stream brought, by remote id; what came later wins."""

    pages: list[Page] = field(default_factory=list)

    @property
    def items(self) -> dict[str, Item]:
        return {item.remote_id: item for page in self.pages for item in page.items}

    @property
    def publications(self) -> dict[str, Publication]:
        return {one.remote_id: one for page in self.pages for one in page.publications}

    @property
    def cursor(self) -> str | None:
        return self.pages[-1].cursor


async def pull(connector: Connector, stream: str, cursor: str | None = None) -> Seen:
    """Everything a stream has right now."""
    seen = Seen()
    async for page in connector.pull(stream, cursor):
        assert page.rejected == ()
        seen.pages.append(page)
    return seen


Api = Callable[..., httpx.Response]
Connect = Callable[[PlaygroundServer, str], AbstractAsyncContextManager[Connector]]
