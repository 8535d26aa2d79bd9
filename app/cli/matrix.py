"""What each platform can do, as a matrix: a row for a platform, a column for an ability."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from meydan.connectors.base import Capability, Declaration
from meydan.panes.speech import N_

YES, NO = "+", "·"
COLUMNS: Mapping[str, frozenset[Capability]] = {
    N_("comments"): frozenset({Capability.COMMENTS}),
    N_("mentions"): frozenset({Capability.MENTIONS}),
    N_("messages"): frozenset({Capability.DMS}),
    N_("reviews"): frozenset({Capability.REVIEWS}),
    N_("reply"): frozenset({Capability.REPLY}),
    N_("in private"): frozenset({Capability.PRIVATE_REPLY}),
    N_("hide"): frozenset({Capability.HIDE}),
    N_("delete"): frozenset({Capability.DELETE}),
    N_("like"): frozenset({Capability.LIKE}),
    N_("block"): frozenset({Capability.BLOCK}),
    N_("publish"): frozenset({Capability.PUBLISH}),
    N_("schedule"): frozenset({Capability.SCHEDULE_NATIVELY}),
    N_("figures"): frozenset({Capability.METRICS}),
    N_("rivals"): frozenset({Capability.RIVAL_POSTS, Capability.SEARCH_ACCOUNTS}),
    N_("ads"): frozenset({Capability.ADS}),
    N_("trends"): frozenset({Capability.TRENDS}),
}
"""Heads of the columns, and what a platform must declare, any of it, to have a mark there."""


def matrix(declarations: Iterable[Declaration]) -> list[tuple[str, ...]]:
    """A row for each platform: its key, then a mark for each column."""
    return [
        (one.key, *(YES if needed & one.capabilities else NO for needed in COLUMNS.values()))
        for one in declarations
    ]
