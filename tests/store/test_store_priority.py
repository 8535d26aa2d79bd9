"""Priority: the database's order and the reasons that are shown come from the same points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from meydan.store.priority import BOOST, POINTS, reasons, score
from meydan.store.reads import inbox
from meydan.store.tables.inbox import item
from meydan.store.writes import triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene

TONES = st.sampled_from(("positive", "neutral", "negative"))
ROWS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(("comment", "mention", "dm", "review")),
        "stars": st.none() | st.integers(0, 5),
        "analysed": TONES,
        "override": st.none() | TONES,
        "boost": st.integers(-20, 20),
        **{name: st.booleans() for name in ("urgent", "vip", "question", "spam")},
    }
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=ROWS)
def test_the_reasons_add_up_to_the_rank_of_the_database(scene: Scene, values: dict[str, Any]) -> None:
    if not scene.found():
        scene.arrive(scene.item("1"))
    with scene.store.writing() as conn:
        number = conn.execute(update(item).values(**values).returning(item.c.id)).scalar_one()
        rank = conn.execute(select(item.c.rank)).scalar_one()
        row = inbox.item(conn, number)
    assert sum(points for _, points in reasons(row)) == score(row) == -rank


def test_every_reason_can_be_the_only_one(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    alone: dict[str, dict[str, Any]] = {
        "urgent": {"urgent": True},
        "vip": {"vip": True},
        "negative": {"override": "negative"},
        "question": {"question": True},
        "low_stars": {"kind": "review", "stars": 2},
        "dm": {"kind": "dm"},
        "spam": {"spam": True},
        BOOST: {"boost": -3},
    }
    plain = {"kind": "comment", "stars": None, "override": None, "boost": 0}
    plain |= dict.fromkeys(("urgent", "vip", "question", "spam"), False)
    assert set(alone) == {one.reason for one in POINTS} | {BOOST}
    for reason, values in alone.items():
        with scene.store.writing() as conn:
            conn.execute(update(item).values(**plain | values))
        assert [name for name, _ in reasons(scene.one("1"))] == [reason]


def test_the_most_points_come_first_among_equals_the_oldest(scene: Scene) -> None:
    for remote_id, text in (("a", "merhaba"), ("b", "fiyat?"), ("c", "kötü"), ("d", "kötü"), ("e", "selam")):
        scene.arrive(scene.item(remote_id, text))
    assert scene.found(order="priority") == ["c", "d", "b", "a", "e"]
    triage.sentiment(scene.store, [scene.id("e")], "negative")
    assert scene.found(order="priority") == ["c", "d", "e", "b", "a"]
    triage.undo(scene.store)
    assert scene.found(order="priority") == ["c", "d", "b", "a", "e"]
    assert scene.found(order="oldest") == ["a", "b", "c", "d", "e"]


def test_items_of_a_marked_person_are_important(scene: Scene) -> None:
    from meydan.store.tables.inbox import person

    scene.arrive(scene.item("1", author="ayse"), scene.item("2", author="can"))
    number = scene.one("1").person_id
    with scene.store.writing() as conn:
        conn.execute(update(person).where(person.c.id == number).values(mark="vip"))
        changes = triage.mark_items_vip(conn, number, True)
        assert triage.mark_items_vip(conn, number, True) == []
    assert len(changes) == 1
    assert (scene.one("1").vip, scene.one("2").vip) == (True, False)
    scene.arrive(scene.item("3", author="ayse"), scene.item("4", author="can"), scene.item("5", author="eda"))
    assert [scene.one(number).vip for number in ("3", "4", "5")] == [True, False, False]
    assert scene.found(order="priority")[:2] == ["1", "3"]
    with scene.store.writing() as conn:
        conn.execute(update(person).where(person.c.id == number).values(mark="staff"))
    scene.arrive(scene.item("6", author="ayse"))
    assert not scene.one("6").vip


def test_an_order_that_there_is_not_is_refused(scene: Scene) -> None:
    with pytest.raises(ValueError, match="no order of the inbox: 'loudest'"):
        scene.found(order="loudest")
