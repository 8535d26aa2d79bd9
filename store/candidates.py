"""Which items a filter chooses, in order: the part of every inbox query that must be fast."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Join,
    Select,
    String,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    true,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from meydan.store.ingesting.places import place_floor
from meydan.store.rows import InboxQuery, Position
from meydan.store.search import match_text
from meydan.store.sets import within
from meydan.store.tables import account, item, item_tag, member, tag

STATES = ("open", "waiting", "snoozed", "done")

FTS = table("item_fts", column("rowid", BigInteger))
WORDS = table("item_words", column("place", BigInteger), column("words"))


class OuterFirst(Join):
    """A join that SQLite runs from left to right (its CROSS JOIN)."""

    inherit_cache = True


@compiles(OuterFirst, "sqlite")
def _left_to_right(element: OuterFirst, compiler: SQLCompiler, **options: Any) -> str:
    joined: str = compiler.visit_join(element, **options)  # type: ignore[no-untyped-call]
    return joined.replace(" JOIN ", " CROSS JOIN ", 1)


def candidates(
    conn: Connection, query: InboxQuery, limit: int | None, after: Position | None, *, ordered: bool = True
) -> Select[Any] | None:
    """A select of `id` and `place`, newest first; None when nothing can match."""
    conditions = _conditions(conn, query)
    below = None if after is None else _below(after)
    if query.search.strip():
        asked = match_text(query.search, conn.dialect.name)
        if asked is None:
            return None
        chosen = _by_words(conn, query, asked, conditions, below)
    else:
        chosen = _by_state(query, conditions, below)
    if ordered:
        chosen = chosen.order_by(chosen.selected_columns.place.desc())
    return chosen.limit(limit) if limit is not None else chosen


def _by_state(query: InboxQuery, conditions: list[ColumnElement[bool]], below: Any) -> Select[Any]:
    """One index walk per state; the database merges them, each being in order already."""
    if below is not None:
        conditions = [*conditions, item.c.place < below]
    states = sorted(query.states) or STATES
    walks = [select(item.c.id, item.c.place).where(item.c.state == state, *conditions) for state in states]
    if len(walks) == 1:
        return walks[0]
    merged = union_all(*walks).subquery("merged")
    return select(merged.c.id, merged.c.place)


def _by_words(
    conn: Connection, query: InboxQuery, asked: str, conditions: list[ColumnElement[bool]], below: Any
) -> Select[Any]:
    if query.states:
        conditions = [*conditions, item.c.state.in_(sorted(query.states))]
    if conn.dialect.name == "sqlite":
        # The index gives its hits newest first, so the walk ends at the limit without a sort.
        hits = OuterFirst(FTS, item, item.c.place == FTS.c.rowid)
        place: ColumnElement[int] = FTS.c.rowid.label("place")
        found = select(item.c.id, place).select_from(hits)
        found = found.where(literal_column("item_fts").op("MATCH")(literal(asked, String)), *conditions)
        return found if below is None else found.where(FTS.c.rowid < below)
    # Without MATERIALIZED the planner walks the items by time and looks for a rare word in each.
    matches = WORDS.c.words.op("@@")(func.to_tsquery("simple", asked))
    places = select(WORDS.c.place).where(matches)
    if below is not None:
        places = places.where(WORDS.c.place < below)
    found_places = places.cte("hits").prefix_with("MATERIALIZED")
    joined = found_places.join(item, item.c.place == found_places.c.place)
    return select(item.c.id, item.c.place).select_from(joined).where(*conditions)


def _conditions(conn: Connection, query: InboxQuery) -> list[ColumnElement[bool]]:
    """Everything but the states and the words."""
    found: list[ColumnElement[bool]] = [item.c.deleted_at.is_(None)]
    if query.sentiments:
        found.append(item.c.sentiment.in_(sorted(query.sentiments)))
    if query.kinds:
        found.append(item.c.kind.in_(sorted(query.kinds)))
    if query.langs:
        found.append(item.c.lang.in_(sorted(query.langs)))
    if query.accounts or query.platforms:
        found.append(within(item.c.account_id, _account_ids(conn, query)))
    if query.tags:
        tagged = select(item_tag.c.item_id).select_from(item_tag.join(tag))
        named = tagged.where(tag.c.name.in_(sorted(query.tags)), tag.c.removed.is_(False))
        found.append(item.c.id.in_(named))
    if query.assignee == "":
        found.append(item.c.assignee_id.is_(None))
    elif query.assignee is not None:
        owner = conn.execute(select(member.c.id).where(member.c.login == query.assignee)).scalar()
        found.append(item.c.assignee_id == (-1 if owner is None else owner))
    if query.question is not None:
        found.append(item.c.question.is_(query.question))
    if query.starred is not None:
        found.append(item.c.starred == true() if query.starred else item.c.starred.is_(False))
    if query.since is not None:
        found.append(item.c.place >= place_floor(query.since))
    return found


def _account_ids(conn: Connection, query: InboxQuery) -> list[int]:
    chosen = select(account.c.id)
    if query.accounts:
        chosen = chosen.where(account.c.name.in_(sorted(query.accounts)))
    if query.platforms:
        chosen = chosen.where(account.c.platform.in_(sorted(query.platforms)))
    return list(conn.execute(chosen).scalars()) or [-1]


def _below(after: Position) -> Any:
    own = select(item.c.place).where(item.c.id == after.id).scalar_subquery()
    return func.coalesce(own, literal(place_floor(after.created_at), BigInteger), type_=BigInteger)
