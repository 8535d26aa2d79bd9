"""The arithmetic of how often a stream is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from meydan.app.sync.backfill import gap_of, pages_allowed
from meydan.app.sync.pace import Allowance, adapted, allowed, backoff, day_end
from meydan.connectors.base import StreamSpec
from meydan.store.rows.people import StreamRow

SPEC = StreamSpec("comments", timedelta(seconds=15), timedelta(minutes=5))
NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)


def stream(last_success: datetime | None, interval: float = 60.0) -> StreamRow:
    return StreamRow(1, 1, "comments", None, NOW, interval, None, last_success, None, 0, "")


@given(st.floats(0, 10_000), st.integers(0, 1000))
def test_the_interval_stays_between_its_bounds(interval: float, news: int) -> None:
    assert 15.0 <= adapted(SPEC, interval, news) <= 300.0


def test_news_make_it_faster_and_quiet_slower() -> None:
    assert adapted(SPEC, 120.0, 1) == 60.0
    assert adapted(SPEC, 120.0, 40) == 15.0
    assert adapted(SPEC, 120.0, 0) == 180.0


@given(st.integers(1, 100_000), st.integers(1, 60), st.integers(1, 86_400))
def test_a_day_at_the_allowed_pace_never_costs_more_than_its_budget(daily: int, cost: int, left: int) -> None:
    spent, at = 0, 0.0
    for _ in range(200):
        pause = allowed(1.0, cost, Allowance(left - at, daily, spent))
        at += pause
        if at >= left:
            break
        spent += cost
        assert spent <= daily


def test_a_window_that_runs_short_is_stretched_over_its_rest() -> None:
    plenty = Allowance(3600, rate_limit=300, rate_remaining=200, rate_ends_in=200)
    short = Allowance(3600, rate_limit=300, rate_remaining=50, rate_ends_in=200)
    empty = Allowance(3600, rate_limit=300, rate_remaining=0, rate_ends_in=200)
    assert allowed(10.0, 8, plenty) == 10.0
    assert allowed(10.0, 8, short) == 40.0
    assert allowed(10.0, 8, empty) == 200.0


@given(st.integers(0, 10_000), st.integers())
def test_a_failing_stream_is_left_alone_for_a_while_never_for_ever(failures: int, seed: int) -> None:
    assert 1.0 <= backoff(failures, Random(seed)) <= 900.0


def test_a_day_ends_at_midnight_utc() -> None:
    assert day_end(NOW) == datetime(2026, 11, 23, tzinfo=UTC)


def test_a_gap_is_a_time_in_which_several_polls_were_missed() -> None:
    assert gap_of(stream(None), SPEC, NOW) is None
    assert gap_of(stream(NOW - timedelta(minutes=9)), SPEC, NOW) is None
    found = gap_of(stream(NOW - timedelta(hours=8)), SPEC, NOW)
    assert found is not None
    assert found.length == timedelta(hours=8)
    assert pages_allowed(stream(NOW), found) > pages_allowed(stream(NOW), None)
