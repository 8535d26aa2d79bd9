"""One way for all that keys do to items: shown at once, written in the order in which it was typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.spec import Acts
from meydan.panes.inbox.itemlist import ItemList
from meydan.store.rows.inbox import ItemRow

if TYPE_CHECKING:
    from meydan.store import Store

Change = Callable[[ItemRow], ItemRow]
Command = Callable[["Store", Sequence[int]], object]


class Work:
    """Commands for the selected items, or for the one under the cursor; the last can be repeated."""

    def __init__(self, seat: Seat, items: ItemList) -> None:
        self._seat = seat
        self._items = items
        self._again: Callable[[], None] | None = None

    def acts(self) -> Acts:
        """Its key."""
        return {"inbox.repeat": self.repeat}

    def do(self, change: Change, command: Command, step: bool = False) -> None:
        """Show `change` on the items before the store has done `command`; `step` goes on to the next item."""
        self._again = partial(self._do, change, command, step)
        self._again()

    async def repeat(self) -> None:
        """The last command once more, on what is under the cursor or selected now."""
        if self._again is None:
            self._seat.tell(self._seat.speech.say("Nothing to repeat"))
        else:
            self._again()
            await settled()

    def _do(self, change: Change, command: Command, step: bool) -> None:
        items = self._items
        bulk = items.listing.count() > 0
        ids = items.listing.targets()
        if not ids:
            return
        ticket = items.change(ids, change)
        self._seat.background(partial(self._commit, command, ids, ticket), group="commands")
        if bulk:
            items.clear_selection()
            self._seat.tell(self._seat.speech.say_n("{n} item changed", "{n} items changed", len(ids)))
        elif step:
            items.next_open()

    async def _commit(self, command: Command, ids: Sequence[int], ticket: int) -> None:
        await self._seat.command(lambda store: command(store, ids))
        self._items.settle(ticket)


async def settled() -> None:
    """Let commands typed before reach the store first."""
    await asyncio.sleep(0)
