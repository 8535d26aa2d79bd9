"""Times as people type them: `14:30`, `+2h`, `tomorrow 9`, `24.11 10:00`."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from meydan.insight.text import fold

DEFAULT_HOUR = 9
_DAYS = {"today": 0, "bugun": 0, "tomorrow": 1, "yarin": 1}
_WEEKDAYS = (
    ("mon", "pzt", "pazartesi", "monday"),
    ("tue", "sal", "sali", "tuesday"),
    ("wed", "car", "carsamba", "wednesday"),
    ("thu", "per", "persembe", "thursday"),
    ("fri", "cum", "cuma", "friday"),
    ("sat", "cmt", "cumartesi", "saturday"),
    ("sun", "paz", "pazar", "sunday"),
)
_AFTER = re.compile(r"\+?(\d{1,3})(m|min|dk|d|h|s|sa|saat|g|gun|days?)")
_MINUTES = {"m": 1, "min": 1, "dk": 1, "h": 60, "s": 60, "sa": 60, "saat": 60}
_CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?")
_DATE = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?)")


def next_hour(now: datetime) -> datetime:
    """The next full hour that is at least ten minutes away."""
    return (now + timedelta(minutes=70)).replace(minute=0, second=0, microsecond=0)


def parse_when(text: str, now: datetime) -> datetime | None:
    """The future moment that `text` means, in the zone of `now`; None when it means none.

    Nothing typed is the next full hour; a clock time that is over today is tomorrow's.
    """
    words = fold(text).split()
    if not words:
        return next_hour(now)
    if len(words) == 1 and (after := _AFTER.fullmatch(words[0])):
        minutes = _MINUTES.get(after[2], 24 * 60)
        return now + timedelta(minutes=int(after[1]) * minutes)
    day = _day(words[0], now.date())
    clock_words = words if day is None else words[1:]
    if len(clock_words) > 1:
        return None
    clock = _clock(clock_words[0]) if clock_words else time(DEFAULT_HOUR)
    if clock is None:
        return None
    moment = datetime.combine(day or now.date(), clock, tzinfo=now.tzinfo)
    if day is None and moment <= now:
        moment += timedelta(days=1)
    return moment if moment > now else None


def split_when(text: str, now: datetime) -> tuple[str, datetime | None]:
    """A text that may end in `@ moment` (`Is it vegan? @tomorrow 9`) as the text and the moment.

    What stands behind the last @ and is no moment ahead belongs to the text.
    """
    before, sign, after = text.rpartition("@")
    moment = parse_when(after, now) if sign and after.strip() and before[-1:] in ("", " ") else None
    return (text.strip(), None) if moment is None else (before.strip(), moment)


def _day(word: str, today: date) -> date | None:
    if word in _DAYS:
        return today + timedelta(days=_DAYS[word])
    for weekday, names in enumerate(_WEEKDAYS):
        if word in names:
            return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    match = _DATE.fullmatch(word)
    if match is None:
        return None
    try:
        if match[1]:
            return date(int(match[1]), int(match[2]), int(match[3]))
        day = date(int(match[6] or today.year), int(match[5]), int(match[4]))
    except ValueError:
        return None
    return day if match[6] or day >= today else day.replace(year=today.year + 1)


def _clock(word: str) -> time | None:
    match = _CLOCK.fullmatch(word)
    return time(int(match[1]), int(match[2] or 0)) if match else None
