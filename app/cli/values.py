"""Turning what a person typed into values, and values into words."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from meydan.app.cli.errors import Failure, Misuse
from meydan.panes.speech import N_

ITEM_STATES = ("open", "waiting", "snoozed", "done")
DELIVERY_STATES = ("asked", "held", "ready", "sending", "sent", "failed", "unknown", "rejected", "cancelled")
SENTIMENTS = ("positive", "neutral", "negative")
KINDS = ("comment", "mention", "dm", "review")
LANGS = ("tr", "en", "other", "und")
ROLES = ("admin", "manager", "approver", "publisher", "responder", "writer", "viewer")
ALL = "all"

_SPAN = re.compile(r"(\d{1,6})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def split(given: Sequence[str]) -> list[str]:
    """The values of an option that may be repeated or hold several by comma."""
    return [part.strip() for text in given for part in text.split(",") if part.strip()]


def chosen(option: str, given: Sequence[str], allowed: Sequence[str]) -> frozenset[str]:
    """The values given for `option`. Raises Misuse for one that is not allowed."""
    values = split(given)
    for value in values:
        one_of(option, value, allowed)
    return frozenset(values)


def one_of(option: str, value: str, allowed: Sequence[str]) -> str:
    """The value itself. Raises Misuse when it is not allowed."""
    if value not in allowed:
        raise Misuse(
            N_("{option} cannot be {value}: one of {allowed}"),
            option=option,
            value=value,
            allowed=", ".join(allowed),
        )
    return value


def states(given: Sequence[str], allowed: Sequence[str], default: frozenset[str]) -> frozenset[str]:
    """The states that --state asks for; an empty set means all. Raises Misuse."""
    if not given:
        return default
    asked = chosen("--state", given, (*allowed, ALL))
    return frozenset() if ALL in asked else asked


def past(option: str, text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """A moment that was: an ISO date or time, or a span ago like 90m, 2h, 3d, 1w. Raises Misuse."""
    span = _span(text)
    return now - span if span is not None else _moment(option, text, zone)


def future(option: str, text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """A moment to come: an ISO date or time, HH:MM, or a span from now. Raises Misuse, Failure when past."""
    span = _span(text)
    if span is not None:
        return now + span
    if re.fullmatch(r"\d{1,2}:\d{2}", text.strip()):
        try:
            wanted = time.fromisoformat(text.strip().zfill(5))
        except ValueError:
            raise _no_moment(option, text) from None
        local = now.astimezone(zone)
        day = local.date() if local.time() < wanted else local.date() + timedelta(days=1)
        return datetime.combine(day, wanted, zone).astimezone(UTC)
    moment = _moment(option, text, zone)
    if moment <= now:
        raise Failure(N_("{option}: {value} is in the past"), option=option, value=text)
    return moment


def day(option: str, text: str) -> date:
    """A date, YYYY-MM-DD. Raises Misuse."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise _no_moment(option, text) from None


def _span(text: str) -> timedelta | None:
    match = _SPAN.fullmatch(text.strip().lower())
    return timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else None


def _moment(option: str, text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _no_moment(option, text) from None


def _no_moment(option: str, text: str) -> Misuse:
    return Misuse(
        N_("{option} cannot be {value}: give 2026-11-22, 2026-11-22T14:30, or a span like 90m, 2h, 3d, 1w"),
        option=option,
        value=text,
    )


def written(text: str) -> str:
    """A text that a person wrote (`-`: all of stdin), cleaned as everything stored is. Raises Failure."""
    from meydan.insight.text import sanitise

    if text == "-":
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    clean = sanitise(text).strip()
    if not clean:
        raise Failure(N_("the text is empty"))
    return clean
