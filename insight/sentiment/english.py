"""English sentiment: VADER's compound score, cut into three classes."""

from __future__ import annotations

import string

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE
from meydan.insight.sentiment.verdict import Verdict

POSITIVE_FROM = 0.3
NEGATIVE_FROM = -0.1
SHOWN_WORDS = 5


class English:
    """VADER with its lexicon loaded once; safe to share between threads."""

    def __init__(self) -> None:
        self._vader = SentimentIntensityAnalyzer()

    def judge(self, text: str) -> Verdict:
        """Judge one text; the score is VADER's compound."""
        compound: float = self._vader.polarity_scores(text)["compound"]
        weights = [
            (word, self._vader.lexicon[lowered])
            for word in (token.strip(string.punctuation) for token in text.split())
            if (lowered := word.lower()) in self._vader.lexicon
        ]
        if compound >= POSITIVE_FROM:
            sentiment, margin = POSITIVE, compound - POSITIVE_FROM
        elif compound <= NEGATIVE_FROM:
            sentiment, margin = NEGATIVE, NEGATIVE_FROM - compound
        else:
            sentiment, margin = NEUTRAL, min(POSITIVE_FROM - compound, compound - NEGATIVE_FROM)
        words = sorted(weights, key=lambda entry: -abs(entry[1]))[:SHOWN_WORDS]
        return Verdict(sentiment, compound, min(1.0, 0.4 + 0.5 * margin), tuple(word for word, _ in words))
