"""The orders of the inbox: page by page the same as at once, walking an index in each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, event

from meydan.store.candidates import candidates
from meydan.store.priority import score
from meydan.store.reads import inbox
from meydan.store.rows.inbox import ORDERS, InboxQuery, ItemRow, Position
from meydan.store.writes import inquiries, team, triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene

AT_WORK = frozenset({"open", "waiting"})
FILTERS: dict[str, dict[str, Any]] = {
    "everything": {},
    "at work": {"states": AT_WORK},
    "negative": {"states": AT_WORK, "sentiments": frozenset({"negative"})},
    "unassigned": {"states": AT_WORK, "assignee": ""},
    "mine": {"assignee": "ayse"},
    "tagged": {"tags": frozenset({"kargo"})},
    "searched": {"states": AT_WORK, "search": "kargo"},
    "since": {"states": AT_WORK, "since": None},
}
SORTED: dict[str, Callable[[ItemRow], tuple[float, ...]]] = {
    "newest": lambda row: (-row.created_at.timestamp(), -row.id),
    "oldest": lambda row: (row.created_at.timestamp(), row.id),
    "priority": lambda row: (-score(row), row.created_at.timestamp(), row.id),
}


@pytest.fixture
def crowded(scene: Scene) -> Scene:
    """Sixty items of all sorts, several at the same moment."""
    team.add_tag(scene.store, "k", "kargo")
    scene.arrive(
        *(
            scene.item(
                str(n),
                ("kargo", "kötü kargo", "fiyat?", "selam", "kötü kargo nerede?")[n % 5],
                kind=("comment", "dm", "mention")[n % 3],
                at=scene.now + timedelta(minutes=n * 7 % 20),
            )
            for n in range(60)
        )
    )
    ids = [scene.id(str(n)) for n in range(60)]
    triage.tag(scene.store, ids[::2], "kargo")
    triage.assign(scene.store, ids[::3], "ayse")
    inquiries.ask(scene.store, ids[1::7], "bora")
    triage.done(scene.store, ids[2::9])
    return scene


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", FILTERS)
def test_pages_and_ids_follow_the_order(crowded: Scene, order: str, name: str) -> None:
    filters = FILTERS[name] | ({"since": crowded.now + timedelta(minutes=5)} if name == "since" else {})
    query = InboxQuery(order=order, **filters)
    with crowded.store.reading() as conn:
        whole = inbox.page(conn, query, 1000)
        paged: list[ItemRow] = []
        while page := inbox.page(conn, query, 7, _after(paged)):
            paged += page
        ids = list(inbox.ids(conn, query))
        first = list(inbox.ids(conn, query, 5))
    assert len(whole) > 5
    assert whole == sorted(whole, key=SORTED[order])
    assert paged == whole
    assert ids == [row.id for row in whole]
    assert first == ids[:5]


def test_an_item_that_becomes_more_important_is_not_seen_twice(crowded: Scene) -> None:
    query = InboxQuery(states=AT_WORK, order="priority")
    with crowded.store.reading() as conn:
        first = inbox.page(conn, query, 10)
        whole = list(inbox.ids(conn, query))
    triage.sentiment(crowded.store, [first[-1].id], "positive")
    with crowded.store.reading() as conn:
        rest = inbox.page(conn, query, 1000, _after(first))
    again = [row.id for row in rest if row.id != first[-1].id]
    assert again == whole[10:]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("states", [frozenset({"open"}), AT_WORK], ids=["one state", "two states"])
@pytest.mark.parametrize("deep", [False, True])
def test_every_order_walks_an_index_and_sorts_nothing(
    crowded: Scene, order: str, states: frozenset[str], deep: bool
) -> None:
    query = InboxQuery(states=states, sentiments=frozenset({"negative"}), order=order)
    with crowded.store.reading() as conn:
        after = _after(inbox.page(conn, query, 3)) if deep else None
        plan = _plan(conn, query, after)
    indexes = ("ix_item_queue",) if order == "priority" else ("ix_item_list", "uq_item_place")
    assert any(index in plan for index in indexes), plan
    assert "TEMP B-TREE" not in plan, plan
    # What is merged may be sorted in the end, by then it is no more than a page of each state.
    assert plan.count("Sort Key") <= plan.count("Append"), plan


def test_what_is_late_came_before_its_kinds_moment(scene: Scene) -> None:
    moment = scene.now
    ages = {"early": -1, "just": 0, "after": 1}
    scene.arrive(
        *(
            scene.item(f"{kind} {name}", kind=kind, at=moment + timedelta(microseconds=micros))
            for kind in ("comment", "dm", "review")
            for name, micros in ages.items()
        )
    )
    late = (("comment", moment), ("dm", moment - timedelta(microseconds=1)))
    assert scene.found(late=late) == ["comment just", "dm early", "comment early"]
    assert scene.found(late=late, kinds=frozenset({"dm"}), order="oldest") == ["dm early"]
    assert scene.found(late=()) == []
    with scene.store.reading() as conn:
        assert inbox.counts(conn, [InboxQuery(late=late), InboxQuery(late=late, search="yok")]) == [3, 0]


def _after(rows: list[ItemRow]) -> Position | None:
    return Position(rows[-1].created_at, rows[-1].id, -score(rows[-1])) if rows else None


def _plan(conn: Connection, query: InboxQuery, after: Position | None) -> str:
    """How the database goes about it, told by itself."""
    chosen = candidates(conn, query, 5, after)
    assert chosen is not None
    said: list[tuple[str, Any]] = []

    def hear(_conn: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        said.append((statement, values))

    event.listen(conn.engine, "before_cursor_execute", hear)
    conn.execute(chosen.statement, chosen.parameters)
    event.remove(conn.engine, "before_cursor_execute", hear)
    ((statement, values),) = said
    if conn.dialect.name == "sqlite":
        return "\n".join(
            str(row[3]) for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        )
    # PostgreSQL sorts small tables whatever their indexes, unless it may not.
    for how in ("seqscan", "bitmapscan", "sort"):
        conn.exec_driver_sql(f"SET LOCAL enable_{how} = off")
    return "\n".join(str(row[0]) for row in conn.exec_driver_sql(f"EXPLAIN {statement}", values))
