"""What stands around the items at the cursor, read before it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from meydan.app.desk.inbox.seat import Seat
from meydan.panes.inbox.itemlist import ItemList
from meydan.store import StoreError
from meydan.store.rows.around import AnsweredRow, InquiryRow, PersonCard
from meydan.store.rows.inbox import ItemRow, ThreadEntry
from meydan.store.rows.rules import RuleHitRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

AHEAD = (0, 1, 2, -1)
"""Rows around the cursor whose details are read before they are asked for."""

KEPT = 64

Words = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Detail:
    """What stands around an item: its conversation, its author, the member's draft, the deciding words.

    `ruled` is what rules did to it; `similar` is read for questions alone.
    """

    thread: tuple[ThreadEntry, ...]
    person: PersonCard
    draft: str
    words: tuple[str, ...]
    ruled: tuple[RuleHitRow, ...]
    inquiries: tuple[InquiryRow, ...] = ()
    similar: tuple[AnsweredRow, ...] = ()


def read_details(conn: Connection, rows: Sequence[ItemRow], login: str, words: Words) -> dict[int, Detail]:
    """Details of some items in one snapshot, by item id."""
    from meydan.store.reads import drafts, inquiries, memory, people, rules, threads

    now = datetime.now(UTC)
    found: dict[int, Detail] = {}
    for row in rows:
        draft = drafts.draft(conn, f"reply:{row.id}", login)
        found[row.id] = Detail(
            threads.thread(conn, row.id),
            people.card(conn, row.person_id, now),
            draft.text if draft else "",
            words(row.text),
            rules.hits_of(conn, row.id),
            inquiries.of_item(conn, row.id),
            memory.similar(conn, row.id) if row.question else (),
        )
    return found


class Details:
    """The details of the items at the cursor.

    `words` finds the words that decided a text's tone; `tell` hears of what was read.
    """

    def __init__(
        self, seat: Seat, items: ItemList, words: Words, tell: Callable[[Mapping[int, Detail]], None]
    ) -> None:
        self._seat = seat
        self._items = items
        self._words = words
        self._tell = tell
        self._known: dict[int, Detail] = {}

    def of(self, row: ItemRow) -> Detail | None:
        """An item's details, None until they are read."""
        return self._known.get(row.id)

    def draft_of(self, row: ItemRow) -> str | None:
        """The member's draft for an item, None while nobody knows."""
        detail = self.of(row)
        return detail.draft if detail else None

    def platforms(self) -> frozenset[str]:
        """The platforms of the items at the cursor."""
        return frozenset(row.platform for row in self._ahead())

    def want(self) -> None:
        """Read those of the item under the cursor and of those next to it, unless they are known."""
        if any(row.id not in self._known for row in self._ahead()):
            self._seat.background(self.read, group="details", exclusive=True)

    async def read(self, again: bool = False) -> None:
        """Read those that are not known; `again` reads all anew."""
        rows = [row for row in self._ahead() if again or row.id not in self._known]
        if not rows:
            return
        login, words = self._seat.login, self._words
        try:
            found = await self._seat.db.read(lambda conn: read_details(conn, rows, login, words))
        except StoreError as error:
            self._seat.complain(error)
            return
        if again or len(self._known) > KEPT:
            self._known.clear()
        self._known.update(found)
        self._tell(found)

    def _ahead(self) -> list[ItemRow]:
        listing = self._items.listing
        places = [place for place in (listing.cursor + step for step in AHEAD) if 0 <= place < len(listing)]
        rows = (self._items.cache.get(listing.ids[place]) for place in places)
        return [row for row in rows if row is not None]
