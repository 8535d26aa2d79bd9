"""Finds waves in counts as they come: an alert uses nothing that came after it.

What the last hour brought is compared with what is usual at this hour of the week, on a scale on which counts
of any size spread alike (the square root, Anscombe 1948; for shares the signed root of the deviance). It is a
wave when two things agree: chance would bring it less than once in `RARE` (negative binomial and
beta-binomial tails, which know how little a young history knows), and so do the series' own spells
(`rarity`), which know that people talk in bursts.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from meydan.insight.waves.chance import at_least, at_least_of
from meydan.insight.waves.rarity import QUIET, Judgement, Rarity
from meydan.insight.waves.usual import UsualCount, UsualShare

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
RARE = timedelta(days=28)
AGAIN = 4.0
"""A wave is told once, and again when it has grown this many times since."""
GREAT = 2.0
"""A wave brings at least this many times what is usual, or shifts the odds of a bad one so far."""
FEWEST = 10
FEWEST_BAD = 5
"""So many make a wave, and so many complaints."""
ROOT = 0.375

Signal = Literal["volume", "negative"]


@dataclass(frozen=True, slots=True)
class Tally:
    """A row of a series: how many came in the time up to `at`, how many of them negative (None: unknown)."""

    at: datetime
    count: float
    negative: float | None = None


@dataclass(frozen=True, slots=True)
class Wave:
    """An alert: what the last hour, or a longer row, brought, what is usual, and how rare that is.

    `signal` is what stands out. `usual` is the count that is usual in as much time, `usual_share` the
    negative part that is. `days` are those between such spells by the series' own past, at most 365.
    `hourly`: the counts are of an hour and not of a longer row. `again`: it was told before and has grown.
    """

    at: datetime
    signal: Signal
    count: float
    usual: float
    negative: float | None
    usual_share: float | None
    days: float
    hourly: bool
    again: bool


@dataclass(frozen=True, slots=True)
class _Row:
    at: datetime
    count: float
    negative: float
    usual: float


class WaveDetector:
    """Takes the rows of one series in the order of their times; each is judged by those before it."""

    def __init__(self) -> None:
        self._hour: deque[_Row] = deque()
        self._usual = UsualCount()
        self._share = UsualShare()
        self._volume_rarity = Rarity()
        self._share_rarity = Rarity()
        self._last_loud: datetime | None = None
        self._told: Wave | None = None

    def feed(self, tally: Tally) -> Wave | None:
        """Take the next row. Raises ValueError when it is not later than the one before."""
        if self._hour and tally.at <= self._hour[-1].at:
            raise ValueError(f"{tally.at} does not follow {self._hour[-1].at}")
        while self._hour and tally.at - self._hour[0].at >= HOUR:
            self._hour.popleft()
        mean, shape = self._usual.at(tally.at, len(self._hour) + 1)
        self._hour.append(_Row(tally.at, tally.count, tally.negative or 0.0, mean))
        count = math.fsum(row.count for row in self._hour)
        usual = math.fsum(row.usual for row in self._hour)
        excess = 2 * (math.sqrt(count + ROOT) - math.sqrt(usual + ROOT))
        volume = self._volume_rarity.judge(tally.at, excess)
        found = self._volume_wave(tally, count, usual, shape, volume)
        loud, kept = volume.loud, 1.0
        if volume.loud:
            # Or a wave would be expected the next day.
            kept = min(1.0, max(1.0, (math.sqrt(usual + ROOT) + volume.limit / 2) ** 2 - ROOT) / count)
        if tally.negative is not None:
            by_share, loud_share = self._share_wave(tally, count, usual)
            loud = loud or loud_share
            if by_share is not None and (found is None or by_share.days > found.days):
                found = by_share
            self._share.learn(tally.at, kept * tally.negative, kept * tally.count)
        self._usual.learn(tally.at, kept * tally.count)
        return self._news(tally.at, found, loud)

    def forget_told(self) -> None:
        """What was found so far was told to nobody: a wave that goes on is told at its next row."""
        self._told = None

    def _volume_wave(
        self, tally: Tally, count: float, usual: float, shape: float, judged: Judgement
    ) -> Wave | None:
        great = count >= max(FEWEST, GREAT * usual)
        if not (great and _rare(judged) and at_least(int(count), usual, shape) <= HOUR / RARE):
            return None
        return self._wave(tally, "volume", count, usual, judged)

    def _share_wave(self, tally: Tally, count: float, usual: float) -> tuple[Wave | None, bool]:
        negative = math.fsum(row.negative for row in self._hour)
        yes, no = self._share.at(tally.at)
        judged = self._share_rarity.judge(tally.at, _deviance_root(negative, count, count * yes / (yes + no)))
        great = negative >= FEWEST_BAD and negative * no >= GREAT * (count - negative) * yes
        if not (great and _rare(judged) and at_least_of(int(negative), int(count), yes, no) <= HOUR / RARE):
            return None, judged.loud
        return self._wave(tally, "negative", count, usual, judged), judged.loud

    def _wave(self, tally: Tally, signal: Signal, count: float, usual: float, judged: Judgement) -> Wave:
        known = tally.negative is not None
        hourly = len(self._hour) > 1
        yes, no = self._share.at(tally.at)
        negative = math.fsum(row.negative for row in self._hour) if known else None
        share = yes / (yes + no) if known else None
        return Wave(tally.at, signal, count, usual, negative, share, judged.days, hourly, again=False)

    def _news(self, moment: datetime, found: Wave | None, loud: bool) -> Wave | None:
        """What is to be told: the beginning of a wave, and its growth."""
        if self._last_loud is None or moment - self._last_loud >= QUIET:
            self._told = None
        if loud:
            self._last_loud = moment
        if found is None or (self._told is not None and _size(found) < AGAIN * _size(self._told, found)):
            return None
        news = replace(found, again=self._told is not None)
        self._told = news
        return news


def _rare(judged: Judgement) -> bool:
    return judged.days >= RARE / DAY


def _size(wave: Wave, like: Wave | None = None) -> float:
    """How large a wave is by its own signal, or by that of another."""
    if (like or wave).signal == "negative":
        return wave.negative or 0.0
    return wave.count


def _deviance_root(negative: float, count: float, expected: float) -> float:
    """The signed root of a binomial deviance: about standard normal while the share is the usual one."""
    deviance = 2 * (_part(negative, expected) + _part(count - negative, count - expected))
    return math.copysign(math.sqrt(max(0.0, deviance)), negative - expected)


def _part(seen: float, expected: float) -> float:
    return seen * math.log(seen / expected) if seen > 0 < expected else 0.0
