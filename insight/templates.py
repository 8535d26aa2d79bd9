"""Saved replies as templates: `{name}`, `{name|there}`, `{?order no}`, `{{` and `}}` for braces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

VARIABLES = ("name", "ad", "handle", "brand", "account", "member", "platform", "today")
ALIASES = {"ad": "name"}
LONGEST_FIELD = 60

_PARTS = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")


class BrokenTemplate(ValueError):
    """A reply that would not be sent as it was meant.

    `fields` are those that nobody knows, `place` (from 1) is that of a brace that stands alone.
    """

    def __init__(self, fields: Sequence[str] = (), place: int | None = None) -> None:
        self.fields = tuple(fields)
        self.place = place
        super().__init__(", ".join(self.fields) or f"a brace stands alone at character {place}")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in: a variable, or (`asked`) a question to who writes; `fallback` None is none."""

    name: str
    asked: bool
    fallback: str | None = None


def check(text: str) -> None:
    """Raises BrokenTemplate for variables that nobody knows, empty fields and braces that stand alone."""
    unknown: list[str] = []
    for part, place in _parse(text):
        if part in ("{", "}") and text[place : place + 2] not in ("{{", "}}"):
            raise BrokenTemplate(place=place + 1)
        if isinstance(part, Field) and (not part.name or (not part.asked and part.name not in VARIABLES)):
            unknown.append("{" + ("?" if part.asked else "") + part.name + "}")
    if unknown:
        raise BrokenTemplate(tuple(dict.fromkeys(unknown)))


def questions(text: str, values: Mapping[str, str]) -> tuple[Field, ...]:
    """What has to be asked before the text can be used, in its order, each once.

    Besides what the text asks for these are the variables that have neither a value nor a fallback.
    """
    found: dict[str, Field] = {}
    for part, _ in _parse(text):
        if isinstance(part, Field) and (part.asked or _value(part, values) is None):
            found.setdefault(part.name, part)
    return tuple(found.values())


def fill(text: str, values: Mapping[str, str], answers: Mapping[str, str] | None = None) -> str:
    """The text with everything filled in; `answers` are those to `questions`, by name.

    An empty answer gives the fallback, or nothing; no field is ever left as it stands.
    """
    given = answers or {}
    filled: list[str] = []
    for part, _ in _parse(text):
        if isinstance(part, Field):
            known = None if part.asked else _value(part, values)
            filled.append(known if known is not None else given.get(part.name) or part.fallback or "")
        else:
            filled.append(part)
    return "".join(filled)


def _value(part: Field, values: Mapping[str, str]) -> str | None:
    return values.get(part.name) or part.fallback


def _parse(text: str) -> Iterator[tuple[str | Field, int]]:
    """Pieces of plain text and fields with where they stand; a brace that stands alone is itself."""
    end = 0
    for match in _PARTS.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], end
        end = match.end()
        if match[1] is None:
            yield match[0][0], match.start()
        else:
            yield _field(match[1]), match.start()
    if end < len(text):
        yield text[end:], end


def _field(inside: str) -> Field:
    name, bar, fallback = inside.partition("|")
    asked = name.lstrip().startswith("?")
    name = name.strip().removeprefix("?").strip()[:LONGEST_FIELD]
    return Field(name if asked else ALIASES.get(name, name), asked, fallback.strip() if bar else None)
