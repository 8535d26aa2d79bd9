"""Why the item under the cursor has its tone: read when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.spec import Acts
from meydan.insight.text import sanitise
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.inbox.why import Why, why_lines
from meydan.panes.spans import Spans
from meydan.store import NotFound, StoreError
from meydan.store.rows.inbox import ItemRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.app.desk.analysing import DeskAnalyser


class WhyView:
    """Explains an item's tone; `show` is called when there is something else to show, `names` by login."""

    def __init__(
        self,
        seat: Seat,
        items: ItemList,
        analyser: DeskAnalyser,
        names: Callable[[], Mapping[str, str]],
        show: Callable[[], None],
    ) -> None:
        self._seat = seat
        self._items = items
        self._analyser = analyser
        self._names = names
        self._show = show
        self._asked: int | None = None
        self._why: Why | None = None

    def acts(self) -> Acts:
        """Its key."""
        return {"inbox.why": self.turn}

    @property
    def is_open(self) -> bool:
        """Whether an item is explained."""
        return self._asked is not None and self._items.listing.current == self._asked

    def turn(self) -> None:
        """Explain the item under the cursor, or no longer."""
        row = self._items.current
        if row is None or self._asked == row.id:
            self.close()
            self._show()
        else:
            self._asked = row.id
            self._seat.background(partial(self._read, row), group="why", exclusive=True)

    def close(self) -> None:
        """Explain nothing."""
        self._asked = self._why = None

    async def read_again(self) -> None:
        """The store changed: who says what may have, too."""
        row = self._items.current
        if row is not None and self.is_open:
            await self._read(row)

    def lines(self, row: ItemRow, width: int) -> list[Spans] | None:
        """What is explained of an item; None where nothing is."""
        why = self._why
        if why is None or row.id != self._asked:
            return None
        if why.item != row:
            # Said otherwise meanwhile, by us or by others: this is shown until the new answer is there.
            self._seat.background(partial(self._read, row), group="why", exclusive=True)
        return why_lines(why, width, self._seat.now, self._seat.speech)

    async def _read(self, row: ItemRow) -> None:
        try:
            why = await self._seat.db.read(partial(self._explained, row=row))
        except (StoreError, NotFound) as error:
            self._seat.complain(error)
            return
        if self._asked == row.id:
            self._why = why
            self._show()

    def _explained(self, conn: Connection, row: ItemRow) -> Why:
        """In the store's thread: the analysis of a long text takes its time."""
        from meydan.insight.explaining import explain
        from meydan.store.reads import tones

        taught = self._analyser.taught
        taught.catch_up(conn)
        explanation = explain(taught.analyser, sanitise(row.text))
        return Why(row, tones.tone(conn, row.id), explanation, self._names())
