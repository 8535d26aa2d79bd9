"""Answers that were given before: to begin with one, and to keep one as a saved reply."""

from __future__ import annotations

from functools import partial

from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.inbox.writing import Writing
from meydan.app.desk.prefix import Choice
from meydan.app.desk.spec import Acts
from meydan.insight.text import find_folded, one_line
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.prompt import Prompt
from meydan.store import Conflict, NotFound, StoreError
from meydan.store.rows.around import AnsweredRow
from meydan.store.rows.inbox import ItemRow

LABEL = 32
"""Characters of an earlier answer that are shown before one is chosen."""


class Answered:
    """What questions like the one under the cursor were answered."""

    def __init__(
        self, seat: Seat, items: ItemList, directory: Directory, writing: Writing, prompt: Prompt
    ) -> None:
        self._seat = seat
        self._items = items
        self._directory = directory
        self._writing = writing
        self._prompt = prompt

    def acts(self) -> Acts:
        """Its keys."""
        return {"inbox.similar": self.offer_similar, "inbox.learn": self.ask_code}

    async def offer_similar(self) -> None:
        """Wait for which of the earlier answers to begin with."""
        from meydan.store.reads import memory

        row, say = self._items.current, self._seat.speech.say
        if row is None:
            return
        try:
            found = await self._seat.db.read(lambda conn: memory.similar(conn, row.id))
        except (StoreError, NotFound) as error:
            self._seat.complain(error)
            return
        if not found:
            self._seat.tell(say("Nothing like this was answered before"))
        self._seat.offer(
            say("Answered before"),
            [
                Choice((str(place),), self._label(one), partial(self._begin_with, row, one))
                for place, one in enumerate(found, 1)
            ],
        )

    async def ask_code(self) -> None:
        """Make a saved reply of what this item was answered; asks for its code."""
        from meydan.store.reads import memory

        row, say = self._items.current, self._seat.speech.say
        if row is None:
            return
        try:
            text = await self._seat.db.read(lambda conn: memory.told(conn, row.id))
        except StoreError as error:
            self._seat.complain(error)
            return
        if not text:
            self._seat.tell(say("This has no answer yet"))
            return
        self._prompt.open(
            say("Saved reply: {text}", text=one_line(text)),
            say("its code, two letters; Enter saves it"),
            lambda code: self._seat.background(partial(self._save, code, text), group="commands"),
        )

    # --- inside

    def _label(self, one: AnsweredRow) -> str:
        who = one_line(self._directory.name_of(one.answered_by))
        age = self._seat.speech.age(one.answered_at, self._seat.now)
        return f"{one_line(one.told)[:LABEL]} ({who}, {age})"

    def _begin_with(self, row: ItemRow, one: AnsweredRow) -> None:
        """Begin a reply with an earlier answer, to be read before it goes."""
        if not self._writing.begin_with(row, one.told):
            return
        named = next((name for name in (one.author_name, one.author) if _names(one.told, name)), "")
        if named:
            told = self._seat.speech.say("It was written to {name}: look at the name", name=one_line(named))
            self._seat.tell(told, "amber")

    async def _save(self, code: str, text: str) -> None:
        from meydan.store.writes import team

        say, wanted = self._seat.speech.say, code.strip()
        if not wanted.isalnum():
            self._seat.tell(say("A code is letters and digits"), "bad")
            return
        if any(one.code == wanted for one in self._directory.team.replies):
            self._seat.tell(say("The code {code} is taken", code=wanted), "bad")
            return
        try:
            await self._seat.db.write(lambda store: team.add_saved(store, wanted, text))
        except (StoreError, Conflict) as error:
            self._seat.complain(error)
            return
        self._prompt.close()
        self._seat.tell(say("Saved as {code}", code=wanted))


def _names(text: str, name: str) -> bool:
    """Whether a text holds a person's name or a word of it."""
    return bool(find_folded(text, [word for word in one_line(name).split() if len(word) > 2]))
