"""A linear model over words: what each of them adds is looked up by hash."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from operator import mul
from zlib import crc32

from meydan.insight.forms import is_word
from meydan.insight.sight import Columns, Known, Sight
from meydan.insight.weights import Table

BEGINNINGS = (4, 5, 6, 7)
GRAM = 4
WORD, BEGINNING = crc32(b"w"), crc32(b"p")
"""Where the hashes of words and of beginnings start, so that one is told from the other."""
HANDLE, LINK, SHORT_NUMBER, LONG_NUMBER = b"@", b"/", b"0", b"000"

Places = Callable[[str, int], list[int]]
"""Where the weights of a form's pieces stand, given a mask of places; pieces may share one."""


def word_place(form: str, mask: int) -> int:
    """Hash a whole word."""
    return crc32(form.encode(), WORD) & mask


def word_places(form: str, mask: int) -> list[int]:
    """Hash what counts of one plain form: the word and its beginnings; of what is no word, its kind."""
    if not is_word(form):
        return _kind(form, mask)
    raw = form.encode()
    size = len(raw)
    beginnings = [crc32(raw[:end], BEGINNING) & mask for end in BEGINNINGS if end < size]
    return [crc32(raw, WORD) & mask, *beginnings]


def letter_places(form: str, mask: int) -> list[int]:
    """Hash a word and every four bytes of it that stand together, its ends among them."""
    if not is_word(form):
        return _kind(form, mask)
    raw = form.encode()
    marked = b"^" + raw + b"$"
    grams = [crc32(marked[at : at + GRAM]) & mask for at in range(len(marked) - GRAM + 1)]
    return [crc32(raw, WORD) & mask, *grams]


def _kind(form: str, mask: int) -> list[int]:
    if not form:
        return []
    if form[0] == "@":
        return [crc32(HANDLE) & mask]
    if form.startswith(("http", "www.")):
        return [crc32(LINK) & mask]
    if form.isdigit():
        return [crc32(SHORT_NUMBER if len(form) < 3 else LONG_NUMBER) & mask]
    return [word_place(form[:3], mask)]


class LinearModel:
    """Odds in nats as a sum over words, divided by the square root of how many pieces they have.

    The tables are `words` (int8, a row for each bucket, a column for each outcome), `unit` (what one step
    of a column is worth), `bias`, `signs` (a row for each value that the rules find) and `sureness` (what the
    odds are multiplied by so that they are as often right as they say). May be shared between threads.
    """

    def __init__(self, tables: dict[str, Table], places: Places = word_places) -> None:
        self._places = places
        buckets, outcomes = tables["words"].shape
        self._mask = buckets - 1
        self._columns = [tables["words"].numbers[column::outcomes] for column in range(outcomes)]
        self._unit: list[float] = tables["unit"].numbers.tolist()
        bias, signs = tables["bias"].numbers.tolist(), tables["signs"].numbers.tolist()
        signs_of = [signs[column::outcomes] for column in range(outcomes)]
        self._outcomes = [*zip(bias, self._unit, signs_of, strict=True)]
        self.sureness: float = tables["sureness"].numbers[0]

    def examine(self, form: str) -> Known:
        """Say what one form adds to each outcome, in steps of `unit`, and how many pieces it has."""
        # Plain loops: for so few pieces they take half the time of comprehensions.
        places = self._places(form, self._mask)
        said = []
        for column in self._columns:
            total = 0
            for at in places:
                total += column[at]
            said.append(total)
        return (*said, len(places))

    def knowing(self, sight: Sight) -> Sight:
        """What was seen by somebody who did not know this model, with what it knows of the words."""
        return sight._replace(said=columns(map(self.examine, sight.forms), len(self._columns) + 1))

    def odds(self, sight: Sight) -> list[float]:
        """Add up the odds of each outcome, in nats."""
        *sums, count = map(sum, sight.said)
        root = math.sqrt(count or 1)
        values = sight.values
        return [
            bias + unit * total / root + sum(map(mul, values, signs))
            for total, (bias, unit, signs) in zip(sums, self._outcomes, strict=True)
        ]

    def speakers(self, sight: Sight, outcome: int, least: float) -> list[tuple[float, int]]:
        """Find the words that add the most to the odds of an outcome: minus how much, and where."""
        unit = self._unit[outcome] / math.sqrt(sum(sight.said[-1]) or 1)
        steps = least / unit
        return sorted([(-said * unit, at) for at, said in enumerate(sight.said[outcome]) if said >= steps])


def columns(rows: Iterable[Known], width: int) -> Columns:
    """Turn what is known of each word into columns, `width` of them for a text without words too."""
    return [*zip(*rows, strict=True)] or [()] * width
