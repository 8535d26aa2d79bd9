"""Asking around from the inbox: colleagues who are asked, and answers that were given before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from functools import partial

from textual.widgets import Input

from meydan.app.desk.inbox_replies import ReplyScreen
from meydan.app.desk.prefix import Choice
from meydan.insight.text import find_folded, one_line
from meydan.panes.background import in_background
from meydan.panes.composer.target import Attached, Target
from meydan.panes.composer.when import split_when
from meydan.panes.prompt import Prompt
from meydan.store import Conflict, NotFound, StoreError
from meydan.store.rows.around import AnsweredRow, InquiryRow
from meydan.store.rows.inbox import ItemRow

LABEL = 32
"""Characters of an earlier answer that are shown before one is chosen."""


class AroundScreen(ReplyScreen):
    """A screen with items about which others can be asked."""

    def __init__(self) -> None:
        super().__init__()
        self.prompt = Prompt(id="prompt")
        self._take_up: Callable[[str], None] = lambda text: None
        self._heard: set[int] = set()

    def ask_for(self, title: str, hint: str, take: Callable[[str], None]) -> None:
        """Ask for a line of text; `take` gets it when Enter is pressed, and closes the line or leaves it."""
        self._take_up = take
        self.prompt.open(title, hint)
        self.refresh_bindings()

    def close_prompt(self) -> None:
        """Ask no longer."""
        self.prompt.close()
        self.refresh_bindings()

    def submit(self, field: Input) -> None:
        """A line that was asked for was typed."""
        if field is self.prompt.field:
            self._take_up(field.value)
        else:
            super().submit(field)

    # --- asking a colleague

    def action_inbox_ask(self) -> None:
        """Wait for the letter of the colleague who is asked, then for the question."""
        self._offer_members(self.speech.say("Ask"), self._ask_whom)

    def _ask_whom(self, login: str) -> None:
        say = self.speech.say
        name = one_line(self.name_of(login))
        count = self.items.listing.count()
        title = say("Ask {name}", name=name)
        if count:
            title += " · " + self.speech.say_n("{n} item", "{n} items", count)
        self.ask_for(
            title, say("the question @tomorrow 9; Enter asks, Esc does not"), partial(self._ask, login)
        )

    def _ask(self, login: str, text: str) -> None:
        from meydan.store.writes import inquiries

        question, due = split_when(text, self.desk.local_now())
        moment = None if due is None else due.astimezone(UTC)
        me = self.desk.login
        self.close_prompt()
        self.work(
            lambda row: replace(row, state="waiting", assignee=row.assignee or me),
            lambda store, ids: inquiries.ask(store, ids, login, question, moment),
            step=True,
        )
        name = one_line(self.name_of(login))
        self.tell(
            self.speech.say("{name} is asked", name=name)
            if due is None
            else self.speech.say("{name} is asked until {moment}", name=name, moment=self.speech.moment(due))
        )

    async def action_inbox_answer(self) -> None:
        """Answer what I am asked about this item."""
        row = self.items.current
        mine = [one for one in await self._inquiries(row) if one.waits and one.asked == self.desk.login]
        if row is None or not mine:
            self.tell(self.speech.say("Nobody asks you about this"))
            return
        target = self._colleague(row, mine[0])
        self._open(target, row, *self._drafts.get(target.key, ("", Attached())))

    async def action_inbox_withdraw(self) -> None:
        """Ask a colleague no longer."""
        from meydan.store.writes import inquiries

        waiting = [one for one in await self._inquiries(self.items.current) if one.waits]
        if not waiting:
            self.tell(self.speech.say("Nobody is asked about this"))
            return
        last = waiting[-1]
        await self.command(lambda store: inquiries.withdraw(store, last.id))
        name = one_line(self.name_of(last.asked))
        self.tell(self.speech.say("{name} is asked no longer", name=name))

    def hear_answers(self, found: Mapping[int, Sequence[InquiryRow]]) -> None:
        """What was asked about items, by their ids: an answer that is new stands in the store's draft now."""
        for item_id, asked in found.items():
            for one in asked:
                if one.waits or one.asked_by != self.desk.login or one.id in self._heard:
                    continue
                self._heard.add(one.id)
                key = f"reply:{item_id}"
                if self.composer.target is None or self.composer.target.key != key:
                    self._drafts.pop(key, None)
                    self._known.pop(key, None)
                else:
                    name = one_line(self.name_of(one.answered_by))
                    self.tell(self.speech.say("{name} has answered, see above", name=name), "amber")

    def _colleague(self, row: ItemRow, asked: InquiryRow) -> Target:
        name = one_line(self.name_of(asked.asked_by))
        return Target("answer", f"answer:{asked.id}", row.id, name, "", "", "")

    async def _inquiries(self, row: ItemRow | None) -> tuple[InquiryRow, ...]:
        from meydan.store.reads import inquiries

        if row is None:
            return ()
        try:
            return await self.db.read(lambda conn: inquiries.of_item(conn, row.id))
        except StoreError as error:
            self.tell(str(error), "bad")
            return ()

    def see_notes(self, item_id: int | None) -> None:
        """The member reads the notes about an item: they no longer call."""
        if item_id is not None:
            in_background(self, partial(self._see_notes, item_id), group="commands")

    async def _see_notes(self, item_id: int) -> None:
        from meydan.store.writes import mentions

        await self.command(lambda store: mentions.see(store, item_id))

    # --- answers that were given before

    async def action_inbox_similar(self) -> None:
        """Wait for which of the earlier answers to begin with."""
        from meydan.store.reads import memory

        row = self.items.current
        if row is None:
            return
        try:
            found = await self.db.read(lambda conn: memory.similar(conn, row.id))
        except (StoreError, NotFound) as error:
            self.tell(str(error), "bad")
            return
        say = self.speech.say
        if not found:
            self.tell(say("Nothing like this was answered before"))
        self.offer(
            say("Answered before"),
            [
                Choice((str(place),), self._told(one), partial(self._begin_with, row, one))
                for place, one in enumerate(found, 1)
            ],
        )

    def _told(self, one: AnsweredRow) -> str:
        who = one_line(self.name_of(one.answered_by))
        return f"{one_line(one.told)[:LABEL]} ({who}, {self.speech.age(one.answered_at, self.now)})"

    def _begin_with(self, row: ItemRow, one: AnsweredRow) -> None:
        """Begin a reply with an earlier answer, to be read before it goes."""
        if not self._may_answer(row, "reply"):
            return
        self.begin_reply(row, one.told)
        named = next((name for name in (one.author_name, one.author) if _names(one.told, name)), "")
        if named:
            self.tell(
                self.speech.say("It was written to {name}: look at the name", name=one_line(named)), "amber"
            )

    def begin_reply(self, row: ItemRow, text: str) -> None:
        """Write the reply to an item, a text below what is drafted."""
        target = self._target(row, "reply")
        draft, attached = self._drafts.get(target.key, (None, Attached()))
        if draft is None and (draft := self.draft_of(row)):
            self._known[target.key] = draft
        whole = f"{draft}\n\n{text}" if draft else text
        self.keep(target.key, whole, attached)
        self._open(target, row, whole, attached)

    # --- an answer to keep

    async def action_inbox_learn(self) -> None:
        """Make a saved reply of what this item was answered; asks for its code."""
        from meydan.store.reads import memory

        row = self.items.current
        if row is None:
            return
        try:
            text = await self.db.read(lambda conn: memory.told(conn, row.id))
        except StoreError as error:
            self.tell(str(error), "bad")
            return
        say = self.speech.say
        if not text:
            self.tell(say("This has no answer yet"))
            return
        self.ask_for(
            say("Saved reply: {text}", text=one_line(text)),
            say("its code, two letters; Enter saves it"),
            lambda code: in_background(self, partial(self._save_answer, code, text), group="commands"),
        )

    async def _save_answer(self, code: str, text: str) -> None:
        from meydan.store.writes import team

        say, wanted = self.speech.say, code.strip()
        if not wanted.isalnum():
            self.tell(say("A code is letters and digits"), "bad")
            return
        if any(one.code == wanted for one in self.team.replies):
            self.tell(say("The code {code} is taken", code=wanted), "bad")
            return
        try:
            await self.db.write(lambda store: team.add_saved(store, wanted, text))
        except (StoreError, Conflict) as error:
            self.tell(str(error), "bad")
            return
        self.close_prompt()
        self.tell(say("Saved as {code}", code=wanted))


def _names(text: str, name: str) -> bool:
    """Whether a text holds a person's name or a word of it."""
    return bool(find_folded(text, [word for word in one_line(name).split() if len(word) > 2]))
