"""What is kept of one of our posts between two looks at what is said below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from meydan.connectors.base import Metrics
from meydan.connectors.cursors import DescendingCursor

_KNOWN = 4
_LOOK_AGAIN = (
    (timedelta(days=1), timedelta(0)),
    (timedelta(days=3), timedelta(minutes=10)),
    (timedelta(days=7), timedelta(minutes=30)),
    (timedelta(days=30), timedelta(hours=3)),
)
_SWEEP_AGAIN = (
    (timedelta(days=1), timedelta(minutes=30)),
    (timedelta(days=7), timedelta(hours=6)),
)
_MEASURE_AGAIN = (
    (timedelta(days=2), timedelta(minutes=30)),
    (timedelta(days=7), timedelta(hours=6)),
)
_RARELY = timedelta(days=1)
_SWEPT_FOR_GOOD = timedelta(minutes=5)

Rhythm = tuple[tuple[timedelta, timedelta], ...]


@dataclass(slots=True)
class Watched:
    """One of our posts; times in epoch seconds, 0 for never.

    `stirred` is the time of the newest thing said there, `count` the platform's own count of answers (-1:
    never told), `due`: something has changed there. `walk` is how far its answers have been read.
    """

    made: int
    stirred: int = 0
    looked: int = 0
    swept: int = 0
    count: int = -1
    measured: int = 0
    due: bool = False
    metrics: Metrics = field(default_factory=Metrics)
    walk: DescendingCursor = field(default_factory=DescendingCursor)

    @property
    def last(self) -> int:
        """When something was last said there."""
        return max(self.made, self.stirred)

    def counted(self, count: int, now: int) -> None:
        """Note the platform's count; where nobody ever said anything there is nothing to look at."""
        if count == 0 and not self.stirred:
            self.looked = now
        elif count != self.count:
            self.due = True
        self.count = count

    def wants_look(self, now: int) -> bool:
        """Whether its answers are to be looked at."""
        return self.due or self.walk.walking or now - self.looked >= _every(now - self.last, _LOOK_AGAIN)

    def wants_sweep(self, now: int) -> bool:
        """Whether a look should go down to the oldest answer."""
        if not self.walk.started:
            return True
        rested = now - self.swept
        if self.due and rested >= _SWEPT_FOR_GOOD.total_seconds():
            return True
        return rested >= _every(now - self.last, _SWEEP_AGAIN)

    def wants_figures(self, now: int) -> bool:
        """Whether its figures are to be asked for."""
        return now - self.measured >= _every(now - self.made, _MEASURE_AGAIN)

    def written(self) -> list[object]:
        """As JSON."""
        figures, walk = self.metrics, self.walk
        known_at = int(walk.known_at.timestamp()) if walk.known_at else 0
        return [
            [self.made, self.stirred, self.looked, self.swept, self.count, self.measured, self.due],
            [figures.likes, figures.replies, figures.shares, figures.views],
            walk.text() if walk.walking or walk.vain else [known_at, *walk.known[:_KNOWN]],
        ]


def read_watched(memo: object) -> dict[str, Watched]:
    """Posts out of a cursor; what makes no sense is left out."""
    found: dict[str, Watched] = {}
    for key, value in memo.items() if isinstance(memo, Mapping) else ():
        match value:
            case [
                [int(made), int(stirred), int(looked), int(swept), int(count), int(measured), bool(due)],
                metrics,
                walk,
            ]:
                found[str(key)] = Watched(
                    made, stirred, looked, swept, count, measured, due, _metrics(metrics), _walk(walk)
                )
    return found


def _metrics(value: object) -> Metrics:
    numbers = [one if isinstance(one, int) else None for one in value] if isinstance(value, list) else []
    return Metrics(*numbers) if len(numbers) == 4 else Metrics()


def _walk(value: object) -> DescendingCursor:
    match value:
        case str():
            return DescendingCursor.read(value)
        case [int(known_at), *known] if known_at:
            ids = tuple(one for one in known if isinstance(one, str))
            return DescendingCursor(known=ids, known_at=datetime.fromtimestamp(known_at, UTC))
        case _:
            return DescendingCursor()


def _every(age: float, rhythm: Rhythm) -> float:
    return next((every for young, every in rhythm if age < young.total_seconds()), _RARELY).total_seconds()
