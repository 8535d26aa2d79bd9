"""English sentiment: VADER's compound score, cut into three classes."""

from __future__ import annotations

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE
from meydan.insight.sentiment.vader import Vader
from meydan.insight.sentiment.verdict import Verdict

POSITIVE_FROM = 0.35
NEGATIVE_FROM = -0.05
SHOWN_WORDS = 5


class English:
    """Judges English texts; may be shared between threads."""

    def __init__(self) -> None:
        self._vader = Vader()

    def judge(self, text: str) -> Verdict:
        """Judge one text; the score is VADER's compound."""
        compound, found = self._vader.compound(text)
        if compound >= POSITIVE_FROM:
            sentiment, margin = POSITIVE, compound - POSITIVE_FROM
        elif compound <= NEGATIVE_FROM:
            sentiment, margin = NEGATIVE, NEGATIVE_FROM - compound
        else:
            sentiment, margin = NEUTRAL, min(POSITIVE_FROM - compound, compound - NEGATIVE_FROM)
        return Verdict(sentiment, compound, min(1.0, 0.4 + 0.5 * margin), _reasons(sentiment, found))


def _reasons(sentiment: str, found: list[tuple[float, str]]) -> tuple[str, ...]:
    if sentiment == NEUTRAL:
        return ()
    sign = 1 if sentiment == POSITIVE else -1
    decided = sorted((-valence * sign, word) for valence, word in found if valence * sign > 0)
    return tuple(dict.fromkeys(word for _, word in decided[:SHOWN_WORDS]))
