"""Waves: found early in what really happened, once each, and not in what is usual."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.insight.waves.chance import at_least, at_least_of
from meydan.insight.waves.detector import HOUR, Tally, WaveDetector
from tests.insight.wave_kit import (
    MONDAY,
    PER_DAY,
    STEP,
    alerts,
    brand,
    companies,
    gained,
    recorded,
    windows,
    with_wave,
)

WEDNESDAY_AT_TWO = 44 * PER_DAY + 14 * 12
"""A row late in a history of sixty days: 18 November 2026, 14:00."""


def test_what_really_happened_is_found() -> None:
    raw = events = false_alarms = 0.0
    for company in companies():
        rows, happened = recorded(company), windows(company)
        found = alerts(rows)
        raw += gained(rows, found, happened)
        events += len(happened)
        false_alarms += sum(not any(a <= wave.at <= b for a, b in happened) for wave in found)
    assert 100 * (raw + events) / (2 * events) >= 80
    assert false_alarms <= 15, "five companies in two months"


@pytest.mark.parametrize("company", ["CRM", "PFE"])
def test_an_alert_uses_nothing_that_came_after_it(company: str) -> None:
    rows = recorded(company)
    whole = alerts(rows)
    for part in (len(rows) // 3, len(rows) // 2):
        assert alerts(rows[:part]) == [wave for wave in whole if wave.at <= rows[part - 1].at]
    assert whole[0].at < rows[len(rows) // 2].at, "there was something to compare"


SERIES = st.lists(
    st.tuples(
        st.integers(1, 90),
        st.one_of(st.integers(0, 4), st.floats(0, 1e6), st.sampled_from([0, 0, 1e12])),
        st.one_of(st.none(), st.floats(0, 1)),
    ),
    max_size=400,
)


@settings(max_examples=60, deadline=None)
@given(SERIES, st.integers(0, 400))
def test_any_series_is_judged_row_by_row(series: list[tuple[int, float, float | None]], part: int) -> None:
    rows, at = [], MONDAY
    for minutes, count, share in series:
        at += timedelta(minutes=minutes)
        rows.append(Tally(at, count, None if share is None else share * count))
    whole = alerts(rows)
    ended = rows[:part][-1].at if rows[:part] else MONDAY
    assert alerts(rows[:part]) == [wave for wave in whole if wave.at <= ended]
    assert all(28 <= wave.days <= 366 and math.isfinite(wave.usual) for wave in whole)


@pytest.mark.parametrize("per_day", [3, 30, 300, 3000])
def test_a_wave_is_told_within_minutes_at_brands_of_any_size(per_day: int) -> None:
    usual = brand(per_day, 45, seed=1)
    more = max(5, round(4 * per_day / PER_DAY))
    begin = WEDNESDAY_AT_TWO
    told = [
        wave
        for wave in alerts(with_wave(usual, begin, 24, more, round(0.8 * more)))
        if wave.at >= usual[begin].at
    ]
    assert told, "nothing was told"
    assert told[0].at - usual[begin].at <= 4 * STEP
    assert not told[0].again
    assert len(told) <= 2, "a wave is told once, and once more when it has grown"


@pytest.mark.parametrize("per_day", [3, 30, 300, 3000])
def test_ordinary_weeks_with_their_mondays_are_quiet(per_day: int) -> None:
    found = [wave for seed in (2, 3) for wave in alerts(brand(per_day, 60, seed))]
    assert len(found) <= 6, "each of two signals speaks once in four weeks at most"
    known = MONDAY + timedelta(days=28)
    assert sum(wave.at.weekday() == 0 and wave.at >= known for wave in found) <= 1, "of ten Mondays"


def test_worse_and_not_more_is_a_wave_too() -> None:
    begin = WEDNESDAY_AT_TWO
    rows = [
        Tally(row.at, row.count, row.count if begin <= place < begin + 36 else row.negative)
        for place, row in enumerate(brand(200, 45, seed=3))
    ]
    (told,) = [wave for wave in alerts(rows) if wave.at >= rows[begin].at]
    assert told.signal == "negative"
    assert told.at - rows[begin].at <= HOUR
    assert told.usual_share is not None and 0.2 < told.usual_share < 0.3
    assert told.negative is not None and told.negative > told.count / 2
    uncounted = [Tally(row.at, row.count) for row in rows]
    assert not [wave for wave in alerts(uncounted) if wave.at >= rows[begin].at]


def test_a_great_wave_does_not_hide_the_next() -> None:
    usual = brand(200, 55, seed=4)
    great = with_wave(usual, WEDNESDAY_AT_TWO, 48, 400, 300)
    second = WEDNESDAY_AT_TWO + 5 * PER_DAY
    told = [wave for wave in alerts(with_wave(great, second, 24, 20, 15)) if wave.at >= usual[second].at]
    assert told and told[0].at - usual[second].at <= HOUR
    assert told[0].usual < 30, "what was loud has not become usual"


def test_a_gap_is_time_unseen_and_no_wave() -> None:
    rows = brand(300, 40, seed=5)
    cut = rows[: 30 * PER_DAY + 100] + rows[33 * PER_DAY + 160 :]
    ending = rows[33 * PER_DAY + 160].at
    assert not [wave for wave in alerts(cut) if ending <= wave.at <= ending + timedelta(days=1)]


def test_rows_longer_than_an_hour_are_judged_alone() -> None:
    rows = [Tally(MONDAY + n * timedelta(hours=6), 40 + n % 4) for n in range(200)]
    rows[150] = Tally(rows[150].at, 400)
    (wave,) = alerts(rows)
    assert (wave.at, wave.count, wave.hourly) == (rows[150].at, 400, False)
    assert 35 < wave.usual < 48


def test_nothing_is_said_before_something_is_known() -> None:
    assert alerts(with_wave(brand(100, 1, seed=6), 200, 12, 50, 40)) == []


def test_a_row_that_does_not_follow_is_refused() -> None:
    detector = WaveDetector()
    detector.feed(Tally(MONDAY, 1))
    with pytest.raises(ValueError, match="does not follow"):
        detector.feed(Tally(MONDAY, 1))


@given(st.integers(1, 40), st.floats(0.01, 30), st.floats(0.05, 200))
def test_the_tail_of_counts_is_what_its_terms_leave(count: int, mean: float, shape: float) -> None:
    below, term = 0.0, (shape / (shape + mean)) ** shape
    for k in range(count):
        below += term
        term *= (shape + k) / (k + 1) * mean / (mean + shape)
    expected = 1 - below if count > mean else 1.0
    assert at_least(count, mean, shape) == pytest.approx(expected, rel=0.02, abs=1e-9)


@given(st.integers(1, 40), st.integers(0, 40), st.floats(0.5, 50), st.floats(0.5, 50))
def test_the_tail_of_shares_is_what_its_terms_leave(
    negative: int, others: int, yes: float, no: float
) -> None:
    count = negative + others
    below, term = 0.0, math.prod((no + k) / (yes + no + k) for k in range(count))
    for k in range(negative):
        below += term
        term *= (count - k) / (k + 1) * (yes + k) / (no + count - k - 1)
    expected = 1 - below if negative * (yes + no) > count * yes else 1.0
    assert at_least_of(negative, count, yes, no) == pytest.approx(expected, rel=0.02, abs=1e-9)


def test_tails_far_out_keep_their_magnitude() -> None:
    assert at_least(10_000, 10.0, 1e6) < 1e-300
    assert at_least_of(900, 1000, 2.0, 900.0) < 1e-100
