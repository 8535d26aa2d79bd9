"""Rules as people and the store write them.

One line of parts for each side, in English or Turkish words, printed back in one canonical form:
`kind:comment tone:negative words:kargo*,gecik*` does `tag:kargo assign:mert priority:+3`. What the store
keeps is the same parts as JSON: `{"kind": ["comment"]}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields

from meydan.insight.rules.model import Actions, Conditions, Hours, Range, RuleError
from meydan.insight.rules.names import ACTIONS, ALONE, CONDITIONS, DAYS, NEVER, VALUES, allowed, near
from meydan.insight.rules.parts import Part, cut, packed, written
from meydan.insight.rules.values import (
    beginning,
    boost,
    hours,
    number_range,
    phrase,
    read_span,
    weekdays,
    write_boost,
    write_hours,
    write_range,
    write_span,
)
from meydan.insight.text import fold

WHEN, DO = "when", "do"

LISTS = {
    "platform": "platforms",
    "account": "accounts",
    "kind": "kinds",
    "lang": "langs",
    "tone": "tones",
    "words": "words",
    "all": "all_words",
    "none": "no_words",
    "author": "authors",
    "mark": "marks",
    "is": "flags",
    "not": "not_flags",
}
"""Conditions with a list of texts, and the field that holds it."""


def read_conditions(text: str) -> Conditions:
    """Conditions out of their text. Raises RuleError, which says what is wrong and where."""
    return _conditions(cut(text, WHEN))


def read_actions(text: str) -> Actions:
    """Actions out of their text. Raises RuleError."""
    return _actions(cut(text, DO))


def write_conditions(conditions: Conditions) -> str:
    """The canonical text of conditions: reading it gives them again."""
    return written(_parts_of(conditions))


def write_actions(actions: Actions) -> str:
    """The canonical text of actions."""
    return written(_deeds_of(actions))


def pack_conditions(conditions: Conditions) -> str:
    """Conditions as JSON."""
    return json.dumps(_parts_of(conditions), ensure_ascii=False)


def pack_actions(actions: Actions) -> str:
    """Actions as JSON."""
    return json.dumps(_deeds_of(actions), ensure_ascii=False)


def unpack_conditions(text: str) -> Conditions:
    """Conditions out of JSON. Raises RuleError for what no version of the program wrote."""
    return _conditions(packed(json.loads(text).items()))


def unpack_actions(text: str) -> Actions:
    """Actions out of JSON. Raises RuleError."""
    return _actions(packed(json.loads(text).items()))


def _conditions(parts: Sequence[Part]) -> Conditions:
    found: dict[str, object] = {}
    for part in parts:
        name = CONDITIONS.get(fold(part.name))
        if name is None:
            raise RuleError("no_condition", WHEN, part.name, part.at, near(part.name, CONDITIONS))
        if not part.values:
            raise RuleError("no_value", WHEN, f"{name}:", part.at)
        if name in LISTS:
            field = LISTS[name]
            before = found.get(field, ())
            assert isinstance(before, tuple)
            found[field] = tuple(dict.fromkeys((*before, *_texts(name, part))))
        elif name == "days":
            before = found.get("weekdays", ())
            assert isinstance(before, tuple)
            found["weekdays"] = tuple(sorted({*before, *weekdays(part)}))
        else:
            _refuse_more(part, name in found, WHEN)
            found[name] = hours(part) if name == "hours" else number_range(part)
    if not found:
        raise RuleError("empty", WHEN)
    return Conditions(**found)  # type: ignore[arg-type]  # each field got what its reader returned


def _texts(name: str, part: Part) -> Iterable[str]:
    """The values of a condition as they are kept."""
    known = VALUES.get("is" if name == "not" else name)
    for value in part.values:
        if known is not None:
            meant = known.get(fold(value.text))
            if meant is None:
                raise RuleError("no_such_value", WHEN, value.text, value.at, allowed(known))
            yield meant
        elif name in ("words", "all", "none"):
            yield phrase(value)
        elif name == "author":
            yield beginning(value)
        else:
            yield fold(value.text) if name == "platform" else value.text


def _actions(parts: Sequence[Part]) -> Actions:
    found: dict[str, object] = {}
    for part in parts:
        name = ACTIONS.get(fold(part.name))
        if name is None:
            if fold(part.name) in NEVER:
                raise RuleError("never", DO, part.name, part.at)
            raise RuleError("no_action", DO, part.name, part.at, near(part.name, ACTIONS))
        if name in ALONE:
            if part.values:
                raise RuleError("no_value_here", DO, part.values[0].text, part.values[0].at)
            found[name] = True
            continue
        if not part.values:
            raise RuleError("no_value", DO, f"{name}:", part.at)
        if name == "tag":
            before = found.get("tags", ())
            assert isinstance(before, tuple)
            found["tags"] = tuple(dict.fromkeys((*before, *(value.text for value in part.values))))
            continue
        field = {"assign": "assignee", "priority": "boost"}.get(name, name)
        _refuse_more(part, field in found, DO)
        value = part.values[0]
        found[field] = (
            boost(value) if name == "priority" else read_span(value) if name == "snooze" else value.text
        )
    if not found.keys() - {"last"}:
        raise RuleError("empty", DO)
    if "done" in found and "snooze" in found:
        raise RuleError("done_and_snooze", DO)
    return Actions(**found)  # type: ignore[arg-type]  # each field got what its reader returned


def _refuse_more(part: Part, again: bool, where: str) -> None:
    if again:
        raise RuleError("twice", where, part.name, part.at)
    if len(part.values) > 1:
        raise RuleError("one_value", where, part.values[1].text, part.values[1].at)


def _parts_of(conditions: Conditions) -> dict[str, list[str]]:
    names = {field: name for name, field in LISTS.items()} | {"weekdays": "days"}
    found: dict[str, list[str]] = {}
    for field in fields(Conditions):
        value = getattr(conditions, field.name)
        name = names.get(field.name, field.name)
        match value:
            case () | None:
                continue
            case Range():
                found[name] = [write_range(value)]
            case Hours():
                found[name] = [write_hours(value)]
            case _:
                found[name] = [DAYS[one] if field.name == "weekdays" else one for one in value]
    return found


def _deeds_of(actions: Actions) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if actions.tags:
        found["tag"] = list(actions.tags)
    if actions.assignee:
        found["assign"] = [actions.assignee]
    if actions.boost:
        found["priority"] = [write_boost(actions.boost)]
    if actions.snooze is not None:
        found["snooze"] = [write_span(actions.snooze)]
    if actions.draft:
        found["draft"] = [actions.draft]
    for name in ("done", "hide", "last"):
        if getattr(actions, name):
            found[name] = []
    return found
