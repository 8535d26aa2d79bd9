"""What there is to learn from corrections, and keeping what was learnt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from meydan.store import LeaseLost
from meydan.store.reads import lessons, tones
from meydan.store.rows.lessons import CorrectionRow, LessonRow
from meydan.store.rows.system import Fence
from meydan.store.writes import lessons as writes
from meydan.store.writes import triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene


def marked(scene: Scene) -> tuple[int, str]:
    with scene.store.reading() as conn:
        found = lessons.corrected(conn, "tr")
        again, rows = lessons.corrections(conn, "tr")
    assert found == again
    assert found.corrections == len(rows)
    return found.corrections, found.mark


def test_corrections_are_learnt_from_in_the_order_in_which_they_were_written(scene: Scene) -> None:
    early = scene.now - timedelta(days=2)
    scene.arrive(scene.item("1", "yeni"), scene.item("2", "eski", at=early), scene.item("3", "kötü"))
    triage.sentiment(scene.store, [scene.id("1")], "positive")
    triage.sentiment(scene.store, [scene.id("2"), scene.id("3")], "neutral")
    with scene.store.reading() as conn:
        _, rows = lessons.corrections(conn, "tr")
        _, none = lessons.corrections(conn, "en")
    assert rows[0] == CorrectionRow("eski", "neutral")
    assert set(rows[1:]) == {CorrectionRow("yeni", "positive"), CorrectionRow("kötü", "neutral")}
    assert none == ()


def test_every_change_of_corrections_changes_their_mark(scene: Scene) -> None:
    scene.arrive(scene.item("1", "bir"), scene.item("2", "iki"))
    seen = [marked(scene)]
    assert seen == [(0, "")]
    triage.sentiment(scene.store, [scene.id("1")], "positive")
    seen.append(marked(scene))
    triage.sentiment(scene.store, [scene.id("1")], "negative")
    seen.append(marked(scene))
    triage.sentiment(scene.store, [scene.id("2")], "negative")
    seen.append(marked(scene))
    scene.arrive(scene.item("2", "iki!"))
    seen.append(marked(scene))
    assert [count for count, _ in seen] == [0, 1, 1, 2, 2]
    assert len({mark for _, mark in seen}) == len(seen)
    triage.done(scene.store, [scene.id("1")])
    assert marked(scene) == seen[-1]
    triage.undo(scene.store)
    triage.undo(scene.store)
    assert marked(scene)[0] == 1


def test_a_lesson_takes_the_place_of_the_one_before_and_none_is_forgotten(scene: Scene) -> None:
    first = LessonRow("tr", 1, "a", '{"x":1}', scene.now)
    second = LessonRow("tr", 2, "b", '{"x":2}', scene.now + timedelta(hours=1))
    english = LessonRow("en", 5, "c", "{}", scene.now)
    for row in (first, second, english):
        writes.keep(scene.store, None, row)
    with scene.store.reading() as conn:
        assert lessons.lessons(conn) == (english, second)
        assert [row.mark for row in lessons.taught(conn).lessons] == ["c", "b"]
    writes.keep(scene.store, None, LessonRow("tr", 0, "", "", scene.now))
    with scene.store.reading() as conn:
        assert lessons.lessons(conn) == (english,)


def test_who_lost_the_lease_keeps_nothing(scene: Scene) -> None:
    lost = Fence("outbox", "somebody", 1)
    with pytest.raises(LeaseLost):
        writes.keep(scene.store, lost, LessonRow("tr", 1, "a", "{}", scene.now))
    with scene.store.reading() as conn:
        assert lessons.lessons(conn) == ()


def test_what_is_judged_again_is_unfinished_uncorrected_and_the_newest(scene: Scene) -> None:
    scene.arrive(*(scene.item(f"{n}", f"yorum {n}", at=scene.now + timedelta(hours=n)) for n in range(6)))
    triage.done(scene.store, [scene.id("5")])
    triage.sentiment(scene.store, [scene.id("4")], "positive")
    triage.snooze(scene.store, [scene.id("3")], scene.now + timedelta(days=1))
    with scene.store.reading() as conn:
        rows = tones.unfinished(conn, {"tr"}, 3)
        assert tones.unfinished(conn, {"en"}, 3) == []
    assert [row.text for row in rows] == ["yorum 3", "yorum 2", "yorum 1"]
