"""How often a stream is asked: fast while it is busy, slow while it is quiet, never past what is allowed.

Pure arithmetic; all lengths in seconds. What it decides is kept in the store, so a restart goes on with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from meydan.connectors.base import StreamSpec

QUIETER = 1.5
RESERVED_FOR_SENDING = 0.2
RATE_IS_SHORT = 0.25
FIRST_BACKOFF = 4.0
LONGEST_BACKOFF = 900.0
JITTER = 0.1


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an account may still ask.

    `daily` requests (or units) of the day and `spent` of them, `rate_limit` and `rate_remaining` of the
    platform's current window, which ends in `rate_ends_in`; `day_ends_in` the seconds left of its day.
    """

    day_ends_in: float
    daily: int | None = None
    spent: int = 0
    rate_limit: int | None = None
    rate_remaining: int | None = None
    rate_ends_in: float | None = None

    @property
    def exhausted(self) -> bool:
        """Whether not one more call fits into the day's budget but for what is kept back for sending."""
        return self.daily is not None and self.spent + 1 > self.daily * (1 - RESERVED_FOR_SENDING)


def adapted(spec: StreamSpec, interval: float, news: int) -> float:
    """The next interval after a pull that brought `news` new items, between the stream's bounds."""
    fastest, slowest = spec.fastest.total_seconds(), spec.slowest.total_seconds()
    if news:
        return min(max(fastest, interval / (1 + news)), slowest)
    return min(max(fastest, interval) * QUIETER, slowest)


def allowed(interval: float, round_cost: int, allowance: Allowance) -> float:
    """`interval`, stretched so that a round of all streams costing `round_cost` fits what is left."""
    if allowance.daily is not None:
        left = allowance.daily * (1 - RESERVED_FOR_SENDING) - allowance.spent
        if left < round_cost:
            return max(interval, allowance.day_ends_in)
        interval = max(interval, allowance.day_ends_in * round_cost / left)
    limit, remaining, ends = allowance.rate_limit, allowance.rate_remaining, allowance.rate_ends_in
    if limit and remaining is not None and ends and remaining < limit * RATE_IS_SHORT:
        rounds = remaining * (1 - RESERVED_FOR_SENDING) / round_cost
        interval = max(interval, ends if rounds < 1 else ends / rounds)
    return interval


def backoff(failures: int, dice: Random) -> float:
    """How long to leave a failing stream alone: exponential with full jitter, at least a second."""
    ceiling = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0 ** min(failures, 16))
    return dice.uniform(1.0, ceiling)


def jittered(interval: float, dice: Random) -> float:
    """`interval` give or take a tenth, so that streams do not march in step."""
    return interval * dice.uniform(1 - JITTER, 1 + JITTER)


def day_of(now: datetime, zone: str = "UTC") -> date:
    """The day of a zone that holds `now`: daily budgets are counted by it."""
    return now.astimezone(ZoneInfo(zone)).date()


def day_end(now: datetime, zone: str = "UTC") -> datetime:
    """The end of that day, in UTC."""
    midnight = datetime.combine(day_of(now, zone) + timedelta(days=1), time.min, ZoneInfo(zone))
    return midnight.astimezone(UTC)
