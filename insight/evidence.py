"""Evidence that words give by themselves, from tables learnt on labelled text."""

from __future__ import annotations

from collections.abc import Iterable

from meydan.insight.resources import read_rows


class EvidenceTable:
    """Two weights for each piece of a word; what is not listed weighs nothing.

    The first row of the file is the bias, in the unit of the weights.
    """

    def __init__(self, name: str) -> None:
        rows = read_rows(name)
        _, *bias = next(rows)
        self.bias = int(bias[0]), int(bias[1])
        # Two of three pieces weigh what another one weighs: kept once, the table takes a quarter less.
        pairs: dict[tuple[int, int], tuple[int, int]] = {}
        self._weights: dict[str, tuple[int, int]] = {}
        for piece, first, second in rows:
            pair = int(first), int(second)
            self._weights[piece] = pairs.setdefault(pair, pair)

    def weigh(self, pieces: Iterable[str]) -> tuple[int, int]:
        """Add up both weights over the pieces."""
        first = second = 0
        for said in map(self._weights.get, pieces):
            if said is not None:
                first += said[0]
                second += said[1]
        return first, second


def ngrams(word: str) -> list[str]:
    """Cut a word between ^ and $ into its pieces of one to four characters, and the whole."""
    padded = f"^{word}$"
    size = len(padded)
    pieces = list(word)
    for length in (2, 3, 4):
        pieces += [padded[start : start + length] for start in range(size - length + 1)]
    if size > 4:
        pieces.append(padded)
    return pieces
