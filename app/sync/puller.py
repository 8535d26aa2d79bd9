"""One pull of one stream: page by page, each stored with its cursor in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from meydan.app.sync.clean import clean
from meydan.app.sync.events import Event, Listener, Step
from meydan.app.sync.ingest import Ingestor
from meydan.app.sync.offload import Offload
from meydan.app.sync.trouble import Stuck, Trouble, trouble_of
from meydan.connectors.base import Connector, Page
from meydan.store import LeaseLost
from meydan.store.rows.inbox import IngestResult
from meydan.store.rows.people import AccountRow, StreamRow
from meydan.store.rows.system import Fence

PAGE_DEADLINE = 45.0
PULL_DEADLINE = 240.0


@dataclass(slots=True)
class Pulled:
    """What a pull brought so far: items received, new, changed, rejected; `more` when there is more now."""

    received: int = 0
    new: int = 0
    updated: int = 0
    rejected: int = 0
    pages: int = 0
    more: bool = False
    newest_at: datetime | None = None
    trouble: Trouble | None = None
    cursors: set[str] = field(default_factory=set)

    def add(self, page: Page, result: IngestResult) -> None:
        """Count a stored page."""
        self.pages += 1
        self.received += len(page.items)
        self.rejected += len(page.rejected)
        self.new += result.stored
        self.updated += result.updated
        self.more = page.more
        times = [item.created_at for item in page.items]
        if self.newest_at is not None:
            times.append(self.newest_at)
        self.newest_at = max(times, default=None)


class Puller:
    """Pulls streams and keeps what comes."""

    def __init__(self, ingestor: Ingestor, off: Offload, thinking: Offload, listener: Listener) -> None:
        self._ingestor = ingestor
        self._off = off
        self._thinking = thinking
        self._listener = listener

    async def pull(
        self, connector: Connector, account: AccountRow, stream: StreamRow, fence: Fence, pages: int
    ) -> Pulled:
        """Pull up to `pages` pages from the stream's cursor; troubles end the pull and are returned.

        What came before a trouble is stored and its cursor kept. Raises LeaseLost.
        """
        pulled = Pulled(cursors=set() if stream.cursor is None else {stream.cursor})
        try:
            async with (
                asyncio.timeout(PULL_DEADLINE) as deadline,
                _closing(connector.pull(stream.name, stream.cursor)) as answers,
            ):
                while pulled.pages < pages and (page := await _next(answers)) is not None:
                    self._listener(Event(Step.PAGE_RECEIVED, account.name, stream.name))
                    await self._keep(account, stream, fence, page, pulled, deadline)
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - connectors of third parties may raise anything
            pulled.trouble = trouble_of(error)
        return pulled

    async def _keep(
        self,
        account: AccountRow,
        stream: StreamRow,
        fence: Fence,
        page: Page,
        pulled: Pulled,
        deadline: asyncio.Timeout,
    ) -> None:
        if self._ingestor.takes_time:
            tidy, result = await self._store_thoughtfully(account, stream, fence, page, deadline)
        else:
            tidy, result = await self._off(self._store, account, stream, fence, page)
        pulled.add(tidy, result)
        self._listener(Event(Step.PAGE_STORED, account.name, stream.name, count=result.stored))
        if page.more and (page.cursor is None or page.cursor in pulled.cursors):
            raise Stuck
        if page.cursor is not None:
            pulled.cursors.add(page.cursor)

    def _store(
        self, account: AccountRow, stream: StreamRow, fence: Fence, page: Page
    ) -> tuple[Page, IngestResult]:
        tidy = clean(page)
        return tidy, self._ingestor.keep(account.id, tidy, stream=_stream_of(page, stream), fence=fence)

    async def _store_thoughtfully(
        self, account: AccountRow, stream: StreamRow, fence: Fence, page: Page, deadline: asyncio.Timeout
    ) -> tuple[Page, IngestResult]:
        """Analyse beside the store's thread: what is sent must not wait until a page is thought about."""
        tidy = clean(page)
        found = await self._off(self._ingestor.compare, account.id, tidy)
        now = asyncio.get_running_loop().time
        # It is not the platform that takes this time.
        left = (deadline.when() or now()) - now()
        deadline.reschedule(None)
        analyses = await self._thinking(self._ingestor.analyses, found)
        deadline.reschedule(now() + left)
        keep = partial(self._ingestor.keep, found=found, analyses=analyses)
        result = await self._off(keep, account.id, tidy, stream=_stream_of(page, stream), fence=fence)
        return tidy, result


def _stream_of(page: Page, stream: StreamRow) -> str | None:
    """The stream whose cursor the page brings."""
    return None if page.cursor is None else stream.name


async def _next(answers: AsyncIterator[Page]) -> Page | None:
    """The next page, None after the last. Raises TimeoutError when it takes too long."""
    async with asyncio.timeout(PAGE_DEADLINE):
        return await anext(answers, None)


@asynccontextmanager
async def _closing(answers: AsyncIterator[Page]) -> AsyncIterator[AsyncIterator[Page]]:
    """Ends the connector's generator, and with it its requests, as soon as nobody reads on."""
    try:
        yield answers
    finally:
        if isinstance(answers, AsyncGenerator):
            await answers.aclose()
