"""Series for the tests of waves: real ones with labelled events and their score, and made ones."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from meydan.insight.waves.detector import Tally, Wave, WaveDetector

RECORDED = Path(__file__).parent / "recorded" / "waves"
STEP = timedelta(minutes=5)
PER_DAY = 288
FALSE_ALARM = 0.11
MONDAY = datetime(2026, 10, 5, tzinfo=UTC)
Event = tuple[datetime, datetime]


def companies() -> list[str]:
    """The companies whose counts are recorded."""
    return sorted(json.loads((RECORDED / "windows.json").read_text("utf-8")))


def recorded(company: str) -> list[Tally]:
    """The recorded counts of a company."""
    start, *days = (RECORDED / f"{company}.txt").read_text("utf-8").splitlines()
    first = datetime.fromisoformat(start).replace(tzinfo=UTC)
    return [Tally(first + n * STEP, int(count)) for n, count in enumerate(" ".join(days).split())]


def windows(company: str) -> list[Event]:
    """When something really happened."""
    pairs = json.loads((RECORDED / "windows.json").read_text("utf-8"))[company]
    return [
        (datetime.fromisoformat(start).replace(tzinfo=UTC), datetime.fromisoformat(end).replace(tzinfo=UTC))
        for start, end in pairs
    ]


def alerts(rows: Sequence[Tally]) -> list[Wave]:
    """What a detector says about a series."""
    detector = WaveDetector()
    return [wave for wave in map(detector.feed, rows) if wave is not None]


def gained(
    rows: Sequence[Tally], found: Sequence[Wave], events: Sequence[tuple[datetime, datetime]]
) -> float:
    """The raw score of alerts by the standard profile (Lavin and Ahmad 2015, arXiv:1510.03336).

    An event found at its window's begin gives 1, at its end 0, a missed one -1; an alert outside costs up to
    0.11, less shortly after a window; the first 15 % of the rows do not count, at most 750.
    """
    places = {row.at: place for place, row in enumerate(rows)}
    spans = [(min(_in(places, event)), max(_in(places, event))) for event in events]
    total, hit = -float(len(spans)), set()
    for place in (places[wave.at] for wave in found):
        if place < min(750, int(0.15 * len(rows))):
            continue
        inside = [span for span in spans if span[0] <= place <= span[1]]
        before = [span for span in spans if span[1] < place]
        if inside and inside[0] not in hit:
            begin, end = inside[0]
            hit.add(inside[0])
            total += 1 + _weight(-(end - place + 1) / (end - begin + 1)) / _weight(-1.0)
        elif not inside and before:
            begin, end = before[-1]
            total += FALSE_ALARM * _weight((place - end) / (end - begin))
        elif not inside:
            total -= FALSE_ALARM
    return total


def _in(places: dict[datetime, int], event: Event) -> list[int]:
    return [place for at, place in places.items() if event[0] <= at <= event[1]]


def _weight(position: float) -> float:
    return -1.0 if position > 3 else 2 / (1 + math.exp(5 * position)) - 1


def brand(per_day: float, days: int, seed: int, *, monday: float = 1.6) -> list[Tally]:
    """A brand's ordinary weeks from a Monday on: few at night, most on Mondays, a quarter bad."""
    dice = Random(seed)
    rows = []
    for n in range(days * PER_DAY):
        at = MONDAY + n * STEP
        of_day = 0.1 if at.hour < 6 else 0.5 if at.hour < 9 else 1.7
        of_week = {0: monday, 5: 0.5, 6: 0.4}.get(at.weekday(), 1.0)
        count = poisson(dice, per_day / PER_DAY * of_day * of_week)
        rows.append(Tally(at, count, sum(dice.random() < 0.25 for _ in range(count))))
    return rows


def poisson(dice: Random, mean: float) -> int:
    """A Poisson number by the waiting times between arrivals."""
    count, waited = 0, dice.expovariate(1.0)
    while waited < mean:
        count += 1
        waited += dice.expovariate(1.0)
    return count


def with_wave(rows: Sequence[Tally], begin: int, length: int, count: int, negative: int) -> list[Tally]:
    """The series with `count` more in each of `length` rows from `begin` on, `negative` of them bad."""
    return [
        Tally(row.at, row.count + count, (row.negative or 0) + negative)
        if begin <= place < begin + length
        else row
        for place, row in enumerate(rows)
    ]
