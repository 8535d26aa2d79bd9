"""An account's budget of one day: what calls cost is counted as they are made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from meydan.app.sync.pace import RESERVED_FOR_SENDING, day_end, day_of
from meydan.connectors.base import REQUESTS, Declaration
from meydan.store.rows.people import AccountHealth, Spent


class DayMeter:
    """Counts in the platform's own unit; what the store knows comes in by `settle` and goes back by `take`.

    Reading leaves a share of the day for sending. A budget of mere requests never holds back an act: nobody
    charges for one more.
    """

    def __init__(self, declaration: Declaration, daily: int | None, now: Callable[[], datetime]) -> None:
        self._declaration = declaration
        self._daily = daily
        self._now = now
        self._before = 0
        self._since = 0
        self._ends_at = day_end(now(), declaration.budget_zone)

    def settle(self, health: AccountHealth) -> None:
        """Take over what the store says was spent today."""
        self._turn()
        self._before = health.calls_today

    def opens_at(self, method: str, path: str, *, sending: bool) -> datetime | None:
        """When a call may be made that the rest of the day does not cover; None: now."""
        return self.opens_for(self._declaration.price(method, path), sending=sending)

    def opens_for(self, units: int, *, sending: bool) -> datetime | None:
        """When so many units may be spent that the rest of the day does not cover; None: now."""
        if self._daily is None or (sending and self._declaration.budget_unit == REQUESTS):
            return None
        self._turn()
        budget = self._daily * (1 if sending else 1 - RESERVED_FOR_SENDING)
        return None if self._before + self._since + units <= budget else self._ends_at

    def charge(self, method: str, path: str) -> None:
        """Count one call that is being made."""
        self.spend(self._declaration.price(method, path))

    def spend(self, units: int) -> None:
        """Count units that were spent."""
        self._turn()
        self._since += units

    def take(self) -> Spent | None:
        """What was spent since this was last asked; None for nothing."""
        self._turn()
        units, self._since = self._since, 0
        self._before += units
        day = day_of(self._now(), self._declaration.budget_zone)
        return Spent(units, day, self._ends_at) if units else None

    def _turn(self) -> None:
        """Begin the count anew when the platform's day has ended."""
        now = self._now()
        if now >= self._ends_at:
            self._ends_at = day_end(now, self._declaration.budget_zone)
            self._before = self._since = 0
