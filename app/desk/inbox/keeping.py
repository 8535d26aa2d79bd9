"""Keeping the filter in force as a split, and letting go of one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from meydan.app.desk.inbox.queue import Queue
from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.prefix import Choice
from meydan.app.desk.spec import Acts
from meydan.insight.text import one_line
from meydan.panes.inbox.keeping import Keeping, keeping
from meydan.panes.inbox.query import joined
from meydan.panes.inbox.splits import FAILED
from meydan.store.rows.inbox import ORDERS


class KeptSplits:
    """Splits that are kept and removed, by a key or behind the filter (`kargo :save Kargo`)."""

    def __init__(self, seat: Seat, queue: Queue, reload: Callable[[], Awaitable[None]]) -> None:
        self._seat = seat
        self._queue = queue
        self._reload = reload

    def acts(self) -> Acts:
        """Its key."""
        return {"inbox.split": self.offer_ways}

    def offer_ways(self) -> None:
        """Wait for whose split it shall be, or for its removal."""
        say = self._seat.speech.say
        choices = [
            Choice(("w",), say("keep for me"), partial(self._ask_title, ":save ")),
            Choice(("t",), say("keep for the team"), partial(self._ask_title, ":share ")),
        ]
        if self._queue.split.saved is not None:
            choices.append(Choice(("r",), say("remove it"), self._remove))
        self._seat.offer(say("Split"), choices)

    def submit(self) -> None:
        """Enter was pressed in the filter: a title behind it keeps it."""
        typed = keeping(self._queue.filter.value)
        if not typed.whose:
            self._queue.leave_filter()
        elif not typed.title:
            self._seat.tell(self._seat.speech.say("Type the split's title behind it"), "amber")
        else:
            self._keep(typed)

    def _ask_title(self, verb: str) -> None:
        field = self._queue.filter
        self._queue.type_filter()
        field.value = f"{field.value} {verb}".lstrip()
        field.cursor_position = len(field.value)

    def _keep(self, typed: Keeping) -> None:
        queue = self._queue
        asked = joined(queue.split.filter, typed.filter)
        if queue.order != ORDERS[0] and "sort:" not in asked:
            asked = f"{asked} sort:{queue.order}".strip()
        if not asked or (queue.split is FAILED and not typed.filter.strip()):
            self._seat.tell(self._seat.speech.say("There is no filter to keep"), "amber")
            return
        queue.filter.value = typed.filter
        queue.leave_filter()
        self._seat.background(
            partial(self._save, typed.title, asked, typed.whose == "team"), group="commands"
        )

    async def _save(self, title: str, asked: str, team: bool) -> None:
        from meydan.store.writes import splits

        say = self._seat.speech.say
        row = await self._seat.command(lambda store: splits.save(store, title, asked, team=team))
        if row is not None:
            self._queue.clear_filter()
            await self._reload()
            self._queue.go_to(f"saved {row.id}")
            self._seat.tell(say("Kept as the split {title}, z takes it back", title=one_line(title)))

    async def _remove(self) -> None:
        from meydan.store.writes import splits

        saved, say = self._queue.split.saved, self._seat.speech.say
        if saved is not None:
            await self._seat.command(lambda store: splits.remove(store, saved.title, team=not saved.login))
            await self._reload()
            self._seat.tell(say("Removed the split {title}, z brings it back", title=one_line(saved.title)))
