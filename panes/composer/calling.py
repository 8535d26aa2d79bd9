"""Members of the team in a note: `@` and a member's letter or the beginning of a name becomes `@login`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from meydan.insight.text import fold
from meydan.store.rows.people import MemberRow

_CALL = re.compile(r"(?<![\w@.])@(\w+)$")


def complete_call(before: str, members: Sequence[MemberRow]) -> tuple[int, str] | None:
    """What to put for the `@word` that `before` ends with: its length and `@login `.

    None where it ends with none, or where it may be several members.
    """
    match = _CALL.search(before)
    if match is None:
        return None
    begun = fold(match[1])
    found = [one for one in members if one.key and fold(one.key) == begun] or [
        one for one in members if fold(one.login).startswith(begun) or fold(one.name).startswith(begun)
    ]
    return (len(match[0]), f"@{found[0].login} ") if len(found) == 1 else None
