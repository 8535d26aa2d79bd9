"""Where the inbox's list and reading pane get what they show."""

from __future__ import annotations

from array import array
from asyncio import CancelledError
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from meydan.app.office import OfficeError
from meydan.panes.inbox.query import belongs
from meydan.store import StoreError
from meydan.store.rows.around import AnsweredRow, InquiryRow, PersonCard
from meydan.store.rows.inbox import InboxQuery, ItemRow, ThreadEntry
from meydan.store.rows.people import MemberRow, SavedReplyRow, TagRow
from meydan.store.rows.rules import RuleHitRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.app.desk.database import Database
    from meydan.app.office import OfficeClock
    from meydan.insight.sla import Sla

T = TypeVar("T")

MANY_FAILED = 1000
TROUBLED = frozenset({"failed", "unknown"})


class Reading:
    """Reads off the event loop's thread; what goes wrong is said once, and the work that needed it ends."""

    def __init__(self, db: Database, complain: Callable[[str], None]) -> None:
        self._db = db
        self._complain = complain

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """As `Database.read`."""
        try:
            return await self._db.read(fn)
        except StoreError as error:
            self._complain(str(error))
            raise CancelledError from error


class ItemSource(Reading):
    """The items of one query."""

    def __init__(self, db: Database, complain: Callable[[str], None], query: InboxQuery) -> None:
        super().__init__(db, complain)
        self.query = query

    def key(self, row: ItemRow) -> int:
        """The item's id."""
        return row.id

    def belongs(self, row: ItemRow) -> bool:
        """Whether it still is what the query asks for."""
        return row.deleted_at is None and belongs(row, self.query)

    async def head(self, limit: int) -> Sequence[ItemRow]:
        """The newest items."""
        from meydan.store.reads import inbox

        return await self.read(lambda conn: inbox.page(conn, self.query, limit))

    async def index(self, limit: int | None) -> array[int]:
        """The ids, newest first."""
        from meydan.store.reads import inbox

        return await self.read(lambda conn: inbox.ids(conn, self.query, limit))

    async def rows(self, ids: Sequence[int]) -> Mapping[int, ItemRow]:
        """Items by id."""
        from meydan.store.reads import inbox

        return await self.read(lambda conn: inbox.by_ids(conn, ids))


class FailedSource(ItemSource):
    """The items whose answer was refused or is in doubt, the latest first."""

    def __init__(self, db: Database, complain: Callable[[str], None]) -> None:
        super().__init__(db, complain, InboxQuery())

    async def head(self, limit: int) -> Sequence[ItemRow]:
        from meydan.store.reads import inbox

        ids = await self.index(limit)
        found = await self.read(lambda conn: inbox.by_ids(conn, ids))
        return [found[id] for id in ids if id in found]

    async def index(self, limit: int | None) -> array[int]:
        from meydan.store.reads import outbox

        rows = await self.read(lambda conn: outbox.page(conn, TROUBLED, limit or MANY_FAILED))
        troubled = (row.item_id for row in rows if not row.acknowledged)
        return array("I", dict.fromkeys(id for id in troubled if id is not None))


class ListedSource(ItemSource):
    """The items that a read names by their ids, in its order."""

    def __init__(
        self, db: Database, complain: Callable[[str], None], named: Callable[[Connection], list[int]]
    ) -> None:
        super().__init__(db, complain, InboxQuery())
        self._named = named
        self._ids: frozenset[int] = frozenset()

    def belongs(self, row: ItemRow) -> bool:
        """Whether it is still named."""
        return row.deleted_at is None and row.id in self._ids

    async def head(self, limit: int) -> Sequence[ItemRow]:
        ids = await self.index(limit)
        found = await self.rows(ids)
        return [found[id] for id in ids if id in found]

    async def index(self, limit: int | None) -> array[int]:
        ids = await self.read(self._named)
        self._ids = frozenset(ids)
        return array("I", ids if limit is None else ids[:limit])

    async def rows(self, ids: Sequence[int]) -> Mapping[int, ItemRow]:
        from meydan.store.reads import inbox

        found, named = await self.read(lambda conn: (inbox.by_ids(conn, ids), self._named(conn)))
        self._ids = frozenset(named)
        return found


@dataclass(frozen=True, slots=True)
class Team:
    """Who works here, the words they share, and the clock of their answers."""

    members: tuple[MemberRow, ...] = ()
    tags: tuple[TagRow, ...] = ()
    replies: tuple[SavedReplyRow, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    brand: str = ""
    handles: frozenset[str] = frozenset()
    sla: Sla | None = None
    loads: Mapping[str, int] = field(default_factory=dict)


def read_team(conn: Connection, office: OfficeClock) -> Team:
    """Read it; without a clock where its settings in the store cannot be."""
    from meydan.store.reads import accounts, team

    members = team.members(conn)
    try:
        sla = office.read(conn)
    except OfficeError:
        sla = None
    return Team(
        members,
        team.tags(conn),
        team.saved_replies(conn),
        {one.login: one.key for one in members},
        {one.login: one.name for one in members},
        {one.login: one.role for one in members},
        accounts.brand(conn).name,
        frozenset(one.handle.lower() for one in accounts.all(conn) if one.handle),
        sla,
        team.loads(conn),
    )


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


def read_details(
    conn: Connection, rows: Sequence[ItemRow], login: str, words: Callable[[str], tuple[str, ...]]
) -> dict[int, Detail]:
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
