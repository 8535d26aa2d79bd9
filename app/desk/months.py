"""Months as first and last day."""

from __future__ import annotations

from datetime import date, timedelta


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of the day's month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
