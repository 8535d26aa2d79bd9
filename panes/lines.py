"""A list of any length over an id index: first page at once, rows as they are needed, news announced."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Protocol, TypeVar

from meydan.panes.background import in_background
from meydan.panes.indexes import Indexes
from meydan.panes.listing import Listing, find, new_index
from meydan.panes.rowview import RowView

Row = TypeVar("Row")

HEAD = 128
"""Rows of the first page, which is shown while the index of all rows is built."""

WHOLE = 5000
"""Up to this length a changed list is compared as a whole, above it only by its newest part."""

QUIET = 3.0
"""Seconds without a key after which new rows may appear above the cursor."""

INDEX_DELAY = 0.25
"""Seconds until the index is asked for: what the first page needs comes first."""

WINDOWS = 16
"""Views of rows that may be kept before those far away are forgotten."""


class Provider(Protocol[Row]):
    """Where the rows of one list come from; the coroutines read off the event loop's thread."""

    def key(self, row: Row, /) -> int:
        """The row's id."""
        ...

    def belongs(self, row: Row, /) -> bool:
        """Whether the row, perhaps changed since, still is one of this list."""
        ...

    async def head(self, limit: int, /) -> Sequence[Row]:
        """The first rows of the list."""
        ...

    async def index(self, limit: int | None, /) -> array[int]:
        """The ids of the list in its order, all or the first."""
        ...

    async def rows(self, ids: Sequence[int], /) -> Mapping[int, Row]:
        """Rows by id, those that still exist."""
        ...


class Lines(RowView[Row]):
    """A list that is read from a provider and follows the store; rows never move under the cursor.

    `settled` is clear while another list has been asked for and its first rows are not there. Lists with the
    same `indexes` keep what they have in common once.
    """

    def __init__(
        self, indexes: Indexes | None = None, *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._indexes = indexes or Indexes()
        self.settled = asyncio.Event()
        self._provider: Provider[Row] | None = None
        self._complete = False
        self._fetching = self._catching_up = self._behind = False

    # --- loading

    def load(self, provider: Provider[Row]) -> None:
        """Show another list from its first row; the old one stays until the first rows are there."""
        self._provider = provider
        self.settled.clear()
        in_background(self, partial(self._load, provider), group="load", exclusive=True)

    async def load_at(self, provider: Provider[Row], id: int) -> bool:
        """As `load`, with the cursor on a row; back when it is there. False when the list has no such row."""
        self._provider = provider
        self.workers.cancel_group(self, "load")
        await self._read_head(provider)
        if not self._complete and find(self.listing.ids, id) is None:
            await self._read_index(provider)
        elif not self._complete:
            in_background(self, partial(self._read_index, provider), group="load", exclusive=True)
        there = self.go_to(id)
        if there and self.current is None:
            await self._fetch()
        return there

    def go_to(self, id: int) -> bool:
        """Put the cursor on a row of the list; False when it has no such row."""
        place = find(self.listing.ids, id, self.listing.cursor)
        if place is not None:
            self.move_to(place)
        return place is not None

    def reload(self) -> None:
        """Read the list anew: gone rows leave, new ones come, the cursor stays on its row."""
        if self._provider is not None:
            in_background(self, partial(self._reload, self._provider), group="load", exclusive=True)

    async def _reload(self, provider: Provider[Row]) -> None:
        ids = await provider.index(None)
        self._complete = True
        self._use(ids)

    async def _load(self, provider: Provider[Row]) -> None:
        try:
            await self._read_head(provider)
        finally:
            if provider is self._provider:
                self.settled.set()
        if not self._complete:
            await asyncio.sleep(INDEX_DELAY)
            await self._read_index(provider)

    async def _read_head(self, provider: Provider[Row]) -> None:
        asked = self.cache.asking()
        head = await provider.head(HEAD)
        ids = new_index(provider.key(row) for row in head)
        self.listing = Listing()
        self.listing.resize(self.size.height)
        self.cache.clear()
        self._take(dict(zip(ids, head, strict=True)), ids, asked)
        self._complete = len(head) < HEAD
        self._use(ids)

    async def _read_index(self, provider: Provider[Row]) -> None:
        self.listing.extend_to(await provider.index(None))
        self.listing.ids = self._indexes.shared(self.listing.ids)
        self._complete = True
        self.update_view()

    def _use(self, ids: array[int], at_top: bool = False) -> None:
        self.listing.replace(self._indexes.shared(ids), at_top)
        self._judge(ids[: self.listing.height])
        self.fresh = 0
        self.loaded = True
        self.update_view()

    # --- the store changed

    def stale(self) -> None:
        """Rows may have changed in the store: look at those near the view, and for new ones."""
        self._behind = True
        if not self._catching_up and self._provider is not None:
            self._catching_up = True
            in_background(self, self._catch_up, group="changes")

    async def _catch_up(self) -> None:
        try:
            while self._behind and self._provider is not None:
                self._behind = False
                await self._read_near(self._provider)
                await self._look_for_new(self._provider)
        finally:
            self._catching_up = False

    async def _read_near(self, provider: Provider[Row]) -> None:
        near = self.near()
        asked = self.cache.asking()
        found = await provider.rows(near) if near else {}
        if provider is self._provider:
            self.cache.keep_only(near)
            self._take(found, near, asked)
            self.update_view()

    async def _look_for_new(self, provider: Provider[Row]) -> None:
        whole = self._complete and len(self.listing) <= WHOLE
        head = await provider.index(None if whole else HEAD)
        if provider is not self._provider or not self.loaded:
            return
        listing = self.listing
        self.fresh = len(listing.fresh(head))
        reading = self.quiet_for < QUIET or listing.count() or listing.cursor or listing.top
        if len(listing.gone) >= len(listing) or (self.fresh and not reading):
            self._merge(head, whole)
        else:
            self.show_rows()

    def _merge(self, head: array[int], whole: bool) -> None:
        ids = head if whole else self.listing.spliced(head)
        if ids is None:
            self.reload()
        else:
            self._use(ids, at_top=True)

    def action_first(self) -> None:
        """To the first row; announced rows come in, and those that are gone leave."""
        super().action_first()
        if (self.fresh or self.listing.gone) and self._provider is not None:
            in_background(self, partial(self._to_first, self._provider), group="load", exclusive=True)

    async def _to_first(self, provider: Provider[Row]) -> None:
        was_first = self.listing.cursor == 0
        await self._reload(provider)
        if was_first:
            self.listing.move_to(0)
            self.update_view()

    # --- rows

    def change(self, ids: Iterable[int], change: Callable[[Row], Row]) -> int:
        """Show rows changed before the store has done it; give the ticket to `settle` then."""
        ids = list(ids)
        ticket = self.cache.change(ids, change)
        self._judge(ids)
        self.update_view()
        return ticket

    def settle(self, ticket: int) -> None:
        """The store has done it, or refused: what it says is shown from now on."""
        self.cache.settle(ticket)
        self.stale()

    def need_rows(self) -> None:
        """Fetch what is missing near the view; one fetch at a time, always for the newest view."""
        if not self._fetching and self._provider is not None:
            self._fetching = True
            in_background(self, self._fetch, group="rows")

    async def _fetch(self) -> None:
        try:
            while self._provider is not None and (wanted := self.cache.missing(self.near())):
                provider = self._provider
                found = await provider.rows(wanted)
                if provider is self._provider:
                    self._take(found, wanted, ())
                    if len(self.cache) > WINDOWS * self.listing.height:
                        self.cache.keep_only(self.near())
                    self.show_rows()
        finally:
            self._fetching = False

    def _take(self, found: Mapping[int, Row], asked: Iterable[int], tickets: tuple[int, ...]) -> None:
        asked = list(asked)
        self.cache.put(asked, found)
        self.cache.answered(tickets)
        self._judge(asked)

    def _judge(self, ids: Iterable[int]) -> None:
        """Which of these rows are still of this list."""
        for id in ids:
            if id in self.cache and self._provider is not None:
                row = self.cache.get(id)
                if row is None or not self._provider.belongs(row):
                    self.listing.gone.add(id)
                else:
                    self.listing.gone.discard(id)
