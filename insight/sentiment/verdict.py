"""What a sentiment analyser says about one text."""

from __future__ import annotations

from typing import NamedTuple


class Verdict(NamedTuple):
    """One of positive, neutral, negative, with a score from -1 to 1 and a confidence from 0 to 1.

    `words` are the words that decided, as they stand in the text.
    """

    sentiment: str
    score: float
    confidence: float
    words: tuple[str, ...]
