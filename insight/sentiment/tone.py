"""The tone of texts in one language: its rules, and a model that weighs words and what the rules see."""

from __future__ import annotations

import math
from collections.abc import Sequence

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE
from meydan.insight.forms import is_word
from meydan.insight.sentiment.verdict import Verdict
from meydan.insight.sight import Known, Model, Rules, Sight, Words

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

    def lists(self, form: str) -> bool:
        """Tell whether a word is worth a closer look."""
        return self._rules.lists(form)

    def examine(self, form: str) -> Known:
        """Say what is known of one form."""
        return self._model.examine(form)

    def see(self, words: Words, *, asks: bool, rude: float) -> Sight:
        """See what its model is asked about."""
        return self._rules.see(words, asks, rude)

    def by(self, model: Model) -> Tone:
        """The same rules, weighed by another model that knows the same of each word."""
        return Tone(self._rules, model)

    def judge(self, words: Words, *, asks: bool, rude: float) -> Verdict:
        """Judge one text, knowing whether it asks and how rude it is."""
        sight = self._rules.see(words, asks, rude)
        sureness = self._model.sureness
        negative, positive = self._model.odds(sight)
        negative, positive = negative * sureness, positive * sureness
        top = max(negative, positive, 0.0)
        below, even, above = math.exp(negative - top), math.exp(-top), math.exp(positive - top)
        total = below + even + above
        score = round((above - below) / total, 4)
        if top == 0:
            return Verdict(NEUTRAL, score, round(even / total, 4), ())
        sign = 1 if positive == top else -1
        reasons = self._reasons(words.tokens, sight, sign)
        return Verdict(POSITIVE if sign > 0 else NEGATIVE, score, round(1 / total, 4), reasons)

    def clues(self, words: Words) -> Sequence[tuple[float, str]]:
        """Say what the rules weigh in one text, praise above zero, in its order and as it stands there."""
        return self._rules.see(words, False, 0.0).pieces

    def _reasons(self, tokens: Sequence[str], sight: Sight, sign: int) -> tuple[str, ...]:
        """Name what decided: what the rules saw, strongest first; where that is nothing, single words."""
        found = sorted([(-weight * sign, piece) for weight, piece in sight.pieces if weight * sign > 0])
        if not found:
            loudest = self._model.speakers(sight, (NEGATIVE_ODDS, POSITIVE_ODDS)[sign > 0], DECIDES_FROM)
            found = [(lead, tokens[at]) for lead, at in loudest if is_word(tokens[at])]
        return tuple(dict.fromkeys([piece for _, piece in found[:SHOWN_WORDS]]))
