"""Whether a Turkish text offends: the rude words on the list, weighed together with all others by a model."""

from __future__ import annotations

import math

from meydan.insight.forms import is_word
from meydan.insight.linear import LinearModel, letter_places
from meydan.insight.sight import Known, Sight, Words
from meydan.insight.weights import read_weights

WEIGHTS = "turkish_offence.npz"
OFFENDS_FROM = 0.3
"""What a word must add to the odds to be named, in nats."""
SHOWN_WORDS = 2


class TurkishOffence:
    """Judges texts by words and their letters, since the ways to spell an insult never end.

    May be shared between threads.
    """

    def __init__(self) -> None:
        self._rules = OffenceRules()
        self._model = LinearModel(read_weights(WEIGHTS), letter_places)

    def examine(self, form: str) -> Known:
        """Say what is known of one form."""
        return self._model.examine(form)

    def judge(self, words: Words, rude: float) -> tuple[str, ...] | None:
        """Say which words of a text offend, given the score of its rude words; None if it does not."""
        sight = self._rules.see(words, False, rude)
        (odds,) = self._model.odds(sight)
        if odds <= 0:
            return None
        tokens = words.tokens
        loudest = self._model.speakers(sight, 0, OFFENDS_FROM)
        return tuple(dict.fromkeys([tokens[at] for _, at in loudest if is_word(tokens[at])][:SHOWN_WORDS]))


class OffenceRules:
    """What the model of offence weighs besides words."""

    def lists(self, _: str) -> bool:
        """Ask for no word: those that are rude are counted already."""
        return False

    def see(self, words: Words, _: bool, rude: float) -> Sight:
        """See how rude a text is for its length."""
        return Sight(features(len(words.forms), rude), words.forms, (), words.said)


def features(length: int, rude: float) -> tuple[float, ...]:
    """Turn the score of the rude words in a text of `length` words into the values that the model weighs."""
    return (min(rude, 2.0) / 2, rude > 0, 1 / math.sqrt(length + 1))
