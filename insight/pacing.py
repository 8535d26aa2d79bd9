"""How an ad budget is being spent against its plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a budget stands when `days_gone` of its `days` are over; money as Decimal in its currency.

    `planned` is what an even plan would have spent by now, `projected` what the whole period will have cost
    if it goes on like this, `per_day` what may be spent on each day left (0 when none is left or the budget
    is used up), `ratio` spent over planned (None before the first day).
    """

    days: int
    days_gone: int
    planned: Decimal
    projected: Decimal
    per_day: Decimal
    ratio: Decimal | None


def pace(budget: Decimal, spent: Decimal, start: date, end: date, today: date) -> Pace:
    """Pace a budget over the days from start to end, both included; ValueError when end is before start.

    `spent` covers today too, so today counts as gone. The plan is even, like the pacing that Google Ads Help
    ("About ad delivery methods": standard delivery) and the Meta Business Help Centre ("About ad pacing")
    describe; the projection is the run rate, spent / days gone x days.
    """
    days = (end - start).days + 1
    if days < 1:
        raise ValueError(f"a plan cannot end on {end} before it starts on {start}")
    gone = min(max((today - start).days + 1, 0), days)
    left = days - gone
    planned = budget * gone / days
    projected = spent * days / gone if gone else ZERO
    per_day = max(budget - spent, ZERO) / left if left else ZERO
    return Pace(
        days,
        gone,
        planned.quantize(CENT),
        projected.quantize(CENT),
        per_day.quantize(CENT),
        (spent / planned).quantize(CENT) if planned else None,
    )
