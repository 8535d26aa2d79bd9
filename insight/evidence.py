"""Evidence that words give by themselves, from tables learnt on labelled text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat
from operator import add

from meydan.insight.resources import read_rows

HALF = 32
MIDDLE = 1 << (HALF - 1)


class EvidenceTable:
    """Two weights for each piece of a word; what is not listed weighs nothing.

    The first row of the file is the bias, in the unit of the weights.
    """

    def __init__(self, name: str) -> None:
        rows = read_rows(name)
        _, *bias = next(rows)
        self.bias = int(bias[0]), int(bias[1])
        # Both weights in one number: adding them up is most of what a new word costs. Two of three pieces
        # weigh what another one weighs: kept once, the table takes a quarter less.
        numbers: dict[int, int] = {}
        self._weights: dict[str, int] = {}
        for piece, first, second in rows:
            number = int(first) + (int(second) << HALF)
            self._weights[piece] = numbers.setdefault(number, number)

    def weigh(self, pieces: Iterable[str]) -> tuple[int, int]:
        """Add up both weights over the pieces, each sum from -2^31 to 2^31."""
        total = sum(map(self._weights.get, pieces, repeat(0)))
        first = ((total + MIDDLE) & (2 * MIDDLE - 1)) - MIDDLE
        return first, (total - first) >> HALF


def ngrams(word: str) -> list[str]:
    """Cut a word between ^ and $ into its pieces of one to four characters, and the whole."""
    padded = f"^{word}$"
    pairs = [*map(add, padded, padded[1:])]
    triples = [*map(add, pairs, padded[2:])]
    pieces = [*word, *pairs, *triples, *map(add, triples, padded[3:])]
    if len(padded) > 4:
        pieces.append(padded)
    return pieces
