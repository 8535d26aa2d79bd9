"""A linear model over words: what each word adds is looked up by hash, once, and remembered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from zlib import crc32

from meydan.insight.forms import is_word
from meydan.insight.memory import Memory
from meydan.insight.weights import read_weights

PREFIXES = (4, 5, 6, 7)
WORD, BEGINNING = "w", "p"
"""What the pieces begin with, so that a word and the beginning of another are told apart."""


def pieces(form: str) -> list[str]:
    """Name what counts of one plain form: the word and its beginnings; of what is no word, its kind."""
    if is_word(form):
        return [WORD + form, *[BEGINNING + form[:size] for size in PREFIXES if len(form) > size]]
    if form[:1] == "@":
        return ["@"]
    if form.startswith(("http", "www.")):
        return ["/"]
    if form.isdigit():
        return ["0" if len(form) < 3 else "000"]
    return [WORD + form[:3]] if form else []


def bucket(piece: str, buckets: int) -> int:
    """Say where the weights of a piece stand; different pieces may share a place."""
    return crc32(piece.encode()) % buckets


class LinearModel:
    """Odds in nats as a sum over words, divided by the square root of how many pieces they have.

    The file holds `words` (int8, a row for each bucket and a column for each outcome), `unit` (what one step
    of a column is worth), `bias`, `signs` (a row for each value that the rules find) and `sureness` (what the
    odds are multiplied by so that they are as often right as they say). What a word adds is remembered, so a
    stream of comments gets faster. May be shared between threads.
    """

    def __init__(self, name: str) -> None:
        tables = read_weights(name)
        self._buckets, self._outcomes = tables["words"].shape
        self._words = tables["words"].numbers
        self._unit: list[float] = tables["unit"].numbers.tolist()
        self._bias: list[float] = tables["bias"].numbers.tolist()
        signs = tables["signs"].numbers.tolist()
        self._signs = list(zip(*[iter(signs)] * self._outcomes, strict=True))
        self.sureness: float = tables["sureness"].numbers[0]
        self._known = Memory(self._examine)

    def odds(self, forms: Sequence[str], values: Sequence[float]) -> list[float]:
        """Add up the odds of each outcome, from plain forms and from what the rules found."""
        odds = self._bias
        if forms:
            *sums, count = map(sum, zip(*map(self._known.__getitem__, forms), strict=True))
            root = math.sqrt(count or 1)
            odds = [
                bias + unit * total / root for bias, unit, total in zip(odds, self._unit, sums, strict=True)
            ]
        for value, weights in zip(values, self._signs, strict=True):
            if value:
                odds = [total + value * weight for total, weight in zip(odds, weights, strict=True)]
        return odds

    def says(self, form: str) -> list[float]:
        """Say what one word adds to each outcome in a text of that word alone."""
        *sums, count = self._known[form]
        root = math.sqrt(count or 1)
        return [unit * total / root for unit, total in zip(self._unit, sums, strict=True)]

    def _examine(self, form: str) -> tuple[int, ...]:
        cut = pieces(form)
        width = self._outcomes
        starts = [bucket(piece, self._buckets) * width for piece in cut]
        return (*[sum([self._words[at + column] for at in starts]) for column in range(width)], len(cut))
