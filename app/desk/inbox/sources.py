"""Where the inbox's list gets its rows."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from meydan.app.desk.source import Source
from meydan.panes.inbox.query import belongs
from meydan.store.rows.inbox import InboxQuery, ItemRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.app.desk.database import Database

MANY_FAILED = 1000
TROUBLED = frozenset({"failed", "unknown"})


class ItemSource(Source):
    """The items of one query."""

    def __init__(self, db: Database, complain: Callable[[Exception], None], query: InboxQuery) -> None:
        super().__init__(db, complain)
        self.query = query

    def key(self, row: ItemRow) -> int:
        """The item's id."""
        return row.id

    def belongs(self, row: ItemRow) -> bool:
        """Whether it still is what the query asks for."""
        return row.deleted_at is None and belongs(row, self.query)

    async def head(self, limit: int) -> Sequence[ItemRow]:
        """The newest items."""
        from meydan.store.reads import inbox

        return await self.read(lambda conn: inbox.page(conn, self.query, limit))

    async def index(self, limit: int | None) -> array[int]:
        """The ids, newest first."""
        from meydan.store.reads import inbox

        return await self.read(lambda conn: inbox.ids(conn, self.query, limit))

    async def rows(self, ids: Sequence[int]) -> Mapping[int, ItemRow]:
        """Items by id."""
        from meydan.store.reads import inbox

        return await self.read(lambda conn: inbox.by_ids(conn, ids))


class FailedSource(ItemSource):
    """The items whose answer was refused or is in doubt, the latest first."""

    def __init__(self, db: Database, complain: Callable[[Exception], None]) -> None:
        super().__init__(db, complain, InboxQuery())

    async def head(self, limit: int) -> Sequence[ItemRow]:
        from meydan.store.reads import inbox

        ids = await self.index(limit)
        found = await self.read(lambda conn: inbox.by_ids(conn, ids))
        return [found[id] for id in ids if id in found]

    async def index(self, limit: int | None) -> array[int]:
        from meydan.store.reads import outbox

        rows = await self.read(lambda conn: outbox.page(conn, TROUBLED, limit or MANY_FAILED))
        troubled = (row.item_id for row in rows if not row.acknowledged)
        return array("I", dict.fromkeys(id for id in troubled if id is not None))


class ListedSource(ItemSource):
    """The items that a read names by their ids, in its order."""

    def __init__(
        self, db: Database, complain: Callable[[Exception], None], named: Callable[[Connection], list[int]]
    ) -> None:
        super().__init__(db, complain, InboxQuery())
        self._named = named
        self._ids: frozenset[int] = frozenset()

    def belongs(self, row: ItemRow) -> bool:
        """Whether it is still named."""
        return row.deleted_at is None and row.id in self._ids

    async def head(self, limit: int) -> Sequence[ItemRow]:
        ids = await self.index(limit)
        found = await self.rows(ids)
        return [found[id] for id in ids if id in found]

    async def index(self, limit: int | None) -> array[int]:
        ids = await self.read(self._named)
        self._ids = frozenset(ids)
        return array("I", ids if limit is None else ids[:limit])

    async def rows(self, ids: Sequence[int]) -> Mapping[int, ItemRow]:
        from meydan.store.reads import inbox

        found, named = await self.read(lambda conn: (inbox.by_ids(conn, ids), self._named(conn)))
        self._ids = frozenset(named)
        return found
