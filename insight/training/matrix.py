"""Texts as a sparse matrix: pieces of their words as the runtime hashes them, then what the rules find."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack

from meydan.insight.forms import plain_forms
from meydan.insight.language import ENGLISH, TURKISH
from meydan.insight.linear import bucket, pieces
from meydan.insight.memory import Memory
from meydan.insight.sentiment import english, turkish
from meydan.insight.sentiment.turkish import TurkishRules
from meydan.insight.sentiment.vader import Vader
from meydan.insight.signals import OFFENSIVE, QUESTION, RAISED_AT, SignalRules
from meydan.insight.text import sanitise
from meydan.insight.tokens import tokenise

BUCKETS = 1 << 17
RAREST = 2
"""In how many texts a bucket must be met to get a weight."""

Values = Callable[[str, Sequence[str], Sequence[str], bool, float], tuple[float, ...]]


class Reader:
    """Reads texts of one language as the runtime does."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._signals = SignalRules()
        self._known = Memory(lambda form: [bucket(piece, BUCKETS) for piece in pieces(form)], size=1 << 20)
        self._values: Values = {TURKISH: _turkish, ENGLISH: _english}[language]()

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """Read texts: a row each, a column for each bucket, then one for each value of the rules."""
        columns: list[int] = []
        starts = [0]
        shares: list[float] = []
        values = []
        for text in map(sanitise, texts):
            tokens = tokenise(text)
            forms = plain_forms(tokens)
            before = len(columns)
            for form in forms:
                columns += self._known[form]
            count = len(columns) - before
            shares += [1 / math.sqrt(count or 1)] * count
            starts.append(len(columns))
            signals = self._signals.read(tokens, forms, self._language)
            asks = signals[QUESTION] >= RAISED_AT
            values.append(self._values(text, tokens, forms, asks, signals[OFFENSIVE]))
        words = csr_matrix(
            (np.array(shares, dtype=np.float32), np.array(columns), np.array(starts)),
            shape=(len(texts), BUCKETS),
        )
        words.sum_duplicates()
        return hstack([words, csr_matrix(np.array(values, dtype=np.float32))]).tocsr()


def frequent(matrix: csr_matrix) -> csr_matrix:
    """Empty the columns of pieces that too few texts have, for whose weights there is no evidence."""
    met = np.bincount(matrix.indices, minlength=matrix.shape[1])
    met[BUCKETS:] = RAREST
    kept = (met >= RAREST)[matrix.indices]
    thinned = matrix.copy()
    thinned.data = np.where(kept, thinned.data, 0).astype(np.float32)
    thinned.eliminate_zeros()
    return thinned


def _turkish() -> Values:
    rules = TurkishRules()

    def values(
        _: str, tokens: Sequence[str], forms: Sequence[str], asks: bool, rude: float
    ) -> tuple[float, ...]:
        return turkish.features(rules.read(tokens, forms), len(forms), asks, rude)

    return values


def _english() -> Values:
    vader = Vader()

    def values(
        text: str, _: Sequence[str], forms: Sequence[str], asks: bool, rude: float
    ) -> tuple[float, ...]:
        return english.features(*vader.compound(text), len(forms), asks, rude)

    return values
