"""What this desk tells the others of itself and knows of them, without a word while nothing happens."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from meydan.panes.background import in_background
from meydan.store import NotFound, StoreError
from meydan.store.rows.together import Company, Typist

if TYPE_CHECKING:
    from textual.timer import Timer

    from meydan.app.desk.frame import DeskFrame

REST = 1.0
"""Seconds that the cursor rests on an item before the others hear of it."""

GAP = 2.0
"""Seconds at least between two such tellings."""

HEARTBEAT = 40.0
"""Seconds after which it is said again; a desk not heard of for 90 counts as gone."""

AWAY = 900.0
"""Seconds without a move or a typed letter after which the person is taken to be elsewhere."""


class DeskCompany:
    """A desk's place among the others: `session` names it, `seen` is what the others do."""

    def __init__(self, desk: DeskFrame) -> None:
        self.session = uuid4().hex
        self.seen = Company()
        self._desk = desk
        self._item: int | None = None
        self._told: int | None = None
        self._told_at = self._moved_at = self._active_at = -AWAY
        self._timer: Timer | None = None
        self._beats = self._spoke = self._left = False

    # --- telling

    def rest_on(self, item_id: int | None) -> None:
        """The cursor is on another item now; it is told once it stays there."""
        if item_id == self._item:
            return
        self._item = item_id
        self._moved_at = self._active_at = time.monotonic()
        # A timer that waits for rest comes back by itself: held keys must not make one for each line.
        if self._timer is None or self._beats:
            self._wait(REST)

    def touch(self) -> None:
        """The person does something on the item."""
        self._active_at = time.monotonic()
        if self._timer is None and self._item is not None:
            self._wait(REST)

    def speak(self) -> str:
        """The desk's name in the store, where something under it will have to be taken back at the end."""
        self._spoke = True
        return self.session

    def leave(self) -> None:
        """The desk is closed: others see it at once."""
        from meydan.store.writes import together

        self._left = True
        if not self._spoke:
            return
        session = self.session
        self._desk.database.put(lambda store: together.leave(store, session))

    def _wait(self, seconds: float, beats: bool = False) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._beats = beats
        self._timer = self._desk.set_timer(seconds, self._wake)

    def _wake(self) -> None:
        """Tell what is to be told now, or come back when it will be."""
        self._timer = None
        now = time.monotonic()
        due = max(self._moved_at + REST, self._told_at + GAP)
        if self._told == self._item:
            due = self._told_at + HEARTBEAT
        if due > now + 0.01:
            self._wait(due - now, beats=self._told == self._item)
        elif self._told != self._item:
            self._tell(again=False)
        elif self._item is not None and now - self._active_at < AWAY:
            self._tell(again=now - self._told_at < 2 * HEARTBEAT)

    def _tell(self, again: bool) -> None:
        self._told, self._told_at = self._item, time.monotonic()
        in_background(self._desk, partial(self._write, self._item, again), group="company")
        if self._item is not None:
            self._wait(HEARTBEAT, beats=True)

    async def _write(self, item_id: int | None, again: bool) -> None:
        from meydan.store.writes import together

        if self._left:
            return
        try:
            session = self.speak()
            await self._desk.database.write(lambda store: together.look(store, session, item_id, again=again))
        except (StoreError, NotFound):
            # Whoever cannot be told will hear at the next heartbeat; a broken store is told elsewhere.
            return

    # --- knowing

    def answering(self, item_id: int) -> Typist | None:
        """The other member who answers an item, as far as this desk knows."""
        typist = self.seen.typing.get(item_id)
        return None if typist is None or typist.login == self._desk.login else typist

    def refresh(self) -> None:
        """Look again soon: what was not renewed is over, and nobody says so."""
        in_background(self._desk, self.read, group="company")

    async def read(self) -> None:
        """Read where the others are, and show it where that changed."""
        from meydan.store.reads import together

        try:
            seen = await self._desk.database.read(lambda conn: together.company(conn, self._desk.login))
        except StoreError:
            return
        if seen != self.seen:
            self.seen = seen
            if self._desk.desk_screen is not None:
                self._desk.desk_screen.show_company()
