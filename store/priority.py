"""How important an item is: points for what it is, and the order that follows from them.

The most points come first, among equals the one that has waited longest (as Hootsuite orders its queue).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from meydan.store.rows.inbox import ItemRow


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason with its points: the condition on a row of the table `item`, and the same on a row as read."""

    reason: str
    points: int
    condition: str
    holds: Callable[[ItemRow], bool]


LOW_STARS = 2
POINTS: tuple[Ground, ...] = (
    Ground("urgent", 4, "urgent", lambda row: row.urgent),
    Ground("vip", 4, "vip", lambda row: row.vip),
    Ground(
        "negative",
        3,
        "coalesce(override, analysed) = 'negative'",
        lambda row: row.sentiment == "negative",
    ),
    Ground("question", 2, "question", lambda row: row.question),
    Ground(
        "low_stars",
        2,
        f"kind = 'review' AND stars <= {LOW_STARS}",
        lambda row: row.kind == "review" and row.stars is not None and row.stars <= LOW_STARS,
    ),
    Ground("dm", 1, "kind = 'dm'", lambda row: row.kind == "dm"),
    Ground("spam", -12, "spam", lambda row: row.spam),
)
BOOST = "boost"
"""The reason of the points that rules and members gave; they come on top of POINTS."""

RANK = " - ".join(
    ["-boost", *(f"(CASE WHEN {one.condition} THEN {one.points} ELSE 0 END)" for one in POINTS)]
)
"""The negated sum of all points, in SQL: a smaller rank comes first."""


def reasons(row: ItemRow) -> tuple[tuple[str, int], ...]:
    """Why an item is as important as it is: reasons with their points, those that weigh most first."""
    found = [(one.reason, one.points) for one in POINTS if one.holds(row)]
    if row.boost:
        found.append((BOOST, row.boost))
    return tuple(sorted(found, key=lambda reason: -abs(reason[1])))


def score(row: ItemRow) -> int:
    """All points of an item."""
    return row.boost + sum(one.points for one in POINTS if one.holds(row))
