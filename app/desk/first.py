"""The first page of the inbox, there before the store is open."""

from __future__ import annotations

from meydan.store.rows.inbox import InboxQuery, ItemRow

FIRST_QUERY = InboxQuery(states=frozenset({"open", "waiting"}))
FIRST_ROWS = 128


def read_first(url: str) -> tuple[ItemRow, ...] | None:
    """The newest rows of FIRST_QUERY; None where only the opened store can tell."""
    from meydan.store.glance import glance

    return glance(url, FIRST_ROWS)
