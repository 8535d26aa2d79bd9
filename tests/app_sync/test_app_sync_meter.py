"""The budget of a platform's day: what it covers, what waits, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from meydan.app.sync.meter import DayMeter
from meydan.connectors.base import Declaration, Limits
from meydan.store.rows.people import AccountHealth, AccountRow, Spent

PACIFIC = "America/Los_Angeles"
NOW = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
"""Half past ten in the evening of the 25th in California."""
MIDNIGHT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
PLATFORM = Declaration(
    "videos", "Videos", "VI", frozenset(), Limits(), (), budget_unit="units", budget_zone=PACIFIC,
    price=lambda method, path: 50 if method == "POST" else 1,
)  # fmt: skip
ACCOUNT = AccountRow(1, 1, "kanal", "videos", "", "kanal", "Kanal", "1", "active", 200)
HEALTH = AccountHealth(ACCOUNT, None, "", 0, 0, None, None, None, None, None, 0)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_reading_leaves_a_fifth_of_the_day_for_sending() -> None:
    meter = DayMeter(PLATFORM, 200, Clock())
    meter.spend(159)
    assert meter.opens_at("GET", "/list", sending=False) is None
    meter.charge("GET", "/list")
    assert meter.opens_at("GET", "/list", sending=False) == MIDNIGHT
    assert meter.opens_at("POST", "/insert", sending=True) == MIDNIGHT
    assert meter.opens_at("GET", "/list", sending=True) is None


def test_sends_stop_before_the_platform_would_refuse() -> None:
    meter, sent = DayMeter(PLATFORM, 200, Clock()), 0
    meter.settle(replace(HEALTH, calls_today=20, day_ends_at=MIDNIGHT))
    while meter.opens_at("POST", "/insert", sending=True) is None:
        meter.charge("POST", "/insert")
        sent += 1
    assert sent == 3
    assert meter.take() == Spent(150, date(2026, 11, 25), MIDNIGHT)
    assert meter.take() is None
    assert meter.opens_at("POST", "/insert", sending=True) == MIDNIGHT


def test_the_day_is_the_platforms() -> None:
    clock = Clock()
    meter = DayMeter(PLATFORM, 200, clock)
    meter.spend(200)
    clock.now = MIDNIGHT - timedelta(seconds=1)
    assert meter.opens_at("GET", "/list", sending=False) == MIDNIGHT
    clock.now = MIDNIGHT
    assert meter.opens_at("GET", "/list", sending=False) is None
    meter.charge("GET", "/list")
    assert meter.take() == Spent(1, date(2026, 11, 26), MIDNIGHT + timedelta(days=1))


def test_a_budget_of_requests_holds_back_reading_only() -> None:
    meter = DayMeter(replace(PLATFORM, budget_unit="requests"), 10, Clock())
    meter.spend(10)
    assert meter.opens_at("GET", "/list", sending=False) == MIDNIGHT
    assert meter.opens_at("POST", "/insert", sending=True) is None


def test_without_a_budget_everything_is_counted_and_nothing_waits() -> None:
    meter = DayMeter(PLATFORM, None, Clock())
    meter.spend(10**9)
    assert meter.opens_at("POST", "/insert", sending=True) is None
    taken = meter.take()
    assert taken is not None
    assert taken.units == 10**9
