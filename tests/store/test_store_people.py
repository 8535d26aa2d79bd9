"""Who someone is: marks, the same human being on two platforms, their history with us."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from meydan.store import Conflict, NotFound
from meydan.store.reads import people
from meydan.store.rows.around import PersonCard
from meydan.store.writes import people as writes
from meydan.store.writes import triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene


@pytest.fixture
def three(scene: Scene) -> Callable[[str], int]:
    """Three people with an item or two each: the id of a person by handle."""
    scene.arrive(
        scene.item("1", "kötü", author="merve"),
        scene.item("2", author="merve", at=scene.now - timedelta(days=8)),
        scene.item("3", author="merve_k", name="Merve Kayıkçı"),
        scene.item("4", author="can"),
    )
    return lambda handle: scene.one({"merve": "1", "merve_k": "3", "can": "4"}[handle]).person_id


def card(scene: Scene, number: int) -> PersonCard:
    with scene.store.reading() as conn:
        return people.card(conn, number, scene.now)


def test_a_vips_items_are_important(scene: Scene, three: Callable[[str], int]) -> None:
    triage.done(scene.store, [scene.id("2")])
    writes.mark(scene.store, three("merve"), "vip")
    assert [scene.one(each).vip for each in "1234"] == [True, True, False, False]
    with scene.store.reading() as conn:
        assert people.marks(conn) == {three("merve"): "vip"}
    writes.mark(scene.store, three("merve"), "rival")
    assert not scene.one("1").vip
    assert triage.undo(scene.store) == "mark"
    assert (scene.one("1").vip, card(scene, three("merve")).mark) == (True, "vip")
    assert triage.undo(scene.store) == "mark"
    assert (scene.one("1").vip, card(scene, three("merve")).mark) == (False, "")
    assert triage.redo(scene.store) == "mark"
    assert scene.one("1").vip


def test_joined_people_share_their_history_and_their_mark(scene: Scene, three: Callable[[str], int]) -> None:
    writes.mark(scene.store, three("merve_k"), "vip")
    writes.join(scene.store, three("merve"), three("merve_k"))
    both = card(scene, three("merve"))
    assert (both.items, both.negative, both.neutral) == (3, 1, 2)
    assert {row.remote_id for row in both.recent} == {"1", "2", "3"}
    assert [row.handle for row in both.joined] == ["merve_k"]
    assert (both.open, both.waiting, both.snoozed, both.unfinished) == (3, 0, 0, 3)
    assert (both.mark, scene.one("1").vip) == ("vip", True)
    triage.done(scene.store, [scene.id("2")])
    triage.snooze(scene.store, [scene.id("3")], scene.now + timedelta(hours=1))
    half = card(scene, three("merve"))
    assert (half.items, half.open, half.waiting, half.snoozed) == (3, 1, 0, 1)
    assert card(scene, three("merve_k")).items == 3
    writes.mark(scene.store, three("merve_k"), "staff")
    assert card(scene, three("merve")).mark == "staff"
    assert not scene.one("1").vip


def test_joining_is_undone_and_split(scene: Scene, three: Callable[[str], int]) -> None:
    merve, other, can = three("merve"), three("merve_k"), three("can")
    writes.join(scene.store, merve, other)
    writes.join(scene.store, can, other)
    assert card(scene, can).items == 4
    with pytest.raises(Conflict, match="joined already"):
        writes.join(scene.store, merve, can)
    assert triage.undo(scene.store) == "join"
    assert (card(scene, can).items, card(scene, merve).items) == (1, 3)
    assert triage.redo(scene.store) == "join"
    writes.split(scene.store, other)
    assert [card(scene, each).items for each in (merve, other, can)] == [3, 1, 3]
    assert triage.undo(scene.store) == "split"
    assert card(scene, other).items == 4
    writes.split(scene.store, other)
    writes.split(scene.store, can)
    with pytest.raises(Conflict, match="not joined"):
        writes.split(scene.store, merve)
    with pytest.raises(Conflict, match="joined already"):
        writes.join(scene.store, merve, merve)


def test_two_groups_become_one(scene: Scene, three: Callable[[str], int]) -> None:
    scene.arrive(scene.item("5", author="can2"))
    merve, other, can, fourth = three("merve"), three("merve_k"), three("can"), scene.one("5").person_id
    writes.join(scene.store, merve, other)
    writes.join(scene.store, can, fourth)
    writes.join(scene.store, other, fourth)
    assert {card(scene, each).items for each in (merve, other, can, fourth)} == {5}
    triage.undo(scene.store)
    assert [card(scene, each).items for each in (merve, other, can, fourth)] == [3, 3, 2, 2]


def test_what_does_not_exist_is_named(scene: Scene, three: Callable[[str], int]) -> None:
    for act in (
        lambda: writes.mark(scene.store, 99, "vip"),
        lambda: writes.join(scene.store, three("can"), 99),
        lambda: writes.split(scene.store, 99),
        lambda: card(scene, 99),
    ):
        with pytest.raises(NotFound, match="no person 99"):
            act()
    with pytest.raises(ValueError, match="no mark"):
        writes.mark(scene.store, three("can"), "friend")


def test_people_are_found_by_handle_and_name_folded(scene: Scene, three: Callable[[str], int]) -> None:
    with scene.store.reading() as conn:
        assert [row.handle for row in people.search(conn, "MERVE", 9)] == ["merve_k", "merve"]
        assert [row.handle for row in people.search(conn, "kayikci merve", 9)] == ["merve_k"]
        assert [row.handle for row in people.search(conn, "KAYIKÇI", 9)] == ["merve_k"]
        assert people.search(conn, "merve can", 9) == ()
        assert len(people.search(conn, "", 2)) == 2
        assert [row.handle for row in people.search(conn, "e_k", 9)] == ["merve_k"]


def test_the_weeks_of_a_person(scene: Scene, three: Callable[[str], int]) -> None:
    weeks = card(scene, three("merve")).weeks
    assert len(weeks) == people.WEEKS
    assert all(week.monday.weekday() == 0 and week.monday.hour == 0 for week in weeks)
    assert (weeks[-1].positive, weeks[-1].neutral, weeks[-1].negative) == (0, 0, 1)
    told = [place for place, week in enumerate(weeks) if week.neutral]
    assert told == [people.WEEKS - 2] or told == [people.WEEKS - 3]
    assert weeks[-1].monday <= scene.now < weeks[-1].monday + timedelta(days=7)
