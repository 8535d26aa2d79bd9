"""The one path into the store for everything that comes in, whoever brings it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from meydan.app.sync.clean import clean
from meydan.app.sync.clock import Clock, SystemClock
from meydan.connectors.base import Item, Page
from meydan.store.reads import inbox
from meydan.store.rows import Fence, IngestResult
from meydan.store.writes import ingest as writes

if TYPE_CHECKING:
    from meydan.insight.analysis import Analysis
    from meydan.store import Store

Analyse = Callable[[str], "Analysis"]
Key = tuple[str, str]
"""Kind and remote id: what an item is known by within its account."""


def key_of(item: Item) -> Key:
    """What an item is known by."""
    return item.kind, item.remote_id


class Ingestor:
    """Cleans, tags and stores pages; what is stored already costs a look-up and nothing else.

    `analyse` is loaded at the first text that needs it when it is not handed in.
    """

    def __init__(self, store: Store, analyse: Analyse | None = None, clock: Clock | None = None) -> None:
        self._store = store
        self._analyse = analyse
        self._clock = clock or SystemClock()

    def ingest(
        self, account_id: int, page: Page, *, stream: str | None = None, fence: Fence | None = None
    ) -> IngestResult:
        """Clean `page` and keep it; see `keep`."""
        return self.keep(account_id, clean(page), stream=stream, fence=fence)

    def keep(
        self,
        account_id: int,
        page: Page,
        *,
        stream: str | None = None,
        fence: Fence | None = None,
        analyses: Mapping[Key, Analysis] | None = None,
    ) -> IngestResult:
        """Store a cleaned page and the cursor of `stream` in one transaction.

        Only new and changed items are analysed, unless they were already: `analyses`, by kind and
        remote id. Raises LeaseLost when `fence` is no longer ours, StoreError; then nothing of the page is
        stored.
        """
        fresh = self.fresh(account_id, page.items) if analyses is None else ()
        if analyses is None:
            analyses = {key_of(item): self._analysis(item.text) for item in fresh if not item.deleted}
        something = fresh or analyses or page.publications or page.trends or page.ads or page.rejected
        if stream is None and not something:
            return IngestResult(0, 0, len(page.items))
        return writes.ingest(
            self._store, account_id, page, analyses, stream=stream, fence=fence, now=self._clock.now()
        )

    def fresh(self, account_id: int, items: tuple[Item, ...]) -> list[Item]:
        """The items of a cleaned page whose content is not what the store holds."""
        if not items:
            return []
        keys = [key_of(item) for item in items]
        with self._store.reading() as conn:
            known = inbox.fingerprints(conn, account_id, keys)
        if not known:
            return list(items)
        fingerprint = writes.fingerprint
        return [item for item, key in zip(items, keys, strict=True) if known.get(key) != fingerprint(item)]

    def _analysis(self, text: str) -> Analysis:
        if self._analyse is None:
            from meydan.insight.engine import Analyser

            self._analyse = Analyser().analyse
        return self._analyse(text)
