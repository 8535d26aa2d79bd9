"""How important an item is: points for what it is, and the order that follows from them.

The most points come first, among equals the one that has waited longest (as Hootsuite orders its queue).
"""

from __future__ import annotations

POINTS: tuple[tuple[str, int, str], ...] = (
    ("urgent", 4, "urgent"),
    ("vip", 4, "vip"),
    ("negative", 3, "coalesce(override, analysed) = 'negative'"),
    ("question", 2, "question"),
    ("low_stars", 2, "kind = 'review' AND stars <= 2"),
    ("dm", 1, "kind = 'dm'"),
    ("spam", -12, "spam"),
)
"""A reason, its points, and the condition on a row of `item` that gives them; `boost` comes on top."""

RANK = " - ".join(
    ["-boost", *(f"(CASE WHEN {condition} THEN {points} ELSE 0 END)" for _, points, condition in POINTS)]
)
"""The negated sum of all points, in SQL: a smaller rank comes first."""
