"""Sentiment of texts in other languages, or in none: what their emoji say."""

from __future__ import annotations

import math

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE
from meydan.insight.sentiment.lexicons import emoji_weights
from meydan.insight.sentiment.verdict import Verdict
from meydan.insight.sight import Known, Words

SOFTENING = 4.0
DECIDES_FROM = 0.4
UNSURE = 0.2
SUREST = 0.5


class Emoji:
    """Weighs emoji and emoticons only; its confidence stays low. May be shared between threads."""

    def __init__(self) -> None:
        self._weights = emoji_weights()

    def lists(self, _: str) -> bool:
        """Ask for no word."""
        return False

    def examine(self, _: str) -> Known:
        """Say that nothing is known of words."""
        return ()

    def judge(self, words: Words, *, asks: bool, rude: float) -> Verdict:
        """Judge one text; in a language that we do not know neither questions nor rude words count."""
        found = self.clues(words)
        total = sum(weight for weight, _ in found)
        score = round(total / math.sqrt(total * total + SOFTENING), 4)
        if abs(score) < DECIDES_FROM:
            return Verdict(NEUTRAL, score, UNSURE, ())
        sentiment = POSITIVE if score > 0 else NEGATIVE
        reasons = tuple(dict.fromkeys(token for weight, token in found if weight * score > 0))
        return Verdict(sentiment, score, round(UNSURE + (SUREST - UNSURE) * abs(score), 4), reasons)

    def clues(self, words: Words) -> list[tuple[float, str]]:
        """Say what each listed emoji weighs, praise above zero."""
        return [(weight, token) for token in words.tokens if (weight := self._weights.get(token)) is not None]
