"""How long somebody waits for an answer, in the hours in which there is somebody to give one.

A target is minutes of office hours. An item of 16:45 on a Friday with 30 minutes to go is due at 09:15 on
Monday where the office is open from 9 to 17 (the example in Hootsuite's help), and late from then on.
The clock runs while an item waits for a colleague: whoever wrote does not wait less for that.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NOTHING = timedelta()
DAY = timedelta(days=1)
TICK = datetime.resolution
SOON = 0.75
"""The part of its target after which an item is shown as pressing."""

HALF_DAY_ENDS = 13 * 60
"""When an office closes on a half day, in minutes of the day: by Turkish law on the eves of holidays."""

RUNNING = frozenset({"open", "waiting"})
"""States of items in which the clock runs."""

Hours = tuple[int, int]
"""When an office opens and closes, in minutes of the local day; 1440 is the next midnight."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How an item stands: what is `left` in office hours, or, `late`, by how much it is past due."""

    left: timedelta
    late: bool
    soon: bool


class Office:
    """Office hours by weekday (Monday first, None: closed) in an IANA zone, closed days and half days."""

    def __init__(
        self,
        week: tuple[Hours | None, ...],
        zone: ZoneInfo,
        closed: Set[date] = frozenset(),
        halves: Set[date] = frozenset(),
    ) -> None:
        """Raises ValueError for a week without any open day."""
        if not any(week):
            raise ValueError("an office must be open at some time of the week")
        self._week = week
        self._zone = zone
        self._closed = closed
        self._halves = halves
        self._known: dict[date, tuple[datetime, datetime] | None] = {}

    def open_on(self, day: date) -> tuple[datetime, datetime] | None:
        """When the office opens and closes on a day, in UTC; None when it stays closed."""
        if day not in self._known:
            self._known[day] = self._open_on(day)
        return self._known[day]

    def due(self, created_at: datetime, target: timedelta) -> datetime:
        """The moment at which `target` of office hours have passed; grows with `created_at`."""
        day = created_at.astimezone(self._zone).date()
        while True:
            hours = self.open_on(day)
            if hours is not None:
                start = max(created_at, hours[0])
                if start < hours[1]:
                    if hours[1] - start >= target:
                        return start + target
                    target -= hours[1] - start
            day += DAY

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The office hours between two moments; none when `end` is not after `start`."""
        day, last = (moment.astimezone(self._zone).date() for moment in (start, end))
        total = NOTHING
        while day <= last:
            hours = self.open_on(day)
            if hours is not None:
                total += max(NOTHING, min(end, hours[1]) - max(start, hours[0]))
            day += DAY
        return total

    def cutoff(self, now: datetime, target: timedelta) -> datetime:
        """The newest moment whose `due` has passed: exactly what was created by then is late."""
        day = now.astimezone(self._zone).date()
        while True:
            hours = self.open_on(day)
            if hours is not None:
                end = min(now, hours[1])
                if end > hours[0]:
                    if end - hours[0] > target:
                        return end - target - TICK
                    target -= end - hours[0]
            day -= DAY

    def _open_on(self, day: date) -> tuple[datetime, datetime] | None:
        hours = self._week[day.weekday()]
        if hours is None or day in self._closed:
            return None
        opens, closes = hours
        if day in self._halves:
            closes = min(closes, HALF_DAY_ENDS)
        start, end = self._moment(day, opens), self._moment(day, closes)
        return (start, end) if start < end else None

    def _moment(self, day: date, minutes: int) -> datetime:
        whole, rest = divmod(minutes, 24 * 60)
        local = datetime.combine(day + whole * DAY, time(rest // 60, rest % 60), self._zone)
        return local.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Sla:
    """An office and its targets in minutes of office hours, by kind of item; other kinds have no clock."""

    office: Office
    targets: Mapping[str, int]

    def clock(self, kind: str, state: str, created_at: datetime, now: datetime) -> Clock | None:
        """How an item stands; None where no clock runs for it."""
        minutes = self.targets.get(kind)
        if minutes is None or state not in RUNNING:
            return None
        target = timedelta(minutes=minutes)
        try:
            due = self.office.due(created_at, target)
            if now > due:
                return Clock(now - due, late=True, soon=True)
            left = self.office.between(now, due)
        except OverflowError:
            # Platforms may claim any year, calendars end.
            return None
        return Clock(left, late=False, soon=left <= (1 - SOON) * target)

    def cutoffs(self, now: datetime) -> tuple[tuple[str, datetime], ...]:
        """For each kind with a target the newest `created_at` that is late."""
        return tuple(
            (kind, self.office.cutoff(now, timedelta(minutes=minutes)))
            for kind, minutes in sorted(self.targets.items())
        )
