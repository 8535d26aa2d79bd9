"""What rules see in one text, and what is said about it in the end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, Protocol

SATURATION = 9.0


class Verdict(NamedTuple):
    """One of positive, neutral, negative, with a score from -1 to 1 and a confidence from 0 to 1.

    `words` are the words that decided, as they stand in the text.
    """

    sentiment: str
    score: float
    confidence: float
    words: tuple[str, ...]


class Sight(NamedTuple):
    """What rules see: values that a model weighs, the forms that speak for themselves, one for each token.

    `pieces` are what decides by the rules, each with its weight and as it stands in the text.
    """

    values: Sequence[float]
    forms: Sequence[str]
    pieces: Sequence[tuple[float, str]]


class Rules(Protocol):
    """The rules of a language."""

    def see(self, text: str, tokens: Sequence[str], forms: Sequence[str], asks: bool, rude: float) -> Sight:
        """See what there is in a text, knowing whether it asks and how rude it is."""
        ...


def saturated(amount: float) -> float:
    """Press an amount into -1 to 1, steep near zero."""
    return amount / math.sqrt(amount * amount + SATURATION)
