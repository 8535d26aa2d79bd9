"""Pacing of budgets and velocity of volumes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.insight.pacing import pace
from meydan.insight.velocity import velocity

START, END = date(2026, 11, 1), date(2026, 11, 30)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_pace_in_the_middle() -> None:
    result = pace(Decimal(3000), Decimal(1200), START, END, date(2026, 11, 15))
    assert (result.days, result.days_gone) == (30, 15)
    assert result.planned == Decimal("1500.00")
    assert result.projected == Decimal("2400.00")
    assert result.per_day == Decimal("120.00")
    assert result.ratio == Decimal("0.80")


@pytest.mark.parametrize(
    ("today", "gone", "planned", "projected", "per_day"),
    [
        (date(2026, 10, 31), 0, "0.00", "0.00", "100.00"),
        (START, 1, "100.00", "0.00", "103.45"),
        (END, 30, "3000.00", "0.00", "0.00"),
        (date(2027, 1, 1), 30, "3000.00", "0.00", "0.00"),
    ],
)
def test_pace_at_the_edges(today: date, gone: int, planned: str, projected: str, per_day: str) -> None:
    result = pace(Decimal(3000), Decimal(0), START, END, today)
    assert result.days_gone == gone
    assert result.planned == Decimal(planned)
    assert result.projected == Decimal(projected)
    assert result.per_day == Decimal(per_day)


def test_pace_overspent_leaves_nothing() -> None:
    result = pace(Decimal(100), Decimal(150), START, END, date(2026, 11, 10))
    assert result.per_day == 0
    assert result.projected == Decimal("450.00")


def test_pace_refuses_a_reversed_period() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        pace(Decimal(1), Decimal(0), END, START, START)


@given(
    st.decimals(0, 10**9, places=2),
    st.decimals(0, 10**9, places=2),
    st.integers(0, 400),
    st.integers(-9, 500),
)
def test_pace_stays_within_the_plan(budget: Decimal, spent: Decimal, length: int, at: int) -> None:
    result = pace(budget, spent, START, START + timedelta(days=length), START + timedelta(days=at))
    assert 0 <= result.days_gone <= result.days == length + 1
    assert 0 <= result.planned <= budget
    assert result.per_day >= 0


def test_velocity_of_a_steady_growth() -> None:
    samples = [(NOON - timedelta(minutes=30 * k), 1000.0 - 20 * k) for k in range(6)]
    assert velocity(samples) == pytest.approx(40.0)
    assert velocity(reversed(samples)) == pytest.approx(40.0)


def test_velocity_looks_only_at_the_window() -> None:
    old = [(NOON - timedelta(days=2), 0.0)]
    assert velocity([*old, (NOON - timedelta(hours=1), 90.0), (NOON, 100.0)]) == pytest.approx(10.0)


def test_velocity_needs_two_times() -> None:
    assert velocity([]) is None
    assert velocity([(NOON, 5.0)]) is None
    assert velocity([(NOON, 5.0), (NOON, 9.0)]) is None
