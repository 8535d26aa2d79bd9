"""The tone of texts in one language: its rules, and a model that weighs words and what the rules see."""

from __future__ import annotations

import math
from collections.abc import Sequence

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE
from meydan.insight.forms import is_word
from meydan.insight.sentiment.verdict import Model, Rules, Sight, Verdict

SHOWN_WORDS = 5
DECIDES_FROM = 0.15
"""What a word must add to the odds to be named as a reason, in nats."""
NEGATIVE_ODDS, POSITIVE_ODDS = 0, 1


class Tone:
    """Judges texts; may be shared between threads.

    The outcomes of the model are the odds of negative and of positive, each against neutral.
    """

    def __init__(self, rules: Rules, model: Model) -> None:
        self._rules = rules
        self._model = model

    def judge(
        self, text: str, tokens: Sequence[str], forms: Sequence[str], *, asks: bool, rude: float
    ) -> Verdict:
        """Judge one text, given with its tokens and forms, knowing whether it asks and how rude it is."""
        sight = self._rules.see(text, tokens, forms, asks, rude)
        sureness = self._model.sureness
        negative, positive = self._model.odds(sight.forms, sight.values)
        negative, positive = negative * sureness, positive * sureness
        top = max(negative, positive, 0.0)
        below, even, above = math.exp(negative - top), math.exp(-top), math.exp(positive - top)
        total = below + even + above
        score = round((above - below) / total, 4)
        if top == 0:
            return Verdict(NEUTRAL, score, round(even / total, 4), ())
        sign = 1 if positive == top else -1
        words = self._reasons(tokens, sight, sign)
        return Verdict(POSITIVE if sign > 0 else NEGATIVE, score, round(1 / total, 4), words)

    def _reasons(self, tokens: Sequence[str], sight: Sight, sign: int) -> tuple[str, ...]:
        """Name what decided: what the rules saw, strongest first; where that is nothing, single words."""
        found = sorted([(-weight * sign, piece) for weight, piece in sight.pieces if weight * sign > 0])
        if not found:
            loudest = self._model.speakers(
                sight.forms, (NEGATIVE_ODDS, POSITIVE_ODDS)[sign > 0], DECIDES_FROM
            )
            found = [(lead, tokens[at]) for lead, at in loudest if is_word(tokens[at])]
        return tuple(dict.fromkeys([piece for _, piece in found[:SHOWN_WORDS]]))
