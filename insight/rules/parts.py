"""The compact text of a rule, cut into parts: `kind:comment words:kargo*,"çok geç" done`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from meydan.insight.rules.model import RuleError
from meydan.insight.text import one_line

_NAME = re.compile(r"[^\s:,\"]+")
_BARE = re.compile(r"[^\s,\"]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Value:
    """One value and its column, from 1 (0: it stands in no text)."""

    text: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A name, its column, and its values; none for a name that stands alone."""

    name: str
    values: tuple[Value, ...]
    at: int = 0


def cut(text: str, where: str) -> list[Part]:
    """The parts of a text. Raises RuleError for a quote without an end and a name without a value."""
    parts = []
    at = _skip(text, 0)
    while at < len(text):
        name = _NAME.match(text, at)
        if name is None:
            raise RuleError("no_name", where, _word(text, at), at + 1)
        end = name.end()
        values: list[Value] = []
        if text[end : end + 1] == ":":
            end = _values(text, end + 1, where, name[0], values)
        if end < len(text) and not text[end].isspace():
            raise RuleError("no_name", where, _word(text, end), end + 1)
        parts.append(Part(name[0], tuple(values), at + 1))
        at = _skip(text, end)
    return parts


def packed(parts: Iterable[tuple[str, Sequence[str]]]) -> list[Part]:
    """Parts out of names and values that stand in no text."""
    return [Part(name, tuple(Value(value) for value in values)) for name, values in parts]


def written(parts: Mapping[str, Sequence[str]]) -> str:
    """Parts as text."""
    return " ".join(
        f"{name}:{','.join(map(_quoted, values))}" if values else name for name, values in parts.items()
    )


def _values(text: str, at: int, where: str, name: str, found: list[Value]) -> int:
    """Take the values that begin at `at`; where they end."""
    while True:
        quoted = _QUOTED.match(text, at)
        match = quoted or _BARE.match(text, at)
        if match is None:
            problem = "no_end" if text[at : at + 1] == '"' else "no_value"
            raise RuleError(problem, where, text[at:] if problem == "no_end" else f"{name}:", at + 1)
        value = one_line(re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else match[0])
        if not value:
            raise RuleError("no_value", where, f"{name}:", at + 1)
        found.append(Value(value, at + 1))
        at = match.end()
        if text[at : at + 1] != ",":
            return at
        at += 1


def _quoted(value: str) -> str:
    if _BARE.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _word(text: str, at: int) -> str:
    return text[at:].split(maxsplit=1)[0]
