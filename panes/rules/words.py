"""What rules say, for people: what is wrong with a text, why an item is met, what is done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from meydan.insight.rules.model import Reason, RuleError
from meydan.insight.text import one_line
from meydan.panes.speech import N_, Speech

PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "no_condition": N_("there is no condition “{part}”"),
        "no_action": N_("there is no action “{part}”"),
        "never": N_(
            "“{part}”: no rule deletes or sends; rules tag, assign, set the priority, snooze, close, hide "
            "and draft"
        ),
        "no_name": N_("“{part}” does not begin with a name, like words:…"),
        "no_value": N_("“{part}” has no value"),
        "no_value_here": N_("“{part}”: this action takes no value"),
        "no_end": N_("the quote {part} has no end"),
        "no_such_value": N_("“{part}” is none of: {near}"),
        "star_inside": N_("“{part}”: a * stands only at the end"),
        "no_word": N_("“{part}” holds no word"),
        "no_range": N_("“{part}” is no range, like 100..500, 1000.. or ..50"),
        "no_hours": N_("“{part}” is no span of hours, like 9..18 or 22..8"),
        "no_span": N_("“{part}” is no span of time, like 90m, 2h or 3d"),
        "no_points": N_("“{part}” is no number of points, like +3 or -2, at most {near}"),
        "twice": N_("“{part}” stands there twice"),
        "one_value": N_("“{part}” is one value too many"),
        "done_and_snooze": N_("closing and snoozing exclude each other"),
    }
)
EMPTY: Mapping[str, str] = MappingProxyType(
    {"when": N_("a rule needs a condition"), "do": N_("a rule needs an action")}
)
VALUES: Mapping[str, str] = MappingProxyType(
    {
        "comment": N_("comment"),
        "mention": N_("mention"),
        "dm": N_("dm"),
        "review": N_("review"),
        "positive": N_("positive"),
        "neutral": N_("neutral"),
        "negative": N_("negative"),
        "staff": N_("staff"),
        "rival": N_("rival"),
        "first": N_("writes for the first time"),
        "question": N_("question"),
        "urgent": N_("urgent"),
        "offensive": N_("offensive"),
        "link": N_("link"),
        "mon": N_("Monday"),
        "tue": N_("Tuesday"),
        "wed": N_("Wednesday"),
        "thu": N_("Thursday"),
        "fri": N_("Friday"),
        "sat": N_("Saturday"),
        "sun": N_("Sunday"),
    }
)
DEEDS: Mapping[str, str] = MappingProxyType(
    {
        "tag": N_("tag {value}"),
        "assign": N_("assigned to {value}"),
        "priority": N_("priority {value}"),
        "snooze": N_("snoozed for {value}"),
        "done": N_("closed"),
        "hide": N_("hidden"),
        "draft": N_("draft of saved reply {value}"),
    }
)
"""What was done to an item, and what would be."""


def problem(error: RuleError, speech: Speech) -> str:
    """What is wrong with a rule's text, with its column and what may have been meant."""
    message = EMPTY[error.where] if error.problem == "empty" else PROBLEMS[error.problem]
    said = speech.say(message, part=one_line(error.part), near=error.near)
    if error.near and error.problem in ("no_condition", "no_action"):
        said = speech.say("{problem}; did you mean {near}?", problem=said, near=error.near)
    return speech.say("column {n}: {problem}", n=error.at, problem=said) if error.at else said


def reason(one: Reason, speech: Speech) -> str:
    """Why an item is met, in a few words."""
    say = speech.say
    value = say(VALUES[one.wanted]) if one.wanted in VALUES else one.wanted
    found = one_line(one.found)
    match one.condition:
        case "words" | "all":
            return f"“{found}”"
        case "none":
            return say("without {word}", word=one.wanted)
        case "not":
            return say("not {what}", what=value)
        case "followers":
            return say("{n} followers", n=speech.number(int(found)))
        case "stars":
            return say("{n} stars", n=speech.number(int(found)))
        case "hours":
            return say("{n} o'clock", n=found)
        case "author":
            return found
        case _:
            return value


def reasons(found: Sequence[Reason], speech: Speech) -> str:
    """All reasons, the words first: they tell the most."""
    ordered = sorted(found, key=lambda one: one.condition not in ("words", "all"))
    return " · ".join(reason(one, speech) for one in ordered)


def deed(action: str, value: str, speech: Speech, names: Mapping[str, str] | None = None) -> str:
    """What a rule did or would do; `names` are the members' by login."""
    if action not in DEEDS:
        return action
    if action == "assign":
        value = (names or {}).get(value, value)
    until = _moment(value) if action == "snooze" else None
    if until is not None:
        return speech.say("snoozed until {value}", value=speech.moment(until))
    return speech.say(DEEDS[action], value=one_line(value))


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
