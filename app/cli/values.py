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

WORDS = {
    "open": N_("open"),
    "waiting": N_("waiting"),
    "snoozed": N_("snoozed"),
    "done": N_("done"),
    "asked": N_("waits for approval"),
    "held": N_("held"),
    "ready": N_("ready"),
    "sending": N_("sending"),
    "sent": N_("sent"),
    "failed": N_("failed"),
    "unknown": N_("unknown"),
    "rejected": N_("rejected"),
    "cancelled": N_("cancelled"),
    "missed": N_("missed"),
    "draft": N_("draft"),
    "scheduled": N_("scheduled"),
    "published": N_("published"),
    "comment": N_("comment"),
    "mention": N_("mention"),
    "dm": N_("dm"),
    "review": N_("review"),
    "active": N_("active"),
    "paused": N_("paused"),
    "signed_out": N_("sign in again"),
    "reply": N_("reply"),
    "private_reply": N_("private reply"),
    "ask_approval": N_("asked for approval"),
    "approve": N_("approved"),
    "reject": N_("sent back"),
    "publish": N_("publish"),
    "hide": N_("hide"),
    "unhide": N_("unhide"),
    "delete": N_("delete"),
    "block": N_("block"),
    "like": N_("like"),
    "report": N_("report"),
    "unlike": N_("like taken back"),
    "spam": N_("spam"),
    "not_spam": N_("no spam"),
    "reopen": N_("reopened"),
    "assign": N_("assigned"),
    "ask": N_("asked a colleague"),
    "answer": N_("answered a colleague"),
    "withdraw": N_("asked no longer"),
    "mark": N_("marked a person"),
    "join": N_("the same person"),
    "split": N_("two persons"),
    "tag": N_("tag"),
    "untag": N_("tag taken off"),
    "sentiment": N_("sentiment"),
    "snooze": N_("snoozed"),
    "star": N_("star"),
    "unstar": N_("star taken off"),
    "note": N_("note"),
    "add_rule": N_("rule added"),
    "change_rule": N_("rule changed"),
    "enable_rule": N_("rule put in force"),
    "disable_rule": N_("rule taken out of force"),
    "move_rule": N_("rule moved"),
    "remove_rule": N_("rule removed"),
    "apply_rule": N_("rule applied"),
    "save_split": N_("split kept"),
    "remove_split": N_("split removed"),
    "vip": N_("VIP"),
    "staff": N_("staff"),
    "rival": N_("rival"),
    "positive": N_("positive"),
    "neutral": N_("neutral"),
    "negative": N_("negative"),
}
"""How values of the contract are called when people read them; --json keeps the values themselves."""

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
