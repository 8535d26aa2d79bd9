"""What is concluded about one text."""

from __future__ import annotations

from typing import NamedTuple

POSITIVE = "positive"
NEUTRAL = "neutral"
NEGATIVE = "negative"


class Analysis(NamedTuple):
    """Conclusions about one text; a tuple, since thousands of them are made a second.

    `lang` is tr, en, other or und; `sentiment` positive, neutral or negative; `score` from -1 to 1;
    `confidence` from 0 to 1; `words` are the words that decided on it, as they stand in the text; `reasons`
    name for each raised signal what raised it.
    """

    lang: str
    sentiment: str
    score: float
    confidence: float
    question: bool = False
    urgent: bool = False
    offensive: bool = False
    spam: bool = False
    words: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
