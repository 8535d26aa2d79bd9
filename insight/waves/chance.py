"""How probable it is that chance alone brings so many."""

from __future__ import annotations

import math

NEGLIGIBLE = 1e-4
"""A term that adds less than this part to a sum ends it: only the order of magnitude matters."""
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
        term *= (shape + k) / (k + 1) * spread
        total += term
        if term < NEGLIGIBLE * total:
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
        if term < NEGLIGIBLE * total:
            break
    return min(1.0, math.exp(min(0.0, first)) * total)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
