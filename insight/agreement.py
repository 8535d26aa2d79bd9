"""How far answers agree with what people say, and how sure that is with so few of them."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

Z_95 = 1.959963984540054
"""The 0.975 quantile of the normal distribution: 95 % lie within so many standard deviations."""


def wilson(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """The score interval of a share: from the lowest to the highest that would not be a surprise.

    Both from 0 to 1; with the default `z` it holds the true share 95 times of 100. Unlike the textbook's it
    holds with few trials and with shares near 0 and 1. E. B. Wilson, "Probable Inference, the Law of
    Succession, and Statistical Inference", JASA 22 (1927), 209-212. Raises ValueError without trials or for
    successes that are not among them.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(f"no share: {successes} of {trials}")
    share = successes / trials
    weight = z * z / trials
    middle = share + weight / 2
    reach = z * sqrt(share * (1 - share) / trials + weight / (4 * trials))
    low, high = (middle - reach) / (1 + weight), (middle + reach) / (1 + weight)
    # Rounding may leave an end a hair beyond what a share can be, or on the wrong side of it.
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def macro_f1(counts: Mapping[tuple[str, str], int]) -> float:
    """The mean of the F1 of each class, from 0 to 1: rare classes count as much as frequent ones.

    `counts` are by (what people say, the answer); the classes are those that people say. F1 is the harmonic
    mean of precision and recall (C. J. van Rijsbergen, "Information Retrieval", 2nd ed. 1979). Raises
    ValueError where nobody says anything.
    """
    classes = {said for (said, _), count in counts.items() if count}
    if not classes:
        raise ValueError("no counts")
    return sum(_f1(counts, each) for each in classes) / len(classes)


def _f1(counts: Mapping[tuple[str, str], int], one: str) -> float:
    said = sum(count for (label, _), count in counts.items() if label == one)
    answered = sum(count for (_, answer), count in counts.items() if answer == one)
    return 2 * counts.get((one, one), 0) / (said + answered)
