"""Where the outbox's list gets its rows."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from meydan.app.desk.source import Source
from meydan.store.rows.outgoing import DeliveryRow

if TYPE_CHECKING:
    from meydan.app.desk.database import Database

MOST = 2000
"""Deliveries that the list goes back to; older ones are in reports."""


class DeliverySource(Source):
    """The deliveries in some states, newest first; no states are all."""

    def __init__(self, db: Database, complain: Callable[[Exception], None], states: frozenset[str]) -> None:
        super().__init__(db, complain)
        self._states = states

    def key(self, row: DeliveryRow) -> int:
        """The delivery's id."""
        return row.id

    def belongs(self, row: DeliveryRow) -> bool:
        """Whether it still is in one of the states."""
        return not self._states or row.state in self._states

    async def head(self, limit: int) -> Sequence[DeliveryRow]:
        """The newest ones."""
        from meydan.store.reads import outbox

        return await self.read(lambda conn: outbox.page(conn, self._states, limit))

    async def index(self, limit: int | None) -> array[int]:
        """Their ids."""
        return array("I", (row.id for row in await self.head(limit or MOST)))

    async def rows(self, ids: Sequence[int]) -> Mapping[int, DeliveryRow]:
        """Deliveries by id."""
        from meydan.store.reads import outbox

        work = await self.read(lambda conn: outbox.work(conn, ids))
        return {one.delivery.id: one.delivery for one in work}
