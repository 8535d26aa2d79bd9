"""Why a text was judged as it was: the words that count, where they stand in it."""

from __future__ import annotations

import string
import unicodedata
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from meydan.insight.analysis import NEGATIVE, Analysis
from meydan.insight.tokens import tokenise_in_place

if TYPE_CHECKING:
    from meydan.insight.engine import Analyser


class Clue(NamedTuple):
    """`text[start:end]` speaks for praise, else for complaint."""

    start: int
    end: int
    praises: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """A text with its analysis and its clues, in their order and none inside another."""

    text: str
    analysis: Analysis
    clues: tuple[Clue, ...]


def explain(analyser: Analyser, text: str) -> Explanation:
    """Analyse one sanitised text and find what counted in it, also what spoke against the answer."""
    analysis = analyser.analyse(text)
    weighed = [(weight > 0, piece) for weight, piece in analyser.clues(text) if weight]
    known = {piece for _, piece in weighed}
    praises = analysis.sentiment != NEGATIVE
    weighed += [(praises, word) for word in analysis.words if word not in known]
    return Explanation(text, analysis, _located(text, weighed))


class _Places:
    """Where pieces stand in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenise_in_place(text)
        self._begun_by: dict[str, list[int]] = {}
        for at, (token, _, _) in enumerate(self._tokens):
            self._begun_by.setdefault(token, []).append(at)
        self._blocks: dict[str, list[tuple[int, int]]] = {}
        end = 0
        for block in text.split():
            start = text.index(block, end)
            end = start + len(block)
            bare = block.strip(string.punctuation)
            self._blocks.setdefault(block, []).append((start, end))
            if bare != block:
                begin = start + block.index(bare)
                self._blocks.setdefault(bare, []).append((begin, begin + len(bare)))

    def of(self, piece: str) -> list[tuple[int, int]]:
        """Where tokens that follow each other say it, else where it stands between blanks, or is drawn."""
        return self._runs(piece) or self._blocks.get(piece) or self._pictures(piece)

    def _runs(self, piece: str) -> list[tuple[int, int]]:
        wanted = [token for token, _, _ in tokenise_in_place(piece)]
        found = []
        for at in self._begun_by.get(wanted[0], ()) if wanted else ():
            run = self._tokens[at : at + len(wanted)]
            if [token for token, _, _ in run] == wanted:
                found.append((run[0][1], run[-1][2]))
        return found

    def _pictures(self, piece: str) -> list[tuple[int, int]]:
        """The emoji that are called by it: the English rules read an emoji as its name."""
        name = piece.upper()
        return [
            (at, at + 1)
            for at, sign in enumerate(self._text)
            if not sign.isascii()
            and unicodedata.category(sign) == "So"
            and name in unicodedata.name(sign, "")
        ]


def _located(text: str, weighed: Sequence[tuple[bool, str]]) -> tuple[Clue, ...]:
    """Give each piece the first of its places that is left, since both are in the text's order."""
    places = _Places(text)
    left: dict[str, deque[tuple[int, int]]] = {}
    taken: set[int] = set()
    clues = []
    for praises, piece in weighed:
        if piece not in left:
            left[piece] = deque(places.of(piece))
        while left[piece]:
            start, end = left[piece].popleft()
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                clues.append(Clue(start, end, praises))
                break
    return tuple(sorted(clues))
