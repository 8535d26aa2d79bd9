"""One at a time answers an item: the lease on answering, and the question why one breaks in."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from meydan.app.desk.company import DeskCompany
from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.seat import Seat
from meydan.insight.text import one_line
from meydan.panes.composer.beside import Beside
from meydan.panes.composer.composer import Composer
from meydan.panes.composer.target import Target
from meydan.panes.inbox.company import company_words
from meydan.panes.spans import Span
from meydan.store.rows.together import Typist

RENEW = 30.0
"""Seconds between two renewals of the lease while typing."""


class Lease:
    """This desk's lease on answering an item: taken as the composer opens, given back as it closes."""

    def __init__(
        self, seat: Seat, directory: Directory, composer: Composer, beside: Beside, company: DeskCompany
    ) -> None:
        self._seat = seat
        self._directory = directory
        self._composer = composer
        self._beside = beside
        self._company = company
        self._mine: int | None = None
        self._renewed_at = 0.0
        self._asked: tuple[Typist, Callable[[], None]] | None = None

    # --- breaking in

    def unless_taken(self, item_id: int, then: Callable[[], None]) -> None:
        """Do `then`, where another member answers the item only once the person has said why."""
        typist = self._company.answering(item_id)
        if typist is None:
            then()
        else:
            self._ask_to_break_in(typist, then)

    def break_in(self) -> None:
        """The reason was typed."""
        reason = one_line(self._beside.field.value).strip()
        if not reason or self._asked is None:
            return
        typist, then = self._asked
        self.stop_asking()
        self._seat.background(partial(self._break_in, typist.item_id, reason), group="typing")
        then()

    def stop_asking(self) -> None:
        """The other one goes on answering."""
        self._asked = None
        self._beside.close()

    def _ask_to_break_in(self, typist: Typist, then: Callable[[], None]) -> None:
        """Let the person say why they answer what another answers."""
        self._asked = typist, then
        told = Span(self._answering(typist), "amber", bold=True)
        self._beside.ask([(told,)], self._seat.speech.say("Why you answer it all the same (Enter), or Esc"))

    async def _break_in(self, item_id: int, reason: str) -> None:
        from meydan.store.writes import together

        session = self._company.speak()
        await self._seat.command(lambda store: together.break_typing(store, session, item_id, reason))
        await self._company.read()

    # --- the composer

    def opened(self, target: Target) -> None:
        """Take the lease."""
        current = target is self._composer.target
        if target.item_id is not None and target.to_platform and current and self._mine != target.item_id:
            self._mine = target.item_id
            self._seat.background(partial(self._take, target), group="typing")

    def edited(self, target: Target) -> None:
        """It lasts while it is typed."""
        self._company.touch()
        if self._mine is not None and time.monotonic() - self._renewed_at > RENEW:
            self._renewed_at = time.monotonic()
            self._seat.background(partial(self._renew, target), group="typing")

    def closed(self, target: Target) -> None:
        """Give it back, unless the same text was taken up again."""
        if target is self._composer.target:
            return
        if self._composer.target is None and not self._beside.asking:
            self._beside.close()
        if self._mine is not None and self._mine == target.item_id:
            self._seat.background(partial(self._give_back, self._mine), group="typing")
            self._mine = None

    async def _take(self, target: Target) -> None:
        from meydan.store.writes import together

        session, item_id = self._company.speak(), target.item_id
        assert item_id is not None, "only answers to items are leased"
        self._renewed_at = time.monotonic()
        typist = await self._seat.command(lambda store: together.take_typing(store, session, item_id))
        if typist is not None and typist.session != session and self._composer.target is target:
            self._mine = None
            if self._composer.text.strip():
                self._beside.show([(Span(self._answering(typist), "bad", bold=True),)])
            else:
                self._composer.leave()
                self._ask_to_break_in(typist, partial(self._composer.open, target))

    async def _renew(self, target: Target) -> None:
        from meydan.store.writes import together

        session, item_id = self._company.speak(), target.item_id
        if item_id is not None and not await self._seat.command(
            lambda store: together.renew_typing(store, session, item_id)
        ):
            await self._take(target)

    async def _give_back(self, item_id: int) -> None:
        from meydan.store.writes import together

        session = self._company.speak()
        await self._seat.command(lambda store: together.give_back_typing(store, session, item_id))

    # --- what others do

    def look(self) -> None:
        """Colleagues went elsewhere: say so where somebody broke in."""
        typist = None if self._mine is None else self._company.seen.typing.get(self._mine)
        if typist is not None and typist.session != self._company.session:
            self._mine = None
            words = self._answering(typist)
            reason = f": {one_line(typist.reason)}" if typist.reason else ""
            self._beside.show([(Span(words + reason, "bad", bold=True),)])

    def company_at(self, item_id: int) -> Sequence[Span]:
        """Who else is at an item, in words."""
        names, speech = self._directory.team.names, self._seat.speech
        return company_words(self._company.seen, item_id, names, self._seat.login, speech)

    def _answering(self, typist: Typist) -> str:
        name, since = one_line(self._directory.name_of(typist.login)), self._seat.speech.clock(typist.since)
        return self._seat.speech.say("{name} is answering since {time}", name=name, time=since)
