"""Who the people out there are: marks, and the same person on several platforms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from meydan.app.desk.inbox_around import AroundScreen
from meydan.app.desk.prefix import Choice
from meydan.insight.text import one_line
from meydan.panes.background import in_background
from meydan.panes.inbox.words import MARKS
from meydan.store import StoreError
from meydan.store.rows.around import PersonRow
from meydan.store.rows.inbox import ItemRow

if TYPE_CHECKING:
    from meydan.store import Store

FOUND = 9
"""People that a search offers, one digit each."""

MARK_KEYS = (("v", "vip"), ("s", "staff"), ("r", "rival"), ("0", ""))


class PeopleScreen(AroundScreen):
    """A screen with items whose authors can be marked and joined."""

    def action_inbox_mark(self) -> None:
        """Wait for what the item's author is, or whether they are somebody else too."""
        row = self.items.current
        if row is None:
            return
        say = self.speech.say
        choices = [
            Choice((key,), say(MARKS[mark]), partial(self._mark, row, mark)) for key, mark in MARK_KEYS
        ]
        choices.append(Choice(("j",), say("the same as"), partial(self._ask_who, row)))
        choices.append(Choice(("x",), say("a person of their own"), partial(self._split, row)))
        self.offer(_name(row), choices)

    async def _mark(self, row: ItemRow, mark: str) -> None:
        from meydan.store.writes import people

        await self._do_to(lambda store: people.mark(store, row.person_id, mark))
        self.tell(self.speech.say("{name}: {mark}", name=_name(row), mark=self.speech.say(MARKS[mark])))

    async def _split(self, row: ItemRow) -> None:
        from meydan.store.writes import people

        await self._do_to(lambda store: people.split(store, row.person_id))

    def _ask_who(self, row: ItemRow) -> None:
        say = self.speech.say
        self.ask_for(
            say("Who else is {name}?", name=_name(row)),
            say("a handle or a name; Enter looks for it"),
            lambda text: in_background(self, partial(self._offer_people, row, text), group="people"),
        )

    async def _offer_people(self, row: ItemRow, text: str) -> None:
        from meydan.store.reads import people

        try:
            found = await self.db.read(lambda conn: people.search(conn, text, FOUND + 1))
        except StoreError as error:
            self.tell(str(error), "bad")
            return
        others: Sequence[PersonRow] = [one for one in found if one.id != row.person_id][:FOUND]
        if not others:
            self.tell(self.speech.say("Nobody else is called that"))
            return
        self.close_prompt()
        self.offer(
            self.speech.say("Who else is {name}?", name=_name(row)),
            [
                Choice((str(place),), self._called(one), partial(self._join, row, one))
                for place, one in enumerate(others, 1)
            ],
        )

    def _called(self, one: PersonRow) -> str:
        handle, name = one_line(one.handle), one_line(one.name)
        told = f"{handle} {name}" if name and name != handle else handle
        return f"{told} ({self.platforms.title(one.platform)})"

    async def _join(self, row: ItemRow, other: PersonRow) -> None:
        from meydan.store.writes import people

        await self._do_to(lambda store: people.join(store, row.person_id, other.id))

    async def _do_to(self, fn: Callable[[Store], None]) -> None:
        await self.command(fn)
        self.items.stale()


def _name(row: ItemRow) -> str:
    return one_line(row.author_name) or one_line(row.author)
