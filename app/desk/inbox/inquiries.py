"""Asking colleagues about items, and answering what they ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from functools import partial

from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.drafts import Drafts
from meydan.app.desk.inbox.members import offer_members
from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.inbox.work import Work
from meydan.app.desk.inbox.writing import Writing
from meydan.app.desk.spec import Acts
from meydan.insight.text import one_line
from meydan.panes.composer.target import Target
from meydan.panes.composer.when import split_when
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.prompt import Prompt
from meydan.store import StoreError
from meydan.store.rows.around import InquiryRow
from meydan.store.rows.inbox import ItemRow


class Inquiries:
    """What members ask each other about the item under the cursor or the selected ones."""

    def __init__(
        self,
        seat: Seat,
        items: ItemList,
        directory: Directory,
        work: Work,
        drafts: Drafts,
        writing: Writing,
        prompt: Prompt,
    ) -> None:
        self._seat = seat
        self._items = items
        self._directory = directory
        self._work = work
        self._drafts = drafts
        self._writing = writing
        self._prompt = prompt

    def acts(self) -> Acts:
        """Its keys."""
        return {
            "inbox.ask": self.offer_colleagues,
            "inbox.answer": self.answer,
            "inbox.withdraw": self.withdraw,
        }

    def offer_colleagues(self) -> None:
        """Wait for the letter of the colleague who is asked, then for the question."""
        offer_members(self._seat, self._directory.team, self._seat.speech.say("Ask"), self._ask_whom)

    async def answer(self) -> None:
        """Answer what I am asked about this item."""
        row = self._items.current
        mine = [one for one in await self._of(row) if one.waits and one.asked == self._seat.login]
        if row is None or not mine:
            self._seat.tell(self._seat.speech.say("Nobody asks you about this"))
            return
        name = one_line(self._directory.name_of(mine[0].asked_by))
        target = Target("answer", f"answer:{mine[0].id}", row.id, name, "", "", "")
        text, attached = self._drafts.of(target.key)
        self._writing.open(target, row, text or "", attached)

    async def withdraw(self) -> None:
        """Ask a colleague no longer."""
        from meydan.store.writes import inquiries

        say = self._seat.speech.say
        waiting = [one for one in await self._of(self._items.current) if one.waits]
        if not waiting:
            self._seat.tell(say("Nobody is asked about this"))
            return
        last = waiting[-1]
        await self._seat.command(lambda store: inquiries.withdraw(store, last.id))
        name = one_line(self._directory.name_of(last.asked))
        self._seat.tell(say("{name} is asked no longer", name=name))

    # --- inside

    def _ask_whom(self, login: str) -> None:
        say, count = self._seat.speech.say, self._items.listing.count()
        title = say("Ask {name}", name=one_line(self._directory.name_of(login)))
        if count:
            title += " · " + self._seat.speech.say_n("{n} item", "{n} items", count)
        hint = say("the question @tomorrow 9; Enter asks, Esc does not")
        self._prompt.open(title, hint, partial(self._ask, login))

    def _ask(self, login: str, text: str) -> None:
        from meydan.store.writes import inquiries

        question, due = split_when(text, self._seat.local_now())
        moment = None if due is None else due.astimezone(UTC)
        me, speech = self._seat.login, self._seat.speech
        self._prompt.close()
        self._work.do(
            lambda row: replace(row, state="waiting", assignee=row.assignee or me),
            lambda store, ids: inquiries.ask(store, ids, login, question, moment),
            step=True,
        )
        name = one_line(self._directory.name_of(login))
        self._seat.tell(
            speech.say("{name} is asked", name=name)
            if due is None
            else speech.say("{name} is asked until {moment}", name=name, moment=speech.moment(due))
        )

    async def _of(self, row: ItemRow | None) -> tuple[InquiryRow, ...]:
        from meydan.store.reads import inquiries

        if row is None:
            return ()
        try:
            return await self._seat.db.read(lambda conn: inquiries.of_item(conn, row.id))
        except StoreError as error:
            self._seat.complain(error)
            return ()
