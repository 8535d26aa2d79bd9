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


class Model(Protocol):
    """Odds of negative and of positive, each against neutral, from words and from what rules see."""

    @property
    def sureness(self) -> float:
        """What to multiply the odds by so that they are as often right as they say."""
        ...

    def odds(self, forms: Sequence[str], values: Sequence[float]) -> list[float]:
        """Add up the odds of each outcome."""
        ...

    def speakers(self, forms: Sequence[str], outcome: int, least: float) -> list[tuple[float, int]]:
        """Find the words that add the most to the odds of an outcome: minus how much, and where."""
        ...


def saturated(amount: float) -> float:
    """Press an amount into -1 to 1, steep near zero."""
    return amount / math.sqrt(amount * amount + SATURATION)
