"""The inbox: by any filter, newest first, oldest first or by priority."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Select,
    String,
    bindparam,
    case,
    func,
    literal,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from meydan.store import direct
from meydan.store.candidates import SHAPES, candidates, in_order
from meydan.store.counters import stored
from meydan.store.errors import NotFound
from meydan.store.rows.inbox import InboxQuery, ItemRow, NoteRow, Position
from meydan.store.sets import within, within_named
from meydan.store.tables.accounts import account
from meydan.store.tables.inbox import item as items
from meydan.store.tables.inbox import item_tag, person
from meydan.store.tables.inbox import note as notes
from meydan.store.tables.team import member
from meydan.store.tables.team import tag as tags
from meydan.store.types import EPOCH, Instant, from_micros

COUNT_CAP = 10_000
TAG_SEPARATOR = "\x1f"
AT_ONCE = 20_000


class JoinedNames(FunctionElement[str]):
    """The values of a group as one text, TAG_SEPARATOR between them."""

    type = String()
    inherit_cache = True


@compiles(JoinedNames, "sqlite")
def _group_concat(element: JoinedNames, compiler: SQLCompiler, **options: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **options)}, char({ord(TAG_SEPARATOR)}))"


@compiles(JoinedNames, "postgresql")
def _string_agg(element: JoinedNames, compiler: SQLCompiler, **options: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **options)}, chr({ord(TAG_SEPARATOR)}))"


JOINED: dict[str, Any] = {
    "account": account.c.name,
    "platform": account.c.platform,
    "author": person.c.handle,
    "author_name": person.c.name,
    "assignee": func.coalesce(member.c.login, "", type_=String),
    # What a member says is no guess.
    "confidence": case((items.c.override.is_(None), items.c.confidence), else_=1.0),
    "tags": func.coalesce(
        select(JoinedNames(tags.c.name))
        .select_from(item_tag.join(tags))
        .where(item_tag.c.item_id == items.c.id, tags.c.removed.is_(False))
        .correlate(items)
        .scalar_subquery(),
        "",
        type_=String,
    ),
}
FIELDS = tuple(ItemRow.__dataclass_fields__)
INSTANTS, FLAGS = (
    tuple(at for at, name in enumerate(FIELDS) if name not in JOINED and isinstance(items.c[name].type, kind))
    for kind in (Instant, Boolean)
)
TAGS_AT, ATTACHMENTS_AT = FIELDS.index("tags"), FIELDS.index("attachments")


SELECTED = select(*(JOINED[name] if name in JOINED else items.c[name] for name in FIELDS)).select_from(
    items.join(account, account.c.id == items.c.account_id).join(person).outerjoin(member)
)
ROWS = SELECTED.where(within_named(items.c.id, "ids"))
NOTES = (
    select(*(notes.c[name] for name in NoteRow.__dataclass_fields__))
    .where(notes.c.item_id == bindparam("item", type_=BigInteger), notes.c.removed.is_(False))
    .order_by(notes.c.id)
)
ACCOUNT_NAMES = select(account.c.id, account.c.name, account.c.platform)
MEMBER_LOGINS = select(member.c.login, member.c.id)


def page(conn: Connection, query: InboxQuery, limit: int, after: Position | None = None) -> list[ItemRow]:
    """At most `limit` items in the query's order, after a position of an earlier page."""
    chosen = candidates(conn, query, limit, after)
    if chosen is None:
        return []
    return [
        row_of(row) for row in direct.rows(conn, _page_of(chosen.statement, query.order), chosen.parameters)
    ]


def ids(conn: Connection, query: InboxQuery, limit: int | None = None) -> array[int]:
    """The ids of all items (or the first `limit`) in the query's order."""
    found = array("I")
    after = None
    while limit is None or len(found) < limit:
        # As one piece a million would take five times their room for a moment, and the process would keep it.
        piece = AT_ONCE if limit is None else min(AT_ONCE, limit - len(found))
        chosen = candidates(conn, query, piece, after)
        if chosen is None:
            break
        more = direct.listed(conn, chosen.statement, chosen.parameters)
        found.extend(more)
        if len(more) < piece:
            break
        after = Position(EPOCH, more[-1])
    return found


def by_ids(conn: Connection, wanted: Sequence[int]) -> dict[int, ItemRow]:
    """Items by id, deleted ones too; what does not exist is left out."""
    rows = direct.rows(conn, ROWS, {"ids": wanted}) if wanted else ()
    return {row[0]: row_of(row) for row in rows}


def item(conn: Connection, item_id: int) -> ItemRow:
    """One item. Raises NotFound."""
    found = by_ids(conn, [item_id])
    if item_id not in found:
        raise NotFound(f"no item {item_id}")
    return found[item_id]


def counts(conn: Connection, queries: Sequence[InboxQuery]) -> list[int]:
    """How many items each filter has: exact from the counters, else counted up to COUNT_CAP."""
    facts = _Facts(conn)
    return [facts.count(query) if countable(query) else _capped(conn, query) for query in queries]


def by_remote(conn: Connection, account_id: int, remote_ids: Sequence[str]) -> dict[str, int]:
    """The ids of an account's items by their remote id."""
    query = select(items.c.remote_id, items.c.id).where(
        items.c.account_id == account_id, within(items.c.remote_id, remote_ids)
    )
    return {row[0]: row[1] for row in conn.execute(query)}


def item_notes(conn: Connection, item_id: int) -> tuple[NoteRow, ...]:
    """The internal notes about an item, oldest first."""
    return tuple(
        NoteRow(number, of, login, text, from_micros(created_at))
        for number, of, login, text, created_at in direct.rows(conn, NOTES, {"item": item_id})
    )


def countable(query: InboxQuery) -> bool:
    """Whether the counters know how many items a filter has."""
    return not (query.langs or query.tags or query.since or query.search) and (
        query.starred is None and query.late is None
    )


def row_of(row: Iterable[Any]) -> ItemRow:
    """The frozen row of what the database keeps."""
    values = list(row)
    for at in INSTANTS:
        if values[at] is not None:
            values[at] = from_micros(values[at])
    for at in FLAGS:
        values[at] = values[at] == 1
    names, attachments = values[TAGS_AT], values[ATTACHMENTS_AT]
    values[TAGS_AT] = tuple(sorted(names.split(TAG_SEPARATOR))) if names else ()
    values[ATTACHMENTS_AT] = tuple(json.loads(attachments)) if attachments != "[]" else ()
    return direct.made(ItemRow, FIELDS, values)


@lru_cache(maxsize=SHAPES)
def _page_of(chosen: Select[Any], order: str) -> Select[Any]:
    """The statement for the rows of what is chosen, in order; one for each statement that chooses."""
    part = chosen.subquery("chosen")
    return SELECTED.join(part, part.c.id == items.c.id).order_by(*in_order(order, part.c))


def _capped(conn: Connection, query: InboxQuery) -> int:
    chosen = candidates(conn, query, COUNT_CAP, None, ordered=False)
    if chosen is None:
        return 0
    counted = select(func.count(literal(1))).select_from(chosen.statement.subquery())
    return int(conn.execute(counted, chosen.parameters).scalar_one())


class _Facts:
    """The counters of one snapshot with the names that filters use."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._counters = stored(conn).items()

    @cached_property
    def _accounts(self) -> list[tuple[int, str, str]]:
        """Id, name and platform of each account."""
        return direct.rows(self._conn, ACCOUNT_NAMES)

    @cached_property
    def _members(self) -> dict[str, int]:
        """Ids by login; 0 is nobody."""
        return dict(direct.rows(self._conn, MEMBER_LOGINS)) | {"": 0}

    def count(self, query: InboxQuery) -> int:
        known = self._among(query) if query.accounts or query.platforms else None
        assignee = None if query.assignee is None else self._members.get(query.assignee, -1)
        return sum(
            number
            for (account_id, kind, state, sentiment, question, _spam, owner), number in self._counters
            if (known is None or account_id in known)
            and (not query.kinds or kind in query.kinds)
            and (not query.states or state in query.states)
            and (not query.sentiments or sentiment in query.sentiments)
            and (query.question is None or question == query.question)
            and (assignee is None or owner == assignee)
        )

    def _among(self, query: InboxQuery) -> set[int]:
        """The ids of the accounts that a filter names."""
        return {
            number
            for number, name, platform in self._accounts
            if (not query.accounts or name in query.accounts)
            and (not query.platforms or platform in query.platforms)
        }
