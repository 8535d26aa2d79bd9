"""How an item's tone came about, and how tones change by account."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meydan.store import NotFound, direct
from meydan.store.reads import tones
from meydan.store.rows.tones import ToneRow
from meydan.store.writes import triage
from tests.store.conftest import NOON, Scene

DAY = timedelta(days=1)


def tone_of(scene: Scene, number: int) -> ToneRow:
    with scene.store.reading() as conn:
        return tones.tone(conn, number)


def test_a_correction_says_by_whom_and_what_was_analysed(scene: Scene) -> None:
    (number,) = scene.arrive(scene.item("1", "kötü")).ids
    before = tone_of(scene, number)
    assert (before.override, before.login, before.at) == ("", "", None)
    assert before.analysed == "negative"
    triage.sentiment(scene.store, [number], "positive")
    after = tone_of(scene, number)
    assert (after.analysed, after.override, after.login) == ("negative", "positive", scene.store.actor.login)
    assert after.at is not None
    assert scene.one("1").confidence == 1.0
    triage.undo(scene.store)
    assert tone_of(scene, number) == before
    assert scene.one("1").confidence == before.confidence


def test_a_correction_of_thousands_and_an_old_one_say_by_whom(scene: Scene) -> None:
    ids = list(scene.arrive(*(scene.item(str(number)) for number in range(300))).ids)
    triage.sentiment(scene.store, ids, "negative")
    assert tone_of(scene, ids[250]).login == scene.store.actor.login
    triage.sentiment(scene.store, ids[:3], "positive")
    for _ in range(220):
        triage.star(scene.store, [ids[0]], True)
        triage.star(scene.store, [ids[0]], False)
    # Undo has forgotten both by now; the audit names the few, not the many.
    assert tone_of(scene, ids[2]).login == scene.store.actor.login
    assert (tone_of(scene, ids[250]).override, tone_of(scene, ids[250]).login) == ("negative", "")


def test_no_item_has_no_tone(scene: Scene) -> None:
    with pytest.raises(NotFound):
        tone_of(scene, 12345)


def test_tones_are_counted_by_account_in_weeks_that_end_now(scene: Scene) -> None:
    ages = (timedelta(0), 6 * DAY, 7 * DAY, 8 * DAY, 34 * DAY, 35 * DAY)
    made = [scene.item(f"r{at}", "kötü" if at % 2 else "iyi", at=NOON - age) for at, age in enumerate(ages)]
    gone = scene.item("gone", "kötü", at=NOON - DAY)
    ids = scene.arrive(*made, gone, scene.item("future", at=NOON + timedelta(days=1))).ids
    scene.arrive(scene.item("gone", "kötü", at=NOON - DAY, deleted=True))
    triage.done(scene.store, ids[:2])
    triage.sentiment(scene.store, [ids[2]], "negative")
    now = NOON + timedelta(microseconds=1)
    with scene.store.reading() as conn:
        found = tones.trends(conn, now)
    assert set(found) == {scene.account.id}
    trend = found[scene.account.id]
    assert trend.weeks == ((1, 0), (0, 0), (0, 0), (2, 2), (2, 1))
    assert (trend.now, trend.before) == ((2, 1), (3, 2))


def test_counting_tones_reads_no_item(scene: Scene) -> None:
    if scene.store.dialect != "sqlite":
        pytest.skip("EXPLAIN of SQLite")
    with scene.store.reading() as conn:
        plan = direct._plan(tones.TRENDS, conn.dialect)
        values = plan.parameters({"begin": 0, "width": 1, "end": 2})
        seen = [str(row[3]) for row in direct.run(conn, f"EXPLAIN QUERY PLAN {plan.sql}", values)]
    assert "ix_item_list (state=? AND place>? AND place<?)" in seen[0]
