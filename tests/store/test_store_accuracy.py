"""How right the tones are: drawing items to judge, judging them blind, and counting it all by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select, update

from meydan.store import NotFound, Store
from meydan.store.reads import accuracy, audit
from meydan.store.rows.tones import AccuracyRow, BlindRow
from meydan.store.tables.inbox import item
from meydan.store.tables.tones import blind_tone
from meydan.store.writes import removal, tones, triage
from tests.store.conftest import NOON

if TYPE_CHECKING:
    from tests.store.conftest import Scene

ISTANBUL = ZoneInfo("Europe/Istanbul")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def sample(
    scene: Scene, count: int = 100, *, login: str = "ayse", since: datetime = LONG_AGO, seed: int = 1
) -> tuple[BlindRow, ...]:
    with scene.store.reading() as conn:
        return accuracy.blind_sample(conn, login, count, since, seed)


def measured(scene: Scene, months: int = 12, now: datetime = NOON) -> dict[tuple[str, str], AccuracyRow]:
    with scene.store.reading() as conn:
        rows = accuracy.accuracy(conn, months, now, ISTANBUL)
    return {(row.month.isoformat()[:7], row.lang): row for row in rows}


def kept(scene: Scene) -> dict[tuple[int, str], tuple[str, str, str]]:
    """The judgements that the store has."""
    with scene.store.reading() as conn:
        return {
            (row.item_id, row.login): (row.said, row.analysed, row.lang)
            for row in conn.execute(select(blind_tone))
        }


def fill(scene: Scene, count: int, text: Callable[[int], str] = lambda _: "merhaba") -> list[int]:
    return list(
        scene.arrive(
            *(scene.item(str(n), text(n), at=NOON - n * MINUTE, author=f"u{n}") for n in range(count))
        ).ids
    )


def set_column(scene: Scene, ids: list[int], **values: Any) -> None:
    with scene.store.writing() as conn:
        conn.execute(update(item).where(item.c.id.in_(ids)).values(**values))


def test_the_sample_shows_the_item_and_not_what_was_analysed(scene: Scene) -> None:
    (number,) = scene.arrive(scene.item("1", "çok kötü", author="zeki", name="Zeki")).ids
    assert sample(scene) == (BlindRow(number, "zeki", "kahve", NOON, "çok kötü", "tr"),)
    scene.arrive(scene.item("2", "iyi", author="", name="Adsız"))
    assert {row.author for row in sample(scene)} == {"zeki", "Adsız"}


def test_what_is_gone_corrected_old_or_judged_already_is_not_drawn(
    scene: Scene, as_login: Mapping[str, Store]
) -> None:
    gone, corrected, taken_back, judged, old, free = fill(scene, 6)
    scene.arrive(scene.item("0", deleted=True, author="u0", at=NOON))
    triage.sentiment(scene.store, [corrected, taken_back], "positive")
    triage.sentiment(scene.store, [taken_back], "")
    tones.judge_blind(scene.store, judged, "positive")
    # Items 4 and 5 are the oldest; the moment itself still counts.
    since = NOON - 4 * MINUTE
    assert {row.id for row in sample(scene, since=since)} == {taken_back, old}
    assert {row.id for row in sample(scene)} == {taken_back, old, free}
    assert {row.id for row in sample(scene, login="bora")} == {taken_back, judged, old, free}
    tones.judge_blind(as_login["bora"], free, "neutral")
    assert gone not in {row.id for row in sample(scene, login="bora")}
    assert {row.id for row in sample(scene, login="bora")} == {taken_back, judged, old}
    assert sample(scene, since=NOON + MINUTE) == ()


def test_an_empty_store_has_no_sample(scene: Scene) -> None:
    assert sample(scene) == ()


def test_a_seed_draws_the_same_and_another_one_others(scene: Scene) -> None:
    fill(scene, 200)
    first = [row.id for row in sample(scene, 20, seed=7)]
    assert len(set(first)) == 20
    assert [row.id for row in sample(scene, 20, seed=7)] == first
    assert [row.id for row in sample(scene, 20, seed=8)] != first
    assert first != sorted(first), "in the order of arrival it would be no sample"


@pytest.mark.parametrize("probes", [20_000, 3])
def test_every_item_is_as_likely_as_any(scene: Scene, monkeypatch: pytest.MonkeyPatch, probes: int) -> None:
    """Also one that is alone in its hour, and both where ids are tried and where all are listed."""
    monkeypatch.setattr(accuracy, "PROBES", probes)
    hour = timedelta(hours=1)
    made = [scene.item(str(n), at=NOON - hour * (n == 0)) for n in range(10)]
    ids = scene.arrive(*made).ids
    triage.sentiment(scene.store, ids[5:], "positive")
    drawn = Counter(sample(scene, 1, seed=seed)[0].id for seed in range(500))
    assert set(drawn) == set(ids[:5])
    # 100 are expected of each; 60 to 140 is 4.5 standard deviations.
    assert all(60 <= count <= 140 for count in drawn.values()), drawn


def test_few_that_fit_among_many_are_all_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accuracy, "PROBES", 50)
    monkeypatch.setattr(accuracy, "AT_ONCE", 7)
    ids = fill(scene, 400)
    since = NOON - 4 * MINUTE
    found = [row.id for row in sample(scene, 10, since=since)]
    assert sorted(found) == sorted(ids[:5])
    assert [row.id for row in sample(scene, 10, since=since)] == found


def test_a_sample_of_many_does_not_read_them_all(scene: Scene) -> None:
    if scene.store.dialect != "sqlite":
        pytest.skip("EXPLAIN of SQLite")
    fill(scene, 3 * accuracy.AT_ONCE)
    said: list[tuple[str, Any]] = []

    def hear(_conn: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        said.append((statement, values))

    with scene.store.reading() as conn:
        event.listen(conn.engine, "before_cursor_execute", hear)
        assert len(accuracy.blind_sample(conn, "ayse", 20, LONG_AGO, 1)) == 20
        accuracy.accuracy(conn, 1, NOON, ISTANBUL)
        event.remove(conn.engine, "before_cursor_execute", hear)
        plans = [
            " | ".join(str(row[3]) for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values))
            for sql, values in said
            if sql.startswith("SELECT")
        ]
    span, drawn, judged, items, corrected = plans
    assert "SCAN item " not in f"{drawn} {judged} {items} {corrected} "
    assert span.count("SEARCH item") == 2, span
    assert "SEARCH item USING INTEGER PRIMARY KEY" in drawn
    assert judged.startswith("SCAN blind_tone | SEARCH item USING INTEGER PRIMARY KEY")
    assert "SEARCH item USING COVERING INDEX ix_item_list (state=? AND place>? AND place<?)" in items
    assert "ix_item_corrected (place>? AND place<?)" in corrected


def test_a_blind_judgement_leaves_the_item_as_it_is(scene: Scene) -> None:
    (number,) = scene.arrive(scene.item("1", "kötü")).ids
    before = scene.one("1")
    tones.judge_blind(scene.store, number, "positive")
    assert scene.one("1") == before
    assert kept(scene) == {(number, "ayse"): ("positive", "negative", "tr")}
    with scene.store.reading() as conn:
        newest = audit.recent(conn, 1)[0]
    assert (newest.login, newest.command, newest.subject) == ("ayse", "judge_blind", f"item {number}")
    assert newest.detail == "positive"


def test_it_keeps_what_the_analysis_said_at_that_moment(scene: Scene) -> None:
    (number,) = scene.arrive(scene.item("1", "kötü")).ids
    tones.judge_blind(scene.store, number, "negative")
    set_column(scene, [number], analysed="positive", lang="en")
    assert kept(scene)[number, "ayse"] == ("negative", "negative", "tr")
    tones.judge_blind(scene.store, number, "neutral")
    assert kept(scene)[number, "ayse"] == ("neutral", "positive", "en")


def test_undo_and_redo_go_back_to_what_was_said_before(scene: Scene, as_login: Mapping[str, Store]) -> None:
    (number,) = scene.arrive(scene.item("1", "kötü")).ids
    tones.judge_blind(as_login["bora"], number, "neutral")
    others = kept(scene)
    tones.judge_blind(scene.store, number, "negative")
    first = kept(scene)
    tones.judge_blind(scene.store, number, "positive")
    second = kept(scene)
    assert len({str(each) for each in (others, first, second)}) == 3
    assert triage.undo(scene.store) == "judge_blind" and kept(scene) == first
    assert triage.undo(scene.store) == "judge_blind" and kept(scene) == others
    assert number in {row.id for row in sample(scene)}
    assert triage.redo(scene.store) == "judge_blind" and kept(scene) == first
    assert triage.redo(scene.store) == "judge_blind" and kept(scene) == second


def test_nothing_is_judged_again_about_an_item_that_is_gone(scene: Scene) -> None:
    (number,) = scene.arrive(scene.item("1", "kötü")).ids
    tones.judge_blind(scene.store, number, "negative")
    triage.undo(scene.store)
    removal.remove(scene.store, scene.account.id)
    assert triage.redo(scene.store) == "judge_blind"
    assert kept(scene) == {}


def test_an_account_takes_its_judgements_along(scene: Scene) -> None:
    (number,) = scene.arrive(scene.item("1", "kötü")).ids
    tones.judge_blind(scene.store, number, "negative")
    removal.remove(scene.store, scene.account.id)
    assert kept(scene) == {}


@pytest.mark.parametrize("said", ["", "angry", "Positive", "mixed"])
def test_only_tones_are_kept(scene: Scene, said: str) -> None:
    (number,) = scene.arrive(scene.item("1")).ids
    with pytest.raises(ValueError, match="no tone"):
        tones.judge_blind(scene.store, number, said)
    assert kept(scene) == {}


def test_what_is_no_item_is_named(scene: Scene) -> None:
    with pytest.raises(NotFound, match="no item 12345"):
        tones.judge_blind(scene.store, 12345, "neutral")


def test_agreement_is_counted_by_month_and_language(scene: Scene, as_login: Mapping[str, Store]) -> None:
    ids = fill(scene, 5, lambda n: "kötü" if n < 3 else "iyi")
    set_column(scene, [ids[1]], lang="en")
    set_column(scene, [ids[2]], lang="und")
    set_column(scene, [ids[3]], lang="other")
    for number, said in zip(ids, ("negative", "positive", "negative", "negative"), strict=False):
        tones.judge_blind(scene.store, number, said)
    tones.judge_blind(as_login["bora"], ids[0], "neutral")
    found = measured(scene)
    assert [lang for _, lang in found] == ["all", "tr", "en", "other"]
    assert {lang: (row.judged, row.agreeing, row.items) for (_, lang), row in found.items()} == {
        "all": (5, 2, 5),
        "tr": (2, 1, 2),
        "en": (1, 0, 1),
        "other": (2, 1, 2),
    }
    assert found["2026-11", "other"].judgements == {
        ("negative", "negative"): 1,
        ("negative", "neutral"): 1,
    }
    assert found["2026-11", "tr"].month == date(2026, 11, 1)


def test_corrections_count_and_those_that_differ(scene: Scene) -> None:
    ids = fill(scene, 8, lambda n: "kötü" if n % 2 else "iyi")
    scene.arrive(scene.item("7", "kötü", at=NOON - 7 * MINUTE, author="u7", deleted=True))
    triage.sentiment(scene.store, ids[:4], "negative")
    triage.sentiment(scene.store, [ids[7]], "positive")
    triage.sentiment(scene.store, [ids[5]], "positive")
    triage.sentiment(scene.store, [ids[5]], "")
    row = measured(scene)["2026-11", "all"]
    assert (row.items, row.corrected, row.differing, row.judged) == (7, 4, 2, 0)


def test_months_begin_in_the_brands_zone_and_the_newest_is_first(scene: Scene) -> None:
    # In Istanbul the first two are already of November, the last one is of December.
    moments = (
        datetime(2026, 10, 31, 21, 0, tzinfo=UTC),
        datetime(2026, 11, 30, 20, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 10, 31, 20, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 1, 5, tzinfo=UTC),
        datetime(2026, 11, 30, 21, 0, tzinfo=UTC),
    )
    ids = scene.arrive(*(scene.item(str(n), at=at) for n, at in enumerate(moments))).ids
    for number in ids[:3]:
        tones.judge_blind(scene.store, number, "neutral")
    triage.sentiment(scene.store, ids[3:], "negative")
    found = measured(scene, 12, NOON)
    figures = {
        month: (row.items, row.judged, row.corrected) for (month, lang), row in found.items() if lang == "all"
    }
    assert list(figures.items()) == [
        ("2026-11", (2, 2, 0)),
        ("2026-10", (1, 1, 0)),
        ("2026-01", (1, 0, 1)),
    ]
    assert {month for month, _ in measured(scene, 10, NOON)} == {"2026-11", "2026-10"}
    assert {month for month, _ in measured(scene, 1, NOON)} == {"2026-11"}
    late = datetime(2026, 11, 30, 21, 0, tzinfo=UTC)
    assert {month for month, _ in measured(scene, 1, late)} == {"2026-12"}


def test_what_is_judged_stays_judged_when_it_is_deleted_or_corrected(scene: Scene) -> None:
    (number,) = fill(scene, 1)
    tones.judge_blind(scene.store, number, "positive")
    triage.sentiment(scene.store, [number], "positive")
    scene.arrive(scene.item("0", author="u0", at=NOON, deleted=True))
    row = measured(scene)["2026-11", "all"]
    assert (row.judged, row.agreeing, row.items, row.corrected) == (1, 0, 0, 0)


def test_fewer_than_thirty_judgements_are_thin() -> None:
    def row(count: int) -> AccuracyRow:
        return AccuracyRow(date(2026, 11, 1), "tr", {("negative", "neutral"): count}, 100, 0, 0)

    assert (row(29).thin, row(30).thin) == (True, False)
    assert (row(30).judged, row(30).agreeing) == (30, 0)
