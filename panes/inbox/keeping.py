"""What may be typed behind a filter to keep it as a split: `kargo tone:- :save Kargo`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from meydan.insight.text import fold

VERBS = MappingProxyType({"save": "own", "kaydet": "own", "share": "team", "paylas": "team"})
"""What is typed, folded, and whose split it makes: the member's own or the team's."""

_KEEPING = re.compile(r"(?:^|\s):(\w*)(?:\s+(.*))?$")


@dataclass(frozen=True, slots=True)
class Keeping:
    """A typed filter, whose split it shall be ('' where it is only a filter), and the split's title."""

    filter: str
    whose: str
    title: str


def keeping(text: str) -> Keeping:
    """Take apart what was typed into the filter line; a verb is no part of the filter while it is typed."""
    found = _KEEPING.search(text)
    if found is None:
        return Keeping(text, "", "")
    verb, title = fold(found[1]), " ".join((found[2] or "").split())
    if verb in VERBS:
        return Keeping(text[: found.start()], VERBS[verb], title)
    if not title and any(known.startswith(verb) for known in VERBS):
        return Keeping(text[: found.start()], "", "")
    return Keeping(text, "", "")
