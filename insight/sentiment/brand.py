"""A model that has learnt from one brand's corrections, blended with the one that ships.

The odds of the shipped model are stretched and shifted, since comments to a brand are mixed otherwise than
the texts it learnt from, and the words that its corrections speak of get weights of their own. A penalty
holds all of it near the shipped model, so that a few corrections change little.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from meydan.insight.forms import is_word
from meydan.insight.linear import LinearModel
from meydan.insight.sight import Known, Sight

ROUNDS = 15
RATE = 0.3
WORD_PENALTY = 0.02
SHIFT_PENALTY = 5.0
"""Shared out over the corrections: how many it takes until they are believed of all comments."""
SLOWNESS = 0.3
"""What steps are divided by from the first, so that the first corrections do not make the longest ones."""
OUTCOMES = 2
BEGINNING = 5
NOTHING = (0.0,) * OUTCOMES
LEAST = 0.005
"""A word that adds less to every outcome, in nats, is not kept."""
DIGITS = 4


class Correction(NamedTuple):
    """What rules see in a text, and what a person says of it: 0 negative, 1 neutral, 2 positive."""

    sight: Sight
    label: int


class Lesson(NamedTuple):
    """What corrections taught: how odds are stretched and shifted by outcome, and weights of words."""

    stretch: Sequence[float]
    shift: Sequence[float]
    words: Mapping[str, Sequence[float]]

    def packed(self) -> str:
        """The lesson as JSON."""
        return json.dumps(self._asdict(), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def unpack(cls, text: str) -> Lesson:
        """A lesson out of its JSON."""
        return cls(**json.loads(text))


class BrandModel:
    """The shipped model with what one brand's corrections taught, asked as that is.

    May be shared between threads.
    """

    def __init__(self, base: LinearModel, lesson: Lesson) -> None:
        self._base = base
        self._stretch, self._shift, self._words = lesson
        self.sureness = 1.0

    def examine(self, form: str) -> Known:
        """Say what the shipped model knows of one form."""
        return self._base.examine(form)

    def odds(self, sight: Sight) -> list[float]:
        """Add up the odds of negative and of positive, each against neutral."""
        return _odds(self._base.odds(sight), _own(sight.forms), self._stretch, self._shift, self._words)

    def speakers(self, sight: Sight, outcome: int, least: float) -> list[tuple[float, int]]:
        """Find the words that add the most to the odds of an outcome: minus how much, and where."""
        found = {at: lead for lead, at in self._base.speakers(sight, outcome, least)}
        share = 1 / math.sqrt(len(_own(sight.forms)) or 1)
        for at, form in enumerate(sight.forms):
            lead = share * self._words.get(form, NOTHING)[outcome]
            if lead >= least:
                found[at] = found.get(at, 0.0) - lead
        return sorted((lead, at) for at, lead in found.items())


def learn(base: LinearModel, corrections: Sequence[Correction]) -> Lesson:
    """Learn from corrections, a thousand in less than a second; the same in the same order give the same.

    Logistic regression over the base model's odds and the words, every answer counting as much as the others,
    by AdaGrad over the rows in order.
    """
    rows = [
        ([base.sureness * odds for odds in base.odds(base.knowing(seen))], _own(seen.forms), label)
        for seen, label in corrections
    ]
    counts = Counter(label for _, _, label in rows)
    weight = {label: len(rows) / (len(counts) * count) for label, count in counts.items()}
    pull = SHIFT_PENALTY / max(len(rows), 1)
    stretch, shift = [1.0] * OUTCOMES, [0.0] * OUTCOMES
    words: dict[str, list[float]] = {}
    steepness: dict[str, list[float]] = {}
    slope_of_shift, slope_of_stretch = [SLOWNESS] * OUTCOMES, [SLOWNESS] * OUTCOMES
    for _ in range(ROUNDS):
        for odds, own, label in rows:
            shares = _shares(_odds(odds, own, stretch, shift, words))
            share = 1 / math.sqrt(len(own) or 1)
            for outcome in range(OUTCOMES):
                error = weight[label] * (shares[outcome] - (label == 2 * outcome))
                _descend(shift, slope_of_shift, outcome, error + pull * shift[outcome])
                back = pull * (stretch[outcome] - 1)
                _descend(stretch, slope_of_stretch, outcome, error * odds[outcome] + back)
                for form in own:
                    weights = words.setdefault(form, [0.0] * OUTCOMES)
                    slopes = steepness.setdefault(form, [SLOWNESS] * OUTCOMES)
                    _descend(weights, slopes, outcome, error * share + WORD_PENALTY * weights[outcome])
    return Lesson(
        [base.sureness * factor for factor in stretch],
        shift,
        {
            form: [round(one, DIGITS) for one in weights]
            for form, weights in words.items()
            if max(map(abs, weights)) >= LEAST
        },
    )


def _own(forms: Sequence[str]) -> list[str]:
    """What a brand may have weights of its own for: each word once, and how the longer ones begin."""
    words = [form for form in dict.fromkeys(forms) if is_word(form)]
    return [*words, *dict.fromkeys([f"{word[:BEGINNING]}-" for word in words if len(word) > BEGINNING])]


def _odds(
    odds: Sequence[float],
    own: Sequence[str],
    stretch: Sequence[float],
    shift: Sequence[float],
    words: Mapping[str, Sequence[float]],
) -> list[float]:
    total = [factor * odd + more for factor, odd, more in zip(stretch, odds, shift, strict=True)]
    share = 1 / math.sqrt(len(own) or 1)
    for form in own:
        weights = words.get(form)
        if weights is not None:
            for outcome in range(OUTCOMES):
                total[outcome] += share * weights[outcome]
    return total


def _shares(odds: Sequence[float]) -> list[float]:
    top = max(0.0, *odds)
    raised = [math.exp(odd - top) for odd in odds]
    total = sum(raised) + math.exp(-top)
    return [one / total for one in raised]


def _descend(weights: list[float], steepness: list[float], at: int, slope: float) -> None:
    """One step of AdaGrad: the steeper a weight's slopes have been, the shorter its steps."""
    steepness[at] += slope * slope
    weights[at] -= RATE * slope / math.sqrt(steepness[at])
