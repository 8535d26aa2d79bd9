"""What is usual at a moment, learnt as it passes; older times fade with a half-life of two weeks."""

from __future__ import annotations

from datetime import datetime, timedelta

HALF_LIFE = timedelta(days=14)
LEANING = timedelta(hours=4)
"""So much of an hour of the week's own time counts as much as what hour of the day and weekday say."""
WEEKDAY_LEANING = 16.0
"""So many of a weekday's own count as much as what all weekdays say."""
HOUR = timedelta(hours=1)
DAYS = 7
HOURS = 24


class Faded:
    """Two sums of which what was added `HALF_LIFE` ago counts half."""

    __slots__ = ("amount", "at", "weight")

    def __init__(self) -> None:
        self.amount = 0.0
        self.weight = 0.0
        self.at: datetime | None = None

    def fade(self, moment: datetime) -> None:
        """Let the sums fade until a moment, which is not before that of the last call."""
        if self.at is not None and moment > self.at:
            left = 0.5 ** ((moment - self.at) / HALF_LIFE)
            self.amount *= left
            self.weight *= left
        self.at = moment

    def add(self, amount: float, weight: float) -> None:
        """Add to both sums."""
        self.amount += amount
        self.weight += weight


class UsualCount:
    """How many are usual: a Gamma-Poisson hierarchy of hour of the week over hour of the day and weekday.

    What lies above is the prior of what lies below, worth some time of rows, so that a young history leans on
    the hour of the day and an old one knows its Mondays (Gelman et al., Bayesian Data Analysis, 2.6). A
    weekday is known as its ratio to what the hours of the day make expect.
    """

    def __init__(self) -> None:
        self._slots = [[Faded() for _ in range(HOURS)] for _ in range(DAYS)]
        self._hours = [Faded() for _ in range(HOURS)]
        self._all = Faded()
        self._weekday = (-1, -1), 1.0

    def at(self, moment: datetime, rows_per_hour: float) -> tuple[float, float]:
        """The mean of one row at a moment, and the Gamma shape it is known with (in counts)."""
        slot, hour, all_ = self._levels(moment)
        leaning = max(1.0, rows_per_hour * (LEANING / HOUR))
        mean = (all_.amount + 1) / (all_.weight + 1)
        mean = (hour.amount + leaning * mean) / (hour.weight + leaning)
        mean *= self._ratio(moment)
        shape = slot.amount + leaning * mean
        return shape / (slot.weight + leaning), shape

    def learn(self, moment: datetime, count: float) -> None:
        """Add one row."""
        for level in self._levels(moment):
            level.add(count, 1.0)

    def _levels(self, moment: datetime) -> tuple[Faded, Faded, Faded]:
        levels = self._slots[moment.weekday()][moment.hour], self._hours[moment.hour], self._all
        for level in levels:
            level.fade(moment)
        return levels

    def _ratio(self, moment: datetime) -> float:
        """How a weekday compares with what its hours make expect; looked at anew each hour."""
        looked, ratio = self._weekday
        if looked != (moment.weekday(), moment.hour):
            seen = expected = WEEKDAY_LEANING
            for slot, hour in zip(self._slots[moment.weekday()], self._hours, strict=True):
                if slot.weight:
                    slot.fade(moment)
                    seen += slot.amount
                    expected += slot.weight * hour.amount / hour.weight
            ratio = seen / expected
            self._weekday = (moment.weekday(), moment.hour), ratio
        return ratio


class UsualShare:
    """Which share is negative, as a Beta posterior over a uniform prior."""

    def __init__(self) -> None:
        self._seen = Faded()

    def at(self, moment: datetime) -> tuple[float, float]:
        """The two shapes of the Beta distribution: negative and other."""
        self._seen.fade(moment)
        return self._seen.amount + 1, self._seen.weight - self._seen.amount + 1

    def learn(self, moment: datetime, negative: float, count: float) -> None:
        """Add `negative` of `count`."""
        self._seen.fade(moment)
        self._seen.add(negative, count)
