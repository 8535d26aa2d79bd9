"""What is said about one text in the end."""

from __future__ import annotations

import math
from typing import NamedTuple

SATURATION = 9.0


class Verdict(NamedTuple):
    """One of positive, neutral, negative, with a score from -1 to 1 and a confidence from 0 to 1.

    `words` are the words that decided, as they stand in the text.
    """

    sentiment: str
    score: float
    confidence: float
    words: tuple[str, ...]


def saturated(amount: float) -> float:
    """Press an amount into -1 to 1, steep near zero."""
    return amount / math.sqrt(amount * amount + SATURATION)
