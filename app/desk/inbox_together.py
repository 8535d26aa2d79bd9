"""Answering beside colleagues: one at a time answers an item, and nothing goes to what went on meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.widgets import Input

from meydan.app.desk.answers import Wish
from meydan.app.desk.inbox_splits import SplitScreen
from meydan.insight.text import one_line
from meydan.panes.background import in_background
from meydan.panes.composer.beside import Beside
from meydan.panes.composer.changes import change_lines
from meydan.panes.composer.composer import Composer
from meydan.panes.composer.opening import Closed, Opened
from meydan.panes.composer.target import Target, Written
from meydan.panes.inbox.company import company_words
from meydan.panes.spans import Span
from meydan.store.errors import ThreadChanged
from meydan.store.rows.inbox import ItemRow
from meydan.store.rows.people import SavedReplyRow
from meydan.store.rows.together import ThreadMark, Typist

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.store import Store

RENEW = 30.0
"""Seconds between two renewals of the lease while typing."""

PATIENCE = 0.5
"""Seconds that the keys after a send wait for the store's word: they must not fall upon what it brings up."""


class TogetherScreen(SplitScreen):
    """An inbox that several members work on at once."""

    def __init__(self) -> None:
        super().__init__()
        self.beside = Beside(id="beside")
        self._seen: dict[str, Future[ThreadMark]] = {}
        self._mine: int | None = None
        self._renewed_at = 0.0
        self._then: Callable[[], None] | None = None
        self._asked: Typist | None = None
        self._verdict = asyncio.Event()
        self._verdict.set()
        self._waits = False

    # --- who answers

    def _write_to(self, purpose: str, row: ItemRow | None = None, saved: SavedReplyRow | None = None) -> None:
        row = row or self.items.current
        typist = None if row is None or purpose == "note" else self.desk.company.answering(row.id)
        if row is None or typist is None:
            super()._write_to(purpose, row, saved)
        else:
            self._ask_to_break_in(typist, partial(super()._write_to, purpose, row, saved))

    def _ask_to_break_in(self, typist: Typist, then: Callable[[], None]) -> None:
        """Let the person say why they answer what another answers."""
        say = self.speech.say
        self._asked, self._then = typist, then
        told = Span(self._answering(typist), "amber", bold=True)
        self.beside.ask([(told,)], say("Why you answer it all the same (Enter), or Esc"))

    def submit(self, field: Input) -> None:
        """The reason was typed."""
        if field is not self.beside.field:
            super().submit(field)
            if not self._verdict.is_set():
                in_background(self, self._await_verdict, group="verdict")
            return
        reason, typist, then = one_line(field.value).strip(), self._asked, self._then
        if not reason or typist is None or then is None:
            return
        self.stop_asking()
        in_background(self, partial(self._break_in, typist.item_id, reason), group="typing")
        then()

    def stop_asking(self) -> None:
        """The other one goes on answering."""
        self._asked = self._then = None
        self.beside.close()

    async def _break_in(self, item_id: int, reason: str) -> None:
        from meydan.store.writes import together

        session = self.desk.company.speak()
        await self.command(lambda store: together.break_typing(store, session, item_id, reason))
        await self.desk.company.read()

    def on_composer_opened(self, event: Opened) -> None:
        """Take the lease on answering, and look how the conversation stands."""
        target = event.target
        if target.item_id is None or not target.to_platform or target is not self.composer.target:
            return
        if target.delivery_id is None:
            self._look(target)
        if self._mine != target.item_id:
            self._mine = target.item_id
            in_background(self, partial(self._take, target), group="typing")

    async def _take(self, target: Target) -> None:
        from meydan.store.writes import together

        session, item_id = self.desk.company.speak(), target.item_id
        assert item_id is not None, "only answers to items are leased"
        self._renewed_at = time.monotonic()
        typist = await self.command(lambda store: together.take_typing(store, session, item_id))
        if typist is not None and typist.session != session and self.composer.target is target:
            self._mine = None
            if self.composer.text.strip():
                self.beside.show([(Span(self._answering(typist), "bad", bold=True),)])
            else:
                self.composer.leave()
                self._ask_to_break_in(typist, partial(self.composer.open, target))

    def on_composer_edited(self, event: Composer.Edited) -> None:
        """The lease lasts while it is typed."""
        self.desk.company.touch()
        if self._mine is not None and time.monotonic() - self._renewed_at > RENEW:
            self._renewed_at = time.monotonic()
            in_background(self, partial(self._renew, event.written.target), group="typing")

    async def _renew(self, target: Target) -> None:
        from meydan.store.writes import together

        session, item_id = self.desk.company.speak(), target.item_id
        if item_id is not None and not await self.command(
            lambda store: together.renew_typing(store, session, item_id)
        ):
            await self._take(target)

    def on_composer_closed(self, event: Closed) -> None:
        """Give the lease back, unless the same text was taken up again."""
        if event.target is self.composer.target:
            return
        self._seen.pop(event.target.key, None)
        if self.composer.target is None and not self.beside.asking:
            self.beside.close()
        if self._mine is not None and self._mine == event.target.item_id:
            in_background(self, partial(self._give_back, self._mine), group="typing")
            self._mine = None

    async def _give_back(self, item_id: int) -> None:
        from meydan.store.writes import together

        session = self.desk.company.speak()
        await self.command(lambda store: together.give_back_typing(store, session, item_id))

    # --- what others do

    def show_company(self) -> None:
        """The list, the words above the conversation, and whether somebody broke in."""
        super().show_company()
        self.show_reading()
        typist = None if self._mine is None else self.desk.company.seen.typing.get(self._mine)
        if typist is not None and typist.session != self.desk.company.session:
            self._mine = None
            words = self._answering(typist)
            reason = f": {one_line(typist.reason)}" if typist.reason else ""
            self.beside.show([(Span(words + reason, "bad", bold=True),)])

    def show_reading(self, from_top: bool = False) -> None:
        """Bring the reading pane up to date."""

    def company_at(self, item_id: int) -> Sequence[Span]:
        """Who else is at an item, in words."""
        company = self.desk.company
        return company_words(company.seen, item_id, self.team.names, self.desk.login, self.speech)

    def _answering(self, typist: Typist) -> str:
        name = one_line(self.team.names.get(typist.login, typist.login))
        since = self.speech.clock(typist.since)
        return self.speech.say("{name} is answering since {time}", name=name, time=since)

    # --- sending

    def seen_of(self, target: Target) -> Callable[[], ThreadMark | None]:
        """How the conversation stood when its answer was begun; called in the store's thread."""
        if target.item_id is None or not target.to_platform or target.delivery_id is not None:
            return lambda: None
        return self._look(target).result

    def _look(self, target: Target) -> Future[ThreadMark]:
        from meydan.store.reads import marks

        def look(conn: Connection) -> ThreadMark:
            assert target.item_id is not None, "only conversations around items are looked at"
            return marks.mark(conn, target.item_id)

        if target.key not in self._seen:
            self._seen[target.key] = self.db.submit(look)
        return self._seen[target.key]

    def _send(self, written: Written, wish: Wish) -> None:
        self._verdict.clear()
        self._waits = True
        super()._send(written, wish)

    async def _finish(self, wish: Wish) -> None:
        await super()._finish(wish)
        await self._await_verdict()

    async def _await_verdict(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._verdict.wait(), PATIENCE)
        self._waits = False

    async def _commit_text(
        self, written: Written, wish: Wish, fn: Callable[[Store], int | None], ticket: int | None
    ) -> None:
        try:
            await super()._commit_text(written, wish, fn, ticket)
        finally:
            self._verdict.set()

    def hold_back(self, written: Written, changed: ThreadChanged) -> None:
        """Where the person still is at it, what happened is shown and `y` decides; else it stays a draft."""
        target, say = written.target, self.speech.say
        if self.composer.is_open or not self._waits:
            words = say("Not sent, kept as a draft: {author} or a colleague wrote", author=target.author)
            self.tell(words, "bad")
            return
        stands: Future[ThreadMark] = Future()
        stands.set_result(changed.now)
        self._seen[target.key] = stands
        self.items.go_to(changed.now.item_id)
        self.composer.open(target, written.text, deciding=True, attached=written.attached)
        title = say("Not sent: this happened meanwhile. y sends it all the same.")
        width = max(20, self.beside.size.width or self.composer.size.width) - 2
        lines = change_lines(changed.changes, self.team.names, width, self.speech)
        self.beside.show([(Span(title, "bad", bold=True),), *lines])
