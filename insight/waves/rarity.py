"""How long a series goes, by its own past, without an excess such as this one."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

MEMORY = timedelta(days=28)
LOUD = 0.97
"""An excess above this part of those remembered is loud."""
QUIET = timedelta(hours=6)
"""What is loud again within this time belongs to the same spell."""
SETTLING = timedelta(days=1)
ENOUGH_ROWS = 70
"""Nothing is judged before a day has passed and this many rows: two of them will have been loud."""
MOST_DAYS = 365.0
CHANCE = 0.5
"""How high, in its standard deviations, chance alone lifts what it lifts above the limit, about."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How rare an excess is: the days between spells that reach it; 0 when it is not above the `limit`."""

    days: float
    loud: bool
    limit: float


UNKNOWN = Judgement(0.0, loud=False, limit=math.inf)


class Rarity:
    """Learns from each excess of a series how rare the next one is.

    Peaks over a threshold, declustered into spells (Davison and Smith 1990, "Models for exceedances over high
    thresholds", JRSS B 52): spells come as a Poisson process, and their height above the threshold is
    exponential. Both are measured over `MEMORY`. A height that comes once in `MOST_DAYS` teaches no more
    than that, so that one great wave does not hide the next.
    """

    def __init__(self) -> None:
        self._ordered: list[float] = []
        self._recent: deque[tuple[datetime, float]] = deque()
        self._spells: deque[tuple[datetime, float]] = deque()
        self._spell: tuple[datetime, float] | None = None
        self._begun: datetime | None = None
        self._last_loud: datetime | None = None

    def judge(self, moment: datetime, excess: float) -> Judgement:
        """Judge an excess by all before it, then learn it. Moments must grow."""
        if self._begun is None:
            self._begun = moment
        self._forget(moment)
        rows, seen = len(self._ordered), moment - self._begun - SETTLING
        judged = UNKNOWN
        if seen > timedelta() and rows >= ENOUGH_ROWS:
            limit = max(0.0, self._ordered[int(LOUD * rows)])
            loud = excess > limit
            days = self._days(moment, excess - limit, limit, min(seen, MEMORY) / DAY) if loud else 0.0
            judged = Judgement(days, loud, limit)
        insort(self._ordered, excess)
        self._recent.append((moment, excess))
        return judged

    def _days(self, moment: datetime, height: float, limit: float, seen: float) -> float:
        if self._last_loud is None or moment - self._last_loud >= QUIET:
            if self._spell is not None:
                self._spells.append(self._spell)
            self._spell = None
        self._last_loud = moment
        heights = [peak - limit for _, peak in self._spells if peak > limit]
        if not heights:
            heights = [max(CHANCE, self._ordered[-1] - limit)]
        scale = max(CHANCE, math.fsum(heights) / len(heights))
        apart = seen / len(heights)
        learnt = min(height, scale * math.log(max(1.0, MOST_DAYS / apart)))
        begun, peak = self._spell or (moment, limit)
        self._spell = begun, max(peak, limit + learnt)
        return apart * math.exp(learnt / scale)

    def _forget(self, moment: datetime) -> None:
        while self._recent and moment - self._recent[0][0] >= MEMORY:
            _, excess = self._recent.popleft()
            del self._ordered[bisect_left(self._ordered, excess)]
        while self._spells and moment - self._spells[0][0] >= MEMORY:
            self._spells.popleft()
