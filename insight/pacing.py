"""How a budget is being spent against its plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

EVEN = "even"
FAST = "fast"
SLOW = "slow"
OVER = "over"

RECENT_DAYS = 7
"""Days whose mean spend is taken for the days to come."""

TOO_FAST = Decimal("1.05")
TOO_SLOW = Decimal("0.90")
"""Forecast against budget beyond which a plan is not even."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A budget half way: `spent_ratio` of the budget, `time_ratio` of the period, both 0 and up.

    `forecast` is the spend at the end of the period at the recent pace; `per_day` what may be spent on each
    day left to end on budget; `runs_out` the day on which the budget is gone at this pace, if before the end.
    """

    state: str
    spent_ratio: float
    time_ratio: float
    forecast: Decimal
    per_day: Decimal
    runs_out: date | None


def pace(
    budget: Decimal, spent: Decimal, start: date, end: date, today: date, daily: Sequence[Decimal]
) -> Pace:
    """The pace of a plan from `start` to `end` (both included) on `today`.

    `daily` are the spends of the last days that are complete, oldest first; `spent` may hold part of today.
    """
    days = (end - start).days + 1
    gone = min(max((today - start).days, 0), days)
    left = days - gone
    recent = daily[-RECENT_DAYS:]
    rate = sum(recent, Decimal(0)) / len(recent) if recent else (spent / gone if gone else Decimal(0))
    forecast = spent + rate * left
    remaining = max(budget - spent, Decimal(0))
    runs_out = None
    if rate > 0 and left > 0 and spent + rate * left > budget:
        runs_out = today + timedelta(days=int(remaining / rate))
    if spent > budget:
        state = OVER
    elif forecast > budget * TOO_FAST:
        state = FAST
    elif forecast < budget * TOO_SLOW:
        state = SLOW
    else:
        state = EVEN
    return Pace(
        state=state,
        spent_ratio=float(spent / budget) if budget else 0.0,
        time_ratio=gone / days,
        forecast=forecast,
        per_day=remaining / left if left else Decimal(0),
        runs_out=runs_out,
    )
