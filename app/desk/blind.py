"""Judging tones without being shown any, one item after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import SystemRandom
from typing import TYPE_CHECKING

from meydan.app.desk.inbox.triage import TONES
from meydan.app.desk.prefix import Choice
from meydan.store import Store, StoreError
from meydan.store.rows.tones import BlindRow

if TYPE_CHECKING:
    from meydan.app.desk.screens.base import DeskScreen

COUNT = 20
SINCE = timedelta(days=30)
LONGEST_SEED = 2**31


class BlindRound:
    """A round over items drawn by chance; any key but a tone's ends it.

    `changed` is called when another item, or none, is to be judged, and when the round has an end.
    """

    def __init__(self, seat: DeskScreen, changed: Callable[[], None]) -> None:
        self._seat = seat
        self._changed = changed
        self._left: list[BlindRow] = []
        self._judged = 0
        self._over = False

    @property
    def row(self) -> BlindRow | None:
        """The item to be judged now."""
        return self._left[0] if self._left else None

    async def begin(self) -> None:
        """Draw items and wait for the first one's tone."""
        from meydan.store.reads import accuracy

        seat, seed = self._seat, SystemRandom().randrange(LONGEST_SEED)
        since = seat.now - SINCE
        try:
            rows = await seat.db.read(
                lambda conn: accuracy.blind_sample(conn, seat.login, COUNT, since, seed)
            )
        except StoreError as error:
            seat.complain(error)
            return
        self._left, self._judged = [*rows], 0
        if not rows:
            seat.tell(seat.speech.say("Nothing is left to judge: of the last 30 days you have seen all"))
        self._go_on()

    @property
    def over(self) -> bool:
        """Whether a round has an end in which something was judged; told once."""
        over, self._over = self._over, False
        return over

    def end(self) -> None:
        """Leave what is not judged."""
        self._left = []
        self._tell()
        self._changed()

    def _go_on(self) -> None:
        if self._left:
            say = self._seat.speech.say
            title = f"{self._judged + 1}/{self._judged + len(self._left)}"
            choices = [Choice((key,), say(label), partial(self._judge, tone)) for key, tone, label in TONES]
            choices.append(Choice(("space",), say("pass over"), self._pass_over))
            self._seat.offer(title, choices)
        elif self._judged:
            self._tell()
        self._changed()

    async def _judge(self, tone: str) -> None:
        from meydan.store.writes import tones

        row = self.row
        if row is None:
            return

        def judge(store: Store) -> bool:
            tones.judge_blind(store, row.id, tone)
            return True

        if await self._seat.command(judge):
            self._judged += 1
        del self._left[:1]
        self._go_on()

    def _pass_over(self) -> None:
        del self._left[:1]
        self._go_on()

    def _tell(self) -> None:
        self._over = self._judged > 0
        self._seat.tell(self._seat.speech.say_n("{n} tone judged", "{n} tones judged", self._judged))
