"""Which items a filter chooses, in its order: the part of every inbox query that must be fast.

Filters of the same shape share one statement, made once; what they look for are its parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Join,
    Select,
    String,
    bindparam,
    case,
    column,
    false,
    func,
    literal_column,
    select,
    table,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from meydan.store.ingesting.places import place_floor
from meydan.store.rows.inbox import InboxQuery, Position
from meydan.store.search import match_text
from meydan.store.sets import within_named
from meydan.store.tables.accounts import account
from meydan.store.tables.inbox import item, item_tag
from meydan.store.tables.team import member, tag

STATES = ("done", "open", "snoozed", "waiting")
SHAPES = 256
LATE = "late_"
TICK = timedelta(microseconds=1)

FTS = table("item_fts", column("rowid", BigInteger))
WORDS = table("item_words", column("place", BigInteger), column("words"))


@dataclass(frozen=True, slots=True)
class Shape:
    """What kind of filter it is: `named` are the parameters that it compares with."""

    sqlite: bool
    states: tuple[str, ...]
    named: frozenset[str]
    nobody: bool
    starred: bool | None
    order: str
    limited: bool


@dataclass(frozen=True, slots=True)
class Candidates:
    """A select of `id` and `place` (by priority `rank` too) with its parameters."""

    statement: Select[Any]
    parameters: dict[str, Any]


class OuterFirst(Join):
    """A join that SQLite runs from left to right (its CROSS JOIN)."""

    inherit_cache = True


@compiles(OuterFirst, "sqlite")
def _left_to_right(element: OuterFirst, compiler: SQLCompiler, **options: Any) -> str:
    joined: str = compiler.visit_join(element, **options)  # type: ignore[no-untyped-call]
    return joined.replace(" JOIN ", " CROSS JOIN ", 1)


def candidates(
    conn: Connection, query: InboxQuery, limit: int | None, after: Position | None, *, ordered: bool = True
) -> Candidates | None:
    """What a filter chooses, in its order; None when a name or a word in it can match nothing.

    Raises ValueError for an order that there is not.
    """
    if query.order not in ORDERINGS:
        raise ValueError(f"no order of the inbox: {query.order!r}")
    states = tuple(state for state in STATES if state in query.states)
    parameters = _parameters(conn, query)
    if parameters is None or (query.states and not states):
        return None
    if limit is not None:
        parameters["most"] = limit
    if after is not None:
        parameters |= {"after_id": after.id, "after_place": place_floor(after.created_at)}
        if query.order == "priority":
            parameters["after_rank"] = after.rank
    shape = Shape(
        sqlite=conn.dialect.name == "sqlite",
        states=states,
        named=frozenset(parameters),
        nobody=query.assignee == "",
        starred=query.starred,
        order=query.order if ordered else "",
        limited=limit is not None,
    )
    return Candidates(_statement(shape), parameters)


def _parameters(conn: Connection, query: InboxQuery) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for name, values in (("sentiments", query.sentiments), ("kinds", query.kinds), ("langs", query.langs)):
        if values:
            found[name] = sorted(values)
    if query.tags:
        found["tags"] = sorted(query.tags)
    if query.accounts or query.platforms:
        found["accounts"] = _account_ids(conn, query)
        if not found["accounts"]:
            return None
    if query.assignee:
        owner = conn.execute(select(member.c.id).where(member.c.login == query.assignee)).scalar()
        if owner is None:
            return None
        found["assignee"] = owner
    if query.question is not None:
        found["question"] = query.question
    if query.since is not None:
        found["since"] = place_floor(query.since)
    if query.late is not None:
        if not query.late:
            return None
        # What came at the moment itself is late too, whatever its place within it.
        found |= {f"{LATE}{kind}": place_floor(moment + TICK) for kind, moment in query.late}
        found["latest"] = max(found[f"{LATE}{kind}"] for kind, _ in query.late)
    if query.search.strip():
        asked = match_text(query.search, conn.dialect.name)
        if asked is None:
            return None
        found["words"] = asked
    return found


def _account_ids(conn: Connection, query: InboxQuery) -> list[int]:
    rows = conn.execute(select(account.c.id, account.c.name, account.c.platform)).all()
    return [
        number
        for number, name, platform in rows
        if (not query.accounts or name in query.accounts)
        and (not query.platforms or platform in query.platforms)
    ]


def in_order(order: str, columns: Any) -> tuple[ColumnElement[int], ...]:
    """What to sort by, of columns `place` and, for priority, `rank`."""
    return ORDERINGS[order](columns)


ORDERINGS: Mapping[str, Callable[[Any], tuple[ColumnElement[int], ...]]] = MappingProxyType(
    {
        "newest": lambda columns: (columns.place.desc(),),
        "oldest": lambda columns: (columns.place.asc(),),
        "priority": lambda columns: (columns.rank.asc(), columns.place.asc()),
    }
)


@lru_cache(maxsize=SHAPES)
def _statement(shape: Shape) -> Select[Any]:
    chosen = _by_words(shape) if "words" in shape.named else _by_state(shape)
    if shape.order:
        chosen = chosen.order_by(*in_order(shape.order, chosen.selected_columns))
    return _limited(chosen) if shape.limited else chosen


def _limited(chosen: Select[Any]) -> Select[Any]:
    return chosen.limit(bindparam("most", type_=BigInteger))


def _by_state(shape: Shape) -> Select[Any]:
    """One index walk per state, merged: each is in order already."""
    conditions = [item.c.deleted_at.is_(None), *_conditions(shape)]
    if "after_id" in shape.named:
        conditions.append(_beyond(shape, item.c.place))
    names = ("id", "place", "rank") if shape.order == "priority" else ("id", "place")
    walks = [
        select(*(item.c[name] for name in names)).where(
            item.c.state == literal_column(f"'{state}'"), *conditions
        )
        for state in shape.states or STATES
    ]
    if len(walks) == 1:
        return walks[0]
    if shape.order and shape.limited and not shape.sqlite:
        # PostgreSQL does not merge walks, it sorts all that they find: each must end at the limit by itself.
        ended = (_limited(walk.order_by(*in_order(shape.order, item.c))) for walk in walks)
        walks = [walk.subquery().select() for walk in ended]
    merged = union_all(*walks).subquery("merged")
    return select(*(merged.c[name] for name in names))


def _by_words(shape: Shape) -> Select[Any]:
    """Deleted items are not in the index, so nothing asks for them here."""
    conditions = _conditions(shape)
    if shape.states:
        conditions.append(item.c.state.in_([literal_column(f"'{state}'") for state in shape.states]))
    words = bindparam("words", type_=String)
    rank = [item.c.rank] if shape.order == "priority" else []
    going_on = "after_id" in shape.named
    if shape.sqlite:
        # The index gives its hits in the order of their places, so the walk ends at the limit without a sort.
        hits = OuterFirst(FTS, item, item.c.place == FTS.c.rowid)
        place: ColumnElement[int] = FTS.c.rowid.label("place")
        found = select(item.c.id, place, *rank).select_from(hits)
        found = found.where(literal_column("item_fts").op("MATCH")(words), *conditions)
        return found.where(_beyond(shape, FTS.c.rowid)) if going_on else found
    # Without MATERIALIZED the planner walks the items by time and looks for a rare word in each.
    places = select(WORDS.c.place).where(WORDS.c.words.op("@@")(func.to_tsquery("simple", words)))
    if going_on and not rank:
        places = places.where(_beyond(shape, WORDS.c.place))
    found_places = places.cte("hits").prefix_with("MATERIALIZED")
    joined = found_places.join(item, item.c.place == found_places.c.place)
    found = select(item.c.id, item.c.place, *rank).select_from(joined).where(*conditions)
    return found.where(_beyond(shape, item.c.place)) if going_on and rank else found


def _conditions(shape: Shape) -> list[ColumnElement[bool]]:
    """Everything but the states, the words and where to go on."""
    columns = {"sentiments": item.c.sentiment, "kinds": item.c.kind, "langs": item.c.lang}
    columns["accounts"] = item.c.account_id
    found = [within_named(each, name) for name, each in columns.items() if name in shape.named]
    if "tags" in shape.named:
        tagged = select(item_tag.c.item_id).select_from(item_tag.join(tag))
        found.append(item.c.id.in_(tagged.where(within_named(tag.c.name, "tags"), tag.c.removed.is_(False))))
    if "assignee" in shape.named:
        found.append(item.c.assignee_id == bindparam("assignee", type_=BigInteger))
    if shape.nobody:
        found.append(item.c.assignee_id.is_(None))
    if "question" in shape.named:
        found.append(item.c.question == bindparam("question", type_=item.c.question.type))
    if shape.starred is not None:
        found.append(item.c.starred == (true() if shape.starred else false()))
    if "since" in shape.named:
        found.append(item.c.place >= bindparam("since", type_=BigInteger))
    if "latest" in shape.named:
        by_kind = {
            name.removeprefix(LATE): bindparam(name, type_=BigInteger)
            for name in sorted(shape.named)
            if name.startswith(LATE)
        }
        found.append(item.c.place < bindparam("latest", type_=BigInteger))
        found.append(item.c.place < case(by_kind, value=item.c.kind))
    return found


def _beyond(shape: Shape, place: ColumnElement[int]) -> ColumnElement[bool]:
    """What comes after the position to go on from, where that item, or its time if it is gone, is now."""
    after = _own("place", bindparam("after_place", type_=BigInteger))
    if shape.order == "priority":
        rank = bindparam("after_rank", type_=BigInteger)
        own_rank = func.coalesce(rank, _own("rank", literal_column("0")), type_=BigInteger)
        return tuple_(item.c.rank, place) > tuple_(own_rank, after)
    return place > after if shape.order == "oldest" else place < after


def _own(name: str, otherwise: ColumnElement[int]) -> ColumnElement[int]:
    """A column of the item to go on from, or something else if it is gone."""
    own = select(item.c[name]).where(item.c.id == bindparam("after_id", type_=BigInteger))
    return func.coalesce(own.scalar_subquery(), otherwise, type_=BigInteger)
