"""One account under watch: its stretches of time judged in order, each once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from meydan.insight.waves.detector import HOUR, Tally, Wave, WaveDetector

STEP = timedelta(minutes=5)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Counts = Mapping[datetime, tuple[int, int]]
"""By the begin of a stretch of `STEP`: items, and how many of them are negative. Nothing where none came."""


class Watch:
    """Judges an account's counts.

    What arrives late, for a stretch of the last hour that is judged already, counts in the next one.
    """

    def __init__(self) -> None:
        self._detector = WaveDetector()
        self._judged: dict[datetime, tuple[int, int]] = {}
        self.next = EPOCH

    def learn(self, past: Counts, end: datetime) -> None:
        """Learn an account's past until `end`, from the first that is known."""
        self.next = min(past, default=end)
        self.judge(past, end)
        self._detector.forget_told()

    def judge(self, counts: Counts, end: datetime) -> list[Wave]:
        """Judge the stretches that are over by `end`; the waves in them."""
        late_count = late_negative = 0
        for begin, (count, negative) in counts.items():
            if begin < self.next < end:
                before, negative_before = self._judged.get(begin, (0, 0))
                late_count += max(0, count - before)
                late_negative += max(0, negative - negative_before)
                self._judged[begin] = count, negative
        found = []
        while self.next < end:
            count, negative = counts.get(self.next, (0, 0))
            self._judged[self.next] = count, negative
            self.next += STEP
            count += late_count
            negative = min(count, negative + late_negative)
            late_count = late_negative = 0
            wave = self._detector.feed(Tally(self.next, count, negative))
            if wave is not None:
                found.append(wave)
        self._judged = {begin: each for begin, each in self._judged.items() if end - begin <= 2 * HOUR}
        return found
