"""How lists of the desk read their rows."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from meydan.store import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.app.desk.database import Database

T = TypeVar("T")


class Source:
    """Reads off the event loop's thread; what goes wrong is said once, and the work that needed it ends."""

    def __init__(self, db: Database, complain: Callable[[Exception], None]) -> None:
        self._db = db
        self._complain = complain

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """As `Database.read`."""
        try:
            return await self._db.read(fn)
        except StoreError as error:
            self._complain(error)
            raise CancelledError from error
