"""How long a platform still takes answers to an item, as the list shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from meydan.panes.speech import Speech
from meydan.store.rows.inbox import ItemRow

Windows = Mapping[tuple[str, str], tuple[timedelta, timedelta]]
"""By platform and kind: how long anything may be answered, and how long by hand."""

SIGN = "◷"


def closing_word(row: ItemRow, windows: Windows, now: datetime, speech: Speech) -> str:
    """`◷3h` for an item that waits for an answer while its window is open, else ''.

    It counts from the item itself: a later message of the same talk shows its own.
    """
    lengths = windows.get((row.platform, row.kind))
    if lengths is None or row.state == "done":
        return ""
    for length in lengths:
        closes = row.created_at + length
        if now < closes:
            return SIGN + speech.age(now, closes)
    return ""
