"""The clock of an answer: office hours, holidays, daylight saving, and what is late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.insight.closed_days import closed_days
from meydan.insight.sla import Office, Sla

NINE_TO_FIVE = (*[(9 * 60, 17 * 60)] * 5, None, None)
ISTANBUL = ZoneInfo("Europe/Istanbul")
MINUTE = timedelta(minutes=1)


def at(zone: ZoneInfo, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_the_example_of_hootsuite() -> None:
    """Friday 16:45 and 30 minutes, office from 9 to 17: breached on Monday at 09:16."""
    office = Office(NINE_TO_FIVE, ISTANBUL)
    created = at(ISTANBUL, "2026-11-20T16:45")
    assert office.due(created, minutes(30)) == at(ISTANBUL, "2026-11-23T09:15")
    sla = Sla(office, {"dm": 30})
    on_time = sla.clock("dm", "open", created, at(ISTANBUL, "2026-11-23T09:15"))
    breached = sla.clock("dm", "open", created, at(ISTANBUL, "2026-11-23T09:16"))
    assert on_time is not None and not on_time.late and on_time.left == minutes(0)
    assert breached is not None and breached.late and breached.left == MINUTE
    assert office.cutoff(at(ISTANBUL, "2026-11-23T09:15"), minutes(30)) < created
    assert office.cutoff(at(ISTANBUL, "2026-11-23T09:16"), minutes(30)) >= created


@pytest.mark.parametrize(
    ("created", "target", "due"),
    [
        ("2026-11-23T09:00", 60, "2026-11-23T10:00"),
        ("2026-11-23T03:00", 60, "2026-11-23T10:00"),
        ("2026-11-23T16:00", 60, "2026-11-23T17:00"),
        ("2026-11-23T17:00", 60, "2026-11-24T10:00"),
        ("2026-11-21T12:00", 30, "2026-11-23T09:30"),
        ("2026-11-20T09:00", 5 * 480 + 1, "2026-11-27T09:01"),
    ],
)
def test_only_office_hours_count(created: str, target: int, due: str) -> None:
    office = Office(NINE_TO_FIVE, ISTANBUL)
    assert office.due(at(ISTANBUL, created), minutes(target)) == at(ISTANBUL, due)


def test_holidays_half_days_and_days_of_the_brand() -> None:
    days = closed_days("TR", 2026)
    halves = frozenset(day for day, half in days.items() if half)
    closed = frozenset(days) - halves
    assert date(2026, 10, 28) in halves and date(2026, 10, 29) in closed
    office = Office(NINE_TO_FIVE, ISTANBUL, closed, halves)
    eve = at(ISTANBUL, "2026-10-28T12:30")
    assert office.due(eve, minutes(30)) == at(ISTANBUL, "2026-10-28T13:00")
    assert office.due(eve, minutes(31)) == at(ISTANBUL, "2026-10-30T09:01")
    own = Office(NINE_TO_FIVE, ISTANBUL, closed | {date(2026, 10, 30)}, halves)
    assert own.due(eve, minutes(31)) == at(ISTANBUL, "2026-11-02T09:01")


def test_an_afternoon_office_stays_closed_on_half_days() -> None:
    office = Office((*[(14 * 60, 18 * 60)] * 5, None, None), ISTANBUL, halves=frozenset({date(2026, 10, 28)}))
    assert office.open_on(date(2026, 10, 28)) is None


@pytest.mark.parametrize(
    ("zone", "created", "due"),
    [
        # The clocks go forward at 02:00 on 29 March and back at 03:00 on 25 October in Berlin.
        ("Europe/Berlin", "2026-03-29T00:30", "2026-03-29T04:30"),
        ("Europe/Berlin", "2026-10-25T00:30", "2026-10-25T02:30"),
        ("America/New_York", "2026-03-08T00:30", "2026-03-08T04:30"),
        ("Europe/Istanbul", "2026-03-29T00:30", "2026-03-29T03:30"),
        # Half an hour of summer time.
        ("Australia/Lord_Howe", "2026-10-04T00:30", "2026-10-04T04:00"),
    ],
)
def test_around_the_clock_hours_are_real_hours_when_the_clocks_change(
    zone: str, created: str, due: str
) -> None:
    place = ZoneInfo(zone)
    office = Office(((0, 1440),) * 7, place)
    assert office.due(at(place, created), minutes(180)).astimezone(place).replace(tzinfo=None) == (
        datetime.fromisoformat(due)
    )


def test_office_hours_follow_the_local_clock_when_it_changes() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    office = Office(NINE_TO_FIVE, berlin)
    friday = at(berlin, "2026-03-27T16:45")
    assert office.due(friday, minutes(30)) == at(berlin, "2026-03-30T09:15")
    assert office.due(friday, minutes(30)) - friday == timedelta(days=2, hours=15, minutes=30)


ZONES = st.sampled_from(
    (
        "Europe/Istanbul",
        "Europe/Berlin",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Africa/Cairo",
    )
).map(ZoneInfo)
HOURS = st.none() | st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(
    lambda pair: pair[0] < pair[1]
)
OFFICES = st.builds(
    Office,
    st.tuples(*[HOURS] * 7).filter(any),
    ZONES,
    st.frozensets(st.dates(date(2018, 1, 1), date(2018, 12, 31)), max_size=20),
    st.frozensets(st.dates(date(2018, 1, 1), date(2018, 12, 31)), max_size=20),
)
START = datetime(2018, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 365 * 86_400).map(lambda second: START + timedelta(seconds=second))
TARGETS = st.integers(1, 2000).map(minutes)


@given(OFFICES, MOMENTS, MOMENTS, TARGETS)
def test_an_item_is_late_exactly_when_it_was_created_by_the_cutoff(
    office: Office, created: datetime, now: datetime, target: timedelta
) -> None:
    assert (now > office.due(created, target)) == (created <= office.cutoff(now, target))


@given(OFFICES, MOMENTS, MOMENTS, TARGETS)
def test_due_grows_with_the_time_of_creation(
    office: Office, one: datetime, other: datetime, target: timedelta
) -> None:
    early, late = sorted((one, other))
    assert office.due(early, target) <= office.due(late, target)


@given(OFFICES, MOMENTS, TARGETS)
def test_between_creation_and_due_lies_the_target(
    office: Office, created: datetime, target: timedelta
) -> None:
    due = office.due(created, target)
    assert office.between(created, due) == target
    assert office.between(due, created) == minutes(0)


def test_three_quarters_of_the_target_are_pressing() -> None:
    sla = Sla(Office(NINE_TO_FIVE, ISTANBUL), {"comment": 120})
    created = at(ISTANBUL, "2026-11-23T09:00")
    clocks = [
        sla.clock("comment", "open", created, created + minutes(passed)) for passed in (89, 90, 120, 121)
    ]
    assert [(clock.soon, clock.late) for clock in clocks if clock] == [
        (False, False),
        (True, False),
        (True, False),
        (True, True),
    ]


def test_the_clock_runs_for_what_is_open_or_waits_for_a_colleague() -> None:
    sla = Sla(Office(NINE_TO_FIVE, ISTANBUL), {"dm": 60})
    now = at(ISTANBUL, "2026-11-23T12:00")
    assert sla.clock("dm", "open", now, now) == sla.clock("dm", "waiting", now, now) is not None
    assert sla.clock("dm", "snoozed", now, now) is None
    assert sla.clock("dm", "done", now, now) is None
    assert sla.clock("comment", "open", now, now) is None
    assert sla.cutoffs(now) == (("dm", sla.office.cutoff(now, minutes(60))),)


def test_absurd_years_have_no_clock() -> None:
    sla = Sla(Office(NINE_TO_FIVE, ISTANBUL), {"dm": 60})
    now = at(ISTANBUL, "2026-11-23T12:00")
    assert sla.clock("dm", "open", datetime.max.replace(tzinfo=UTC), now) is None
    assert sla.clock("dm", "open", datetime(1, 1, 3, tzinfo=UTC), now) is not None


def test_an_office_must_be_open_at_some_time() -> None:
    with pytest.raises(ValueError, match="must be open"):
        Office((None,) * 7, ISTANBUL)


def test_a_country_without_known_holidays_is_refused() -> None:
    with pytest.raises(ValueError, match="no holidays are known of QQ"):
        closed_days("QQ", 2026)
