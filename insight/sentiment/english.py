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
        """Judge one text; the score is VADER's compound.

        The confidence is how often VADER was right on labelled texts with such a score.
        """
        compound, found = self._vader.compound(text)
        strength = abs(compound)
        if compound >= POSITIVE_FROM:
            sentiment, confidence = POSITIVE, 0.15 + 0.77 * strength
        elif compound <= NEGATIVE_FROM:
            sentiment, confidence = NEGATIVE, 0.48 + 0.35 * strength
        else:
            sentiment, confidence = NEUTRAL, 0.58 - 0.5 * strength
        return Verdict(sentiment, compound, round(confidence, 4), _reasons(sentiment, found))


def _reasons(sentiment: str, found: list[tuple[float, str]]) -> tuple[str, ...]:
    if sentiment == NEUTRAL:
        return ()
    sign = 1 if sentiment == POSITIVE else -1
    decided = sorted((-valence * sign, word) for valence, word in found if valence * sign > 0)
    return tuple(dict.fromkeys(word for _, word in decided[:SHOWN_WORDS]))
