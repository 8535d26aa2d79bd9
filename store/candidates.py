"""Which items a filter chooses, in order: the part of every inbox query that must be fast.

Filters of the same shape share one statement, made once; what they look for are its parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Join,
    Select,
    String,
    bindparam,
    column,
    false,
    func,
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
from meydan.store.sets import within_named
from meydan.store.tables.accounts import account
from meydan.store.tables.inbox import item, item_tag
from meydan.store.tables.team import member, tag

STATES = ("done", "open", "snoozed", "waiting")
SHAPES = 256

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
    ordered: bool
    limited: bool


@dataclass(frozen=True, slots=True)
class Candidates:
    """A select of `id` and `place` with its parameters."""

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
    """What a filter chooses, newest first; None when a name or a word in it can match nothing."""
    states = tuple(state for state in STATES if state in query.states)
    parameters = _parameters(conn, query)
    if parameters is None or (query.states and not states):
        return None
    if limit is not None:
        parameters["most"] = limit
    if after is not None:
        parameters |= {"after_id": after.id, "after_place": place_floor(after.created_at)}
    shape = Shape(
        sqlite=conn.dialect.name == "sqlite",
        states=states,
        named=frozenset(parameters),
        nobody=query.assignee == "",
        starred=query.starred,
        ordered=ordered,
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


@lru_cache(maxsize=SHAPES)
def _statement(shape: Shape) -> Select[Any]:
    chosen = _by_words(shape) if "words" in shape.named else _by_state(shape)
    if shape.ordered:
        chosen = chosen.order_by(chosen.selected_columns.place.desc())
    return chosen.limit(bindparam("most", type_=BigInteger)) if shape.limited else chosen


def _by_state(shape: Shape) -> Select[Any]:
    """One index walk per state; the database merges them, each being in order already."""
    conditions = [item.c.deleted_at.is_(None), *_conditions(shape)]
    if "after_id" in shape.named:
        conditions.append(item.c.place < _after())
    walks = [
        select(item.c.id, item.c.place).where(item.c.state == literal_column(f"'{state}'"), *conditions)
        for state in shape.states or STATES
    ]
    if len(walks) == 1:
        return walks[0]
    merged = union_all(*walks).subquery("merged")
    return select(merged.c.id, merged.c.place)


def _by_words(shape: Shape) -> Select[Any]:
    """Deleted items are not in the index, so nothing asks for them here."""
    conditions = _conditions(shape)
    if shape.states:
        conditions.append(item.c.state.in_([literal_column(f"'{state}'") for state in shape.states]))
    words = bindparam("words", type_=String)
    if shape.sqlite:
        # The index gives its hits newest first, so the walk ends at the limit without a sort.
        hits = OuterFirst(FTS, item, item.c.place == FTS.c.rowid)
        place: ColumnElement[int] = FTS.c.rowid.label("place")
        found = select(item.c.id, place).select_from(hits)
        found = found.where(literal_column("item_fts").op("MATCH")(words), *conditions)
        return found.where(FTS.c.rowid < _after()) if "after_id" in shape.named else found
    # Without MATERIALIZED the planner walks the items by time and looks for a rare word in each.
    places = select(WORDS.c.place).where(WORDS.c.words.op("@@")(func.to_tsquery("simple", words)))
    if "after_id" in shape.named:
        places = places.where(WORDS.c.place < _after())
    found_places = places.cte("hits").prefix_with("MATERIALIZED")
    joined = found_places.join(item, item.c.place == found_places.c.place)
    return select(item.c.id, item.c.place).select_from(joined).where(*conditions)


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
    return found


def _after() -> ColumnElement[int]:
    """The place to go on below: that of the item, or of its time if the item is gone."""
    own = select(item.c.place).where(item.c.id == bindparam("after_id", type_=BigInteger)).scalar_subquery()
    return func.coalesce(own, bindparam("after_place", type_=BigInteger), type_=BigInteger)
