"""Who the people out there are: marks, and the same person on several platforms."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.prefix import Choice
from meydan.app.desk.spec import Acts
from meydan.insight.text import one_line
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.inbox.words import MARKS
from meydan.panes.prompt import Prompt
from meydan.store import StoreError
from meydan.store.rows.around import PersonRow
from meydan.store.rows.inbox import ItemRow

if TYPE_CHECKING:
    from meydan.store import Store

FOUND = 9
"""People that a search offers, one digit each."""

MARK_KEYS = (("v", "vip"), ("s", "staff"), ("r", "rival"), ("0", ""))


class People:
    """Marks the author of the item under the cursor, joins them with another person, splits them."""

    def __init__(self, seat: Seat, items: ItemList, directory: Directory, prompt: Prompt) -> None:
        self._seat = seat
        self._items = items
        self._directory = directory
        self._prompt = prompt

    def acts(self) -> Acts:
        """Its key."""
        return {"inbox.mark": self.offer_marks}

    def offer_marks(self) -> None:
        """Wait for what the item's author is, or whether they are somebody else too."""
        row, say = self._items.current, self._seat.speech.say
        if row is None:
            return
        choices = [
            Choice((key,), say(MARKS[mark]), partial(self._mark, row, mark)) for key, mark in MARK_KEYS
        ]
        choices.append(Choice(("j",), say("the same as"), partial(self._ask_who, row)))
        choices.append(Choice(("x",), say("a person of their own"), partial(self._split, row)))
        self._seat.offer(_name(row), choices)

    async def _mark(self, row: ItemRow, mark: str) -> None:
        from meydan.store.writes import people

        say = self._seat.speech.say
        await self._do(lambda store: people.mark(store, row.person_id, mark))
        self._seat.tell(say("{name}: {mark}", name=_name(row), mark=say(MARKS[mark])))

    async def _split(self, row: ItemRow) -> None:
        from meydan.store.writes import people

        await self._do(lambda store: people.split(store, row.person_id))

    def _ask_who(self, row: ItemRow) -> None:
        say = self._seat.speech.say
        self._prompt.open(
            say("Who else is {name}?", name=_name(row)),
            say("a handle or a name; Enter looks for it"),
            lambda text: self._seat.background(partial(self._offer_people, row, text), group="people"),
        )

    async def _offer_people(self, row: ItemRow, text: str) -> None:
        from meydan.store.reads import people

        say = self._seat.speech.say
        try:
            found = await self._seat.db.read(lambda conn: people.search(conn, text, FOUND + 1))
        except StoreError as error:
            self._seat.complain(error)
            return
        others = [one for one in found if one.id != row.person_id][:FOUND]
        if not others:
            self._seat.tell(say("Nobody else is called that"))
            return
        self._prompt.close()
        self._seat.offer(
            say("Who else is {name}?", name=_name(row)),
            [
                Choice((str(place),), self._label(one), partial(self._join, row, one))
                for place, one in enumerate(others, 1)
            ],
        )

    def _label(self, one: PersonRow) -> str:
        handle, name = one_line(one.handle), one_line(one.name)
        told = f"{handle} {name}" if name and name != handle else handle
        return f"{told} ({self._directory.platforms.title(one.platform)})"

    async def _join(self, row: ItemRow, other: PersonRow) -> None:
        from meydan.store.writes import people

        await self._do(lambda store: people.join(store, row.person_id, other.id))

    async def _do(self, fn: Callable[[Store], None]) -> None:
        await self._seat.command(fn)
        self._items.stale()


def _name(row: ItemRow) -> str:
    return one_line(row.author_name) or one_line(row.author)
