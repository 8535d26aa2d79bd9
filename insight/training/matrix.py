"""Texts as a sparse matrix: pieces of their words as the runtime hashes them, then what the rules find."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from scipy.sparse import csr_matrix, hstack

from meydan.insight.forms import plain_form
from meydan.insight.language import TURKISH
from meydan.insight.linear import Places, letter_places, word_places
from meydan.insight.memory import Memory
from meydan.insight.offence import OffenceRules
from meydan.insight.sentiment.english import EnglishRules
from meydan.insight.sentiment.turkish import TurkishRules
from meydan.insight.sight import Rules, Sight, Words
from meydan.insight.signals import RAISED_AT, SignalRules
from meydan.insight.text import sanitise
from meydan.insight.tokens import tokenise

BUCKETS = 1 << 17
RAREST = 2
"""In how many texts a bucket must be met to get a weight."""


class Reader:
    """Reads texts of one language as the runtime does, the pieces of its words by `places`."""

    def __init__(self, language: str, rules: Rules, places: Places = word_places) -> None:
        self._rules = rules
        self._signals = SignalRules(language)
        self._known = Memory(lambda form: places(form, BUCKETS - 1), size=1 << 20)

    def see(self, text: str) -> Sight:
        """See what a model of this kind is given of one text."""
        text = sanitise(text)
        tokens = tokenise(text)
        forms = [plain_form(token) for token in tokens]
        begin = [at for at, pair in enumerate(zip(tokens, forms, strict=True)) if self._signals.lists(*pair)]
        signals = self._signals.read(text, tokens, forms, begin)
        words = Words(text, tokens, forms, [at for at, form in enumerate(forms) if self._rules.lists(form)])
        return self._rules.see(words, signals.question >= RAISED_AT, signals.offensive)

    def matrix(self, texts: Iterable[str]) -> csr_matrix:
        """Read texts: a row each, a column for each bucket, then one for each value of the rules."""
        columns: list[int] = []
        starts = [0]
        shares: list[float] = []
        values = []
        for sight in map(self.see, texts):
            before = len(columns)
            for form in sight.forms:
                columns += self._known[form]
            count = len(columns) - before
            shares += [1 / math.sqrt(count or 1)] * count
            starts.append(len(columns))
            values.append(sight.values)
        words = csr_matrix(
            (np.array(shares, dtype=np.float32), np.array(columns), np.array(starts)),
            shape=(len(values), BUCKETS),
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


def tone_reader(language: str) -> Reader:
    """The reader for a model of tone."""
    return Reader(language, TurkishRules() if language == TURKISH else EnglishRules())


def offence_reader() -> Reader:
    """The reader for the model of Turkish offence."""
    return Reader(TURKISH, OffenceRules(), letter_places)
