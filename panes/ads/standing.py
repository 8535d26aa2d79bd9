"""What a budget's pace means to the person who answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from meydan.insight.pacing import Pace, pace
from meydan.panes.speech import N_
from meydan.store.rows.figures import BudgetRow

EVEN, SLOW, FAST, OVER = "even", "slow", "fast", "over"
WORDS = {
    EVEN: (N_("even"), "good"),
    SLOW: (N_("slow"), "amber"),
    FAST: (N_("fast"), "bad"),
    OVER: (N_("over"), "bad"),
}
"""Word and ink of a standing."""

TOO_FAST, TOO_SLOW = Decimal("1.05"), Decimal("0.90")
"""Projected spend against the budget beyond which a plan is not even."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign's pace, its word, the shares of budget and time that are gone, the day the budget ends."""

    pace: Pace
    state: str
    spent_ratio: float
    time_ratio: float
    runs_out: date | None


def standing_of(row: BudgetRow, today: date) -> Standing | None:
    """How a campaign stands; None without a budget."""
    if not row.budget:
        return None
    found = pace(row.budget, row.spent, row.start, row.end, today)
    if row.spent > row.budget:
        state = OVER
    elif found.projected > row.budget * TOO_FAST:
        state = FAST
    elif found.days_gone and found.projected < row.budget * TOO_SLOW:
        state = SLOW
    else:
        state = EVEN
    return Standing(
        found,
        state,
        float(row.spent / row.budget),
        found.days_gone / found.days,
        _runs_out(row, found, today),
    )


def _runs_out(row: BudgetRow, found: Pace, today: date) -> date | None:
    """The day on which the budget is used up at this run rate, when that is before the period's end."""
    if not row.budget or not found.days_gone or found.projected <= row.budget:
        return None
    daily = row.spent / found.days_gone
    return today + timedelta(days=int(max(row.budget - row.spent, Decimal(0)) / daily))
