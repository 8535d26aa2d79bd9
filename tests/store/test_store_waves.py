"""Waves: counted by stretches of time, kept once each, shown until somebody has seen them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from meydan.store import NotFound, Store
from meydan.store.reads import waves
from meydan.store.rows.waves import CountRow, FoundWave, SaidRow, WaveRow
from meydan.store.writes import triage
from meydan.store.writes import waves as writes
from tests.store.conftest import NOON, Scene

STEP = timedelta(minutes=5)
APART = timedelta(hours=6)


def found(scene: Scene) -> FoundWave:
    return FoundWave(scene.account.id, "volume", NOON, 20, 12, 3.5, 0.2, 40.0, ("kargo", "iade"))


def kept(scene: Scene, *waves_: FoundWave) -> int:
    return writes.keep(scene.store, scene.lease(), waves_, apart=APART)


def every(store: Store) -> tuple[WaveRow, ...]:
    with store.reading() as conn:
        return waves.newest(conn, 10)


def unseen(store: Store) -> list[int]:
    with store.reading() as conn:
        return [row.id for row in waves.unseen(conn, NOON - timedelta(days=1))]


def test_counts_are_by_account_and_stretch_of_time(scene: Scene) -> None:
    minutes = (0, 4, 5, 21, 29, 30)
    scene.arrive(
        *(
            scene.item(f"r{at}", "kötü" if at % 2 else "iyi", at=NOON + timedelta(minutes=at))
            for at in minutes
        ),
        scene.item("r-1", at=NOON - timedelta(microseconds=1)),
    )
    scene.arrive(scene.item("r4", at=NOON + timedelta(minutes=4), deleted=True))
    until = NOON + timedelta(minutes=30)
    number = scene.account.id
    with scene.store.reading() as conn:
        assert waves.counts(conn, [number, number + 1], NOON, until, STEP) == (
            CountRow(number, NOON, 1, 0),
            CountRow(number, NOON + STEP, 1, 1),
            CountRow(number, NOON + 4 * STEP, 1, 1),
            CountRow(number, NOON + 5 * STEP, 1, 1),
        )
        assert waves.counts(conn, [number + 1], NOON, until, STEP) == ()
        assert waves.said(conn, number, NOON, until, 2) == (SaidRow("kötü", True), SaidRow("kötü", True))
        assert len(waves.said(conn, number, NOON, until, 9)) == 4


def test_a_corrected_tone_counts(scene: Scene) -> None:
    scene.arrive(scene.item("r1", "kötü"))
    triage.sentiment(scene.store, [scene.id("r1")], "neutral")
    with scene.store.reading() as conn:
        (row,) = waves.counts(conn, [scene.account.id], NOON, NOON + STEP, STEP)
    assert (row.count, row.negative) == (1, 0)


def test_a_wave_is_kept_once_and_grows_when_it_is_said_again(scene: Scene) -> None:
    first = found(scene)
    later = replace(first, at=NOON + timedelta(hours=2), count=30)
    assert [kept(scene, first), kept(scene, first), kept(scene, later)] == [1, 0, 0]
    (row,) = every(scene.store)
    assert (row.account, row.platform, row.signal, row.topics) == (
        "kahve",
        "mastodon",
        "volume",
        first.topics,
    )
    assert (row.begun_at, row.at, row.count, row.negative, row.usual, row.usual_share, row.days) == (
        *(NOON, NOON, 20, 12, 3.5, 0.2, 40.0),
    )
    writes.see(scene.store, [row.id])
    assert unseen(scene.store) == []
    assert kept(scene, replace(later, again=True)) == 1
    (grown,) = every(scene.store)
    assert (grown.id, grown.begun_at, grown.at, grown.count) == (row.id, NOON, later.at, 30)
    assert unseen(scene.store) == [row.id], "it is news again"
    assert kept(scene, replace(first, at=later.at + APART)) == 1
    assert [wave.at for wave in every(scene.store)] == [later.at + APART, later.at]


def test_two_waves_are_told_in_their_order(scene: Scene) -> None:
    assert kept(scene, found(scene), replace(found(scene), at=NOON + APART)) == 2
    with scene.store.reading() as conn:
        assert [row.at for row in waves.lately(conn, NOON + STEP)] == [NOON + APART]
        assert [row.at for row in waves.unseen(conn, NOON)] == [NOON + APART, NOON]


def test_having_seen_it_is_audited_and_undone(scene: Scene, as_login: Mapping[str, Store]) -> None:
    kept(scene, found(scene))
    (row,) = every(scene.store)
    writes.see(as_login["bora"], [row.id], NOON)
    (seen,) = every(scene.store)
    assert (seen.seen_by, seen.seen_at, unseen(scene.store)) == ("bora", NOON, [])
    assert triage.undo(as_login["bora"]) == "see_wave"
    assert unseen(scene.store) == [row.id]
    with scene.store.reading() as conn:
        told = conn.exec_driver_sql("SELECT login, command, subject FROM audit ORDER BY id DESC").fetchmany(2)
    assert [tuple(each) for each in told] == [
        ("bora", "undo", "see_wave"),
        ("bora", "see_wave", f"wave {row.id}"),
    ]
    with pytest.raises(NotFound, match="no wave 99"):
        writes.see(scene.store, [99])
