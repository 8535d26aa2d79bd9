"""A measured figure next to its raw limit of the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the benchmark: `ours` and `raw` in `unit`; `budget` bounds ours / raw (else ours).

    `at_least` turns the budget round: the ratio must not be smaller.
    """

    name: str
    unit: str
    ours: float
    raw: float | None
    budget: float
    at_least: bool = False

    @property
    def measure(self) -> float:
        """What the budget bounds."""
        return self.ours / self.raw if self.raw else self.ours

    @property
    def holds(self) -> bool:
        """Whether the budget is kept."""
        return self.measure >= self.budget if self.at_least else self.measure <= self.budget

    def line(self) -> str:
        """The figure for people, aligned."""
        raw = f"{self.raw:>12,.2f}" if self.raw is not None else " " * 12
        sign = ("≥" if self.at_least else "≤") + f"{self.budget:g}" + ("x" if self.raw else "")
        times = f"{self.measure:>8.2f}x" if self.raw else " " * 9
        verdict = "holds" if self.holds else "FALLS SHORT"
        return f"{self.name:<46}{self.ours:>12,.2f} {self.unit:<5} raw {raw} {times}  {sign:<8} {verdict}"


def seconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def median_ms(act: Callable[[], object], times: int = 60) -> float:
    """The median of several calls after a warm-up, in milliseconds."""
    act()
    return statistics.median(seconds(act) for _ in range(times)) * 1000


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
