"""How probable it is that chance alone brings so many."""

from __future__ import annotations

import math

NEGLIGIBLE = 1e-3
"""When all that is left adds less than this part to a sum, it ends."""
MOST_TERMS = 20_000


def at_least(count: int, mean: float, shape: float) -> float:
    """P(X >= count) for Poisson counts whose mean is known as a Gamma of this mean and shape.

    That is the negative binomial distribution. `mean` and `shape` are positive.
    """
    if count <= mean:
        return 1.0
    spread = mean / (mean + shape)
    first = (
        math.lgamma(shape + count)
        - math.lgamma(shape)
        - math.lgamma(count + 1)
        - shape * math.log1p(mean / shape)
        + count * math.log(spread)
    )
    total = term = 1.0
    for k in range(count, count + MOST_TERMS):
        ratio = (shape + k) / (k + 1) * spread
        term *= ratio
        total += term
        # The ratios go towards the spread: what is left is less than a geometric series.
        bound = max(ratio, spread)
        if bound < 1 and term * bound < NEGLIGIBLE * total * (1 - bound):
            break
    return min(1.0, math.exp(min(0.0, first)) * total)


def at_least_of(negative: int, count: int, yes: float, no: float) -> float:
    """P(K >= negative) of `count` draws whose share is known as Beta(yes, no): the beta-binomial tail."""
    if negative * (yes + no) <= count * yes:
        return 1.0
    first = (
        math.lgamma(count + 1)
        - math.lgamma(negative + 1)
        - math.lgamma(count - negative + 1)
        + _log_beta(negative + yes, count - negative + no)
        - _log_beta(yes, no)
    )
    total = term = 1.0
    for k in range(negative, count):
        term *= (count - k) / (k + 1) * (yes + k) / (no + count - k - 1)
        total += term
        if term * (count - k) < NEGLIGIBLE * total:
            break
    return min(1.0, math.exp(min(0.0, first)) * total)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
