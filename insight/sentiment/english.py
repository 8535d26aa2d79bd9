"""English sentiment: what VADER's rules find, as values that a learnt model weighs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from meydan.insight.sentiment.vader import Vader
from meydan.insight.sentiment.verdict import saturated
from meydan.insight.sight import Sight, Words


class EnglishRules:
    """VADER's rules; may be shared between threads."""

    def __init__(self) -> None:
        self._vader = Vader()

    def lists(self, _: str) -> bool:
        """Ask for no word: VADER cuts texts its own way."""
        return False

    def see(self, words: Words, asks: bool, rude: float) -> Sight:
        """See what VADER finds in a text, knowing whether it asks and how rude it is."""
        compound, found = self._vader.compound(words.text)
        values = features(compound, found, len(words.forms), asks, rude)
        return Sight(values, words.forms, found, words.said)


def features(
    compound: float, found: Sequence[tuple[float, str]], length: int, asks: bool, rude: float
) -> tuple[float, ...]:
    """Turn what VADER says of a text of `length` words into the values that the model weighs, from 0 to 1.

    In this order: compound above and below zero, praise, complaint, both at once, praise at all, complaint
    at all, short, asks, rude; then where VADER found nothing: silent, short.
    """
    praise = sum([valence for valence, _ in found if valence > 0])
    complaint = -sum([valence for valence, _ in found if valence < 0])
    silent = not found
    short = 1 / math.sqrt(length + 1)
    return (
        max(compound, 0.0),
        max(-compound, 0.0),
        saturated(praise),
        saturated(complaint),
        praise > 0 and complaint > 0,
        praise > 0,
        complaint > 0,
        short,
        asks,
        min(rude, 2.0) / 2,
        silent,
        short if silent else 0.0,
    )
