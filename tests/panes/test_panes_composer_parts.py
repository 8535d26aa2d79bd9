"""Times as people type them, and saved replies in a text."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.panes.composer.saved import Reply, expand
from meydan.panes.composer.target import Attached
from meydan.panes.composer.when import next_hour, parse_when

ISTANBUL = ZoneInfo("Europe/Istanbul")
REPLY = Reply("kg", "Merhaba")
SUNDAY = datetime(2026, 11, 22, 9, 42, tzinfo=ISTANBUL)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("", "2026-11-22 10:00"),
        ("14:30", "2026-11-22 14:30"),
        ("9", "2026-11-23 09:00"),
        ("+2h", "2026-11-22 11:42"),
        ("2sa", "2026-11-22 11:42"),
        ("45dk", "2026-11-22 10:27"),
        ("3g", "2026-11-25 09:42"),
        ("tomorrow 9", "2026-11-23 09:00"),
        ("Yarın 18.30", "2026-11-23 18:30"),
        ("mon", "2026-11-23 09:00"),
        ("çar 20", "2026-11-25 20:00"),
        ("sun 20", "2026-11-29 20:00"),
        ("24.11 10:00", "2026-11-24 10:00"),
        ("1/12/2026 8", "2026-12-01 08:00"),
        ("2027-01-02 7:05", "2027-01-02 07:05"),
        ("3.1", "2027-01-03 09:00"),
    ],
)
def test_moments_ahead(text: str, moment: str) -> None:
    expected = datetime.fromisoformat(moment).replace(tzinfo=ISTANBUL)
    assert parse_when(text, SUNDAY) == expected


@pytest.mark.parametrize(
    "text", ["soon", "25:00", "31.2", "today 8", "2026-01-01 10", "9 9", "14:30 tomorrow"]
)
def test_what_is_no_moment_ahead(text: str) -> None:
    assert parse_when(text, SUNDAY) is None


@given(st.text(max_size=20))
def test_whatever_is_typed_is_ahead_or_nothing(text: str) -> None:
    moment = parse_when(text, SUNDAY)
    assert moment is None or moment > SUNDAY


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001 - the zone is put on below
def test_the_next_hour_is_full_and_at_least_ten_minutes_away(naive: datetime) -> None:
    now = naive.replace(tzinfo=ISTANBUL)
    moment = next_hour(now)
    assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)
    assert 600 <= (moment - now).total_seconds() <= 4200


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("/kg", (3, REPLY)),
        ("Selam /kg", (3, REPLY)),
        ("Selam/kg", None),
        ("https://x/kg", None),
        ("/kgx", None),
        ("/kg ", None),
        ("", None),
    ],
)
def test_a_code_before_the_cursor(before: str, found: tuple[int, Reply] | None) -> None:
    assert expand(before, {"kg": REPLY}) == found


def test_attached_files_keep_their_descriptions_and_come_once() -> None:
    one = Attached(("/a", "/b"), ("a", ""), ("x",))
    assert one + Attached(("/b", "/c"), ("b", "c"), ("y", "x")) == Attached(
        ("/a", "/b", "/c"), ("a", "b", "c"), ("x", "y")
    )
