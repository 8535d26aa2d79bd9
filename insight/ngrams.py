"""Evidence that the letters of a word give, from tables learnt on labelled text."""

from __future__ import annotations

from meydan.insight.resources import read_rows


class NgramTable:
    """Two weights for each n-gram of a word between ^ and $, the whole word among them.

    What is not listed weighs nothing. The first row of the file is the bias, in the unit of the weights.
    """

    def __init__(self, name: str, lengths: tuple[int, ...]) -> None:
        (_, *bias), *rows = read_rows(name)
        self.bias = int(bias[0]), int(bias[1])
        self._lengths = lengths
        self._longest = max(lengths)
        self._weights = {ngram: (int(first), int(second)) for ngram, first, second in rows}

    def weigh(self, word: str) -> tuple[int, int, int]:
        """Add up both weights over a word's n-grams; the third number is how many n-grams it has."""
        padded = f"^{word}$"
        size = len(padded)
        first = second = count = 0
        get = self._weights.get
        for length in self._lengths if size <= self._longest else (*self._lengths, size):
            for start in range(size - length + 1):
                count += 1
                said = get(padded[start : start + length])
                if said is not None:
                    first += said[0]
                    second += said[1]
        return first, second, count
