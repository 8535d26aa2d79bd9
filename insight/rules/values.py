"""The single values of a rule's text: words, handles, ranges, hours, days, spans, points."""

from __future__ import annotations

import re
from datetime import timedelta

from meydan.insight.rules.model import Hours, Range, RuleError
from meydan.insight.rules.names import DAYS, VALUES, allowed
from meydan.insight.rules.parts import Part, Value
from meydan.insight.text import fold

WHEN, DO = "when", "do"
MOST_BOOST = 20
LONGEST_SNOOZE = timedelta(days=365)

_WORD = re.compile(r"[^\W_]+")
_RANGE = re.compile(r"(\d{1,9})?(\.\.)?(\d{1,9})?")
_AT_LEAST = re.compile(r"(>=|<=)(\d{1,9})")
_HOURS = re.compile(r"(\d{1,2})(?:\.\.(\d{1,2}))?")
_SPAN = re.compile(r"(\d{1,6})(m|dk|h|s|sa|d|g|w|hf)")
_MINUTES = {"m": 1, "dk": 1, "h": 60, "s": 60, "sa": 60, "d": 1440, "g": 1440, "w": 10_080, "hf": 10_080}
_BOOST = re.compile(r"([+\-−])?(\d{1,2})")


def words_of(text: str) -> list[str]:
    """The folded words of a text."""
    return _WORD.findall(fold(text))


def phrase(value: Value) -> str:
    """A word, a beginning (`kargo*`) or a phrase, as it is kept. Raises RuleError."""
    if "*" in value.text[:-1]:
        raise RuleError("star_inside", WHEN, value.text, value.at)
    if not words_of(value.text):
        raise RuleError("no_word", WHEN, value.text, value.at)
    return value.text


def beginning(value: Value) -> str:
    """A handle or its beginning, without its @. Raises RuleError."""
    handle = value.text.lstrip("@")
    if "*" in handle[:-1]:
        raise RuleError("star_inside", WHEN, value.text, value.at)
    if not handle.rstrip("*"):
        raise RuleError("no_word", WHEN, value.text, value.at)
    return handle


def number_range(part: Part) -> Range:
    """`100..500`, `100..`, `..500`, `>=100`, `<=500` or one number. Raises RuleError."""
    value = part.values[0]
    compared = _AT_LEAST.fullmatch(value.text)
    if compared:
        number = int(compared[2])
        return Range(number, None) if compared[1] == ">=" else Range(None, number)
    match = _RANGE.fullmatch(value.text)
    if match is None or (match[1] is None and match[3] is None):
        raise RuleError("no_range", WHEN, value.text, value.at)
    least, most = (None if match[at] is None else int(match[at]) for at in (1, 3))
    if match[2] is None:
        most = least
    if least is not None and most is not None and least > most:
        raise RuleError("no_range", WHEN, value.text, value.at)
    return Range(least, most)


def write_range(found: Range) -> str:
    """A range as text."""
    if found.least == found.most:
        return str(found.least)
    return f"{'' if found.least is None else found.least}..{'' if found.most is None else found.most}"


def hours(part: Part) -> Hours:
    """`9..18`, `22..8` over midnight, or one hour. Raises RuleError."""
    value = part.values[0]
    match = _HOURS.fullmatch(value.text)
    if match is not None:
        start = int(match[1])
        end = start + 1 if match[2] is None else int(match[2])
        if start <= 23 and 1 <= end <= 24 and start != end:
            return Hours(start, end)
    raise RuleError("no_hours", WHEN, value.text, value.at)


def write_hours(found: Hours) -> str:
    """Hours as text."""
    return f"{found.start}..{found.end}"


def weekdays(part: Part) -> set[int]:
    """Days and spans of days (`mon..fri`), 0 for Monday. Raises RuleError."""
    known = VALUES["days"]
    found: set[int] = set()
    for value in part.values:
        ends = [known.get(fold(end)) for end in value.text.split("..")]
        if len(ends) > 2 or None in ends:
            raise RuleError("no_such_value", WHEN, value.text, value.at, allowed(known))
        first, last = (DAYS.index(str(end)) for end in (ends[0], ends[-1]))
        found.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return found


def read_span(value: Value) -> timedelta:
    """`90m`, `2h`, `3d`, `1w`; in Turkish `90dk`, `2s`, `3g`, `1hf`. Raises RuleError."""
    match = _SPAN.fullmatch(fold(value.text))
    span = timedelta(minutes=int(match[1]) * _MINUTES[match[2]]) if match else timedelta()
    if not timedelta() < span <= LONGEST_SNOOZE:
        raise RuleError("no_span", DO, value.text, value.at)
    return span


def write_span(span: timedelta) -> str:
    """A span in whole minutes as text, in the largest unit that fits."""
    minutes = int(span.total_seconds()) // 60
    for unit in ("w", "d", "h"):
        if minutes % _MINUTES[unit] == 0:
            return f"{minutes // _MINUTES[unit]}{unit}"
    return f"{minutes}m"


def boost(value: Value) -> int:
    """Points that the priority gains or loses: `+3`, `-2`. Raises RuleError."""
    match = _BOOST.fullmatch(value.text)
    points = int(match[2]) if match else 0
    if not 0 < points <= MOST_BOOST:
        raise RuleError("no_points", DO, value.text, value.at, str(MOST_BOOST))
    return -points if match is not None and match[1] in ("-", "−") else points


def write_boost(points: int) -> str:
    """Points as text."""
    return f"{points:+d}"
