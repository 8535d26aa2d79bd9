"""Taking items into an account, page after page, as any connector would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meydan.app.sync.ahead import Ahead
    from meydan.app.sync.ingest import Key, Refine
    from meydan.connectors.base import Item, Page
    from meydan.insight.analysis import Analysis
    from meydan.store import Store
    from meydan.store.incoming import IncomingItem
    from meydan.store.rows.inbox import IngestResult
    from meydan.store.rows.people import AccountRow
    from meydan.store.writes.ingest import Sorted


class Intake:
    """Takes pages into an account; `ahead` analyses one while the one before is stored.

    What the team's corrections taught goes over the analyses, then `own`.
    `begin` with the first page, `open` the account, `take` every page, that one too, and `finish`.
    """

    def __init__(self, ahead: Ahead | None, own: Refine | None = None) -> None:
        self.counts = dict.fromkeys(("stored", "updated", "unchanged"), 0)
        self._ahead = ahead
        self._own = own
        self._analysing: list[Key] = []
        self._begun: Page | None = None
        self._waiting: tuple[Page, Sorted] | None = None

    def begin(self, page: Page) -> None:
        """Analyse all of the first page, whatever of it is new: the store takes long to open."""
        if self._ahead is not None:
            self._begun = page
            self._submit({(item.kind, item.remote_id): item for item in page.items})

    def open(self, store: Store, account: str, platform: str) -> AccountRow:
        """Open the account of a name, a new one where there is none."""
        from meydan.app.learning.taught import taught_by
        from meydan.app.sync.ingest import Ingestor, in_turn
        from meydan.store.writes import accounts

        row = accounts.ensure_local(store, account, platform)
        self._account_id = row.id
        taught = taught_by(store)
        refiners: list[Refine] = [] if taught is None else [taught.refine]
        refiners += [] if self._own is None else [self._own]
        self._ingestor = Ingestor(store, refine=in_turn(*refiners) if refiners else None)
        self._roots = Roots(store, row.id)
        return row

    def take(self, page: Page) -> None:
        """Take a page in, or begin to."""
        if self._touches_waiting(page.items):
            self.finish()
        begun = page is self._begun
        page = self._roots.placed(page)
        if self._ahead is None:
            self._count(self._ingestor.keep(self._account_id, page))
            return
        found = self._ingestor.compare(self._account_id, page)
        if begun:
            if not found.to_analyse():
                self._ahead.drop()
                self._analysing = []
            self._waiting = page, found
            return
        before, analyses = self._waiting, self._collect()
        self._submit(found.to_analyse())
        self._waiting = page, found
        self._store(before, analyses)

    def finish(self) -> None:
        """Store what is still being analysed."""
        before, self._waiting = self._waiting, None
        self._store(before, self._collect())

    def _submit(self, items: Mapping[Key, Item | IncomingItem]) -> None:
        if self._ahead is not None:
            self._analysing = list(items)
            self._ahead.submit([item.text for item in items.values()])

    def _collect(self) -> dict[Key, Analysis]:
        keys, self._analysing = self._analysing, []
        return dict(zip(keys, self._ahead.collect() if self._ahead else (), strict=True))

    def _touches_waiting(self, items: Iterable[Item]) -> bool:
        """Whether a page speaks of items that are not stored yet, so that it must be compared after them."""
        if self._waiting is None:
            return False
        waiting = {item.remote_id for item in self._waiting[0].items}
        return any(item.remote_id in waiting or item.parent in waiting for item in items)

    def _store(self, waiting: tuple[Page, Sorted] | None, analyses: Mapping[Key, Analysis]) -> None:
        if waiting is not None:
            page, found = waiting
            if self._ingestor.refines:
                analyses = self._ingestor.analyses(found, [analyses[key] for key in found.to_analyse()])
            self._count(self._ingestor.keep(self._account_id, page, found=found, analyses=analyses))

    def _count(self, done: IngestResult) -> None:
        self.counts["stored"] += done.stored
        self.counts["updated"] += done.updated
        self.counts["unchanged"] += done.unchanged


class Roots:
    """Finds the conversation that an answer belongs to: its parent's, in this run or in the store."""

    def __init__(self, store: Store, account_id: int) -> None:
        self._store = store
        self._account_id = account_id

    def placed(self, page: Page) -> Page:
        """A page whose items have their threads; a parent that nobody knows starts the thread itself."""
        items = page.items
        if not any(item.parent for item in items):
            return page
        threads = {item.remote_id: item.remote_id for item in items if not item.parent}
        wanted = {item.parent for item in items if item.parent} - {item.remote_id for item in items}
        threads |= self._stored(sorted(wanted))
        parents = {item.remote_id: item.parent for item in items if item.parent}

        def root(remote_id: str) -> str:
            passed: set[str] = set()
            while remote_id not in threads and remote_id in parents and remote_id not in passed:
                passed.add(remote_id)
                remote_id = parents[remote_id]
            found = threads.get(remote_id, remote_id)
            threads.update(dict.fromkeys(passed, found))
            return found

        return replace(page, items=tuple(replace(item, thread=root(item.remote_id)) for item in items))

    def _stored(self, remote_ids: list[str]) -> dict[str, str]:
        from meydan.store.reads import inbox

        with self._store.reading() as conn:
            ids = inbox.by_remote(conn, self._account_id, remote_ids)
            rows = inbox.by_ids(conn, list(ids.values()))
        return {remote_id: rows[id].thread or remote_id for remote_id, id in ids.items()}
