"""The one path into the store for everything that comes in, whoever brings it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from meydan.app.sync.clean import clean
from meydan.app.sync.clock import Clock, SystemClock
from meydan.connectors.base import Page
from meydan.store.rows.inbox import IngestResult
from meydan.store.rows.system import Fence
from meydan.store.writes import ingest as writes

if TYPE_CHECKING:
    from meydan.insight.analysis import Analysis
    from meydan.store import Store
    from meydan.store.writes.ingest import Sorted

Analyse = Callable[[str], "Analysis"]
Refine = Callable[[Sequence[str], Sequence["Analysis"]], Sequence["Analysis"]]
"""Goes over the analyses of some texts, and may take its time."""


def in_turn(*refiners: Refine) -> Refine:
    """One after the other, the last with the last word."""

    def refine(texts: Sequence[str], analyses: Sequence[Analysis]) -> Sequence[Analysis]:
        for one in refiners:
            analyses = one(texts, analyses)
        return analyses

    return refine


Key = tuple[str, str]
"""Kind and remote id: what an item is known by within its account."""


class Ingestor:
    """Cleans, tags and stores pages; what is stored already costs a look-up and nothing else.

    `analyse` is loaded at the first text that needs it when it is not handed in; `refine` has the last word.
    `takes_time`: analyses are worth a thread of their own, so that the store does not wait for them.
    """

    def __init__(
        self,
        store: Store,
        analyse: Analyse | None = None,
        clock: Clock | None = None,
        refine: Refine | None = None,
        *,
        takes_time: bool = False,
    ) -> None:
        self._store = store
        self._analyse = analyse
        self._clock = clock or SystemClock()
        self._refine = refine
        self.takes_time = takes_time

    @property
    def refines(self) -> bool:
        """Whether somebody goes over the analyses."""
        return self._refine is not None

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
        found: Sorted | None = None,
        analyses: Mapping[Key, Analysis] | None = None,
    ) -> IngestResult:
        """Store a cleaned page and the cursor of `stream` in one transaction.

        Only new and changed items are analysed. Whoever has done that already hands in what `compare`
        `found`, and the `analyses` by kind and remote id. Raises LeaseLost when `fence` is no longer ours,
        StoreError; then nothing of the page is stored.
        """
        if found is None:
            found = self.compare(account_id, page)
        if analyses is None:
            analyses = self.analyses(found)
        something = found.changed or page.publications or page.trends or page.ads or page.rejected
        if stream is None and not something:
            return IngestResult(0, 0, len(page.items))
        return writes.ingest(
            self._store,
            account_id,
            page,
            analyses,
            prints=found.prints,
            stream=stream,
            fence=fence,
            now=self._clock.now(),
        )

    def compare(self, account_id: int, page: Page) -> Sorted:
        """What of a cleaned page's items is new, and what has changed."""
        return writes.compare(self._store, account_id, page.items)

    def analyses(self, found: Sorted, known: Sequence[Analysis] | None = None) -> dict[Key, Analysis]:
        """The analyses of what `compare` found to be new or changed, from those `known` so far, if any."""
        items = found.to_analyse()
        texts = [item.text for item in items.values()]
        analyses: Sequence[Analysis] = [*map(self._analysis, texts)] if known is None else known
        if self._refine is not None and texts:
            analyses = self._refine(texts, analyses)
        return dict(zip(items, analyses, strict=True))

    def _analysis(self, text: str) -> Analysis:
        if self._analyse is None:
            from meydan.insight.engine import shared_analyser

            self._analyse = shared_analyser().analyse
        return self._analyse(text)
