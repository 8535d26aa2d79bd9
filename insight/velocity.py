"""How fast something is being talked about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


def velocity(samples: Iterable[tuple[datetime, float]], window: timedelta = 6 * HOUR) -> float | None:
    """Measure the growth of a volume per hour: the least-squares slope of the samples in the last window.

    Samples are (aware time, volume so far) in any order; the window ends at the newest one. None when fewer
    than two different times lie in it.
    """
    ordered = sorted(samples)
    if not ordered:
        return None
    newest = ordered[-1][0]
    points = [((time - newest) / HOUR, volume) for time, volume in ordered if newest - time <= window]
    mean_time = sum(time for time, _ in points) / len(points)
    mean_volume = sum(volume for _, volume in points) / len(points)
    spread = sum((time - mean_time) ** 2 for time, _ in points)
    if not spread:
        return None
    return sum((time - mean_time) * (volume - mean_volume) for time, volume in points) / spread
