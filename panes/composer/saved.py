"""Saved replies in a text: `/code` before the cursor becomes the reply."""

from __future__ import annotations

import re
from collections.abc import Mapping

_CODE = re.compile(r"(?:^|(?<=\s))/(\w+)$")


def expand(before: str, replies: Mapping[str, str]) -> tuple[int, str] | None:
    """What to put for the `/code` that `before` ends with: its length and the reply; None without one."""
    match = _CODE.search(before)
    if match is None:
        return None
    text = replies.get(match[1])
    return None if text is None else (len(match[0]), text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The reply with `{name}` fields filled in; fields that nobody knows stay as they are."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), text)
