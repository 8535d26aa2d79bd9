"""What a team says its own phrases mean: `savaş alanı` may be the name of a game."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE, Analysis
from meydan.insight.text import fold

SURE = 0.95
"""How sure a phrase with a tone makes: somebody has said what it means, but not of this text."""
NOTHING_LEFT = 0.9
BLANKS = string.whitespace + string.punctuation


class Phrase(NamedTuple):
    """Words as they follow each other, and the tone they have; the last may end with * for its endings."""

    words: str
    tone: str


class Found(NamedTuple):
    """A phrase in a text: where it begins and ends there, and its tone."""

    start: int
    end: int
    tone: str


class PhraseBook:
    """Finds phrases as whole words, whatever their case and accents; the longest where several begin."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._tones = {_normal(phrase.words): phrase.tone for phrase in phrases}
        longest_first = sorted(self._tones, key=len, reverse=True)
        alternatives = "|".join(f"(?P<p{at}>{_pattern(words)})" for at, words in enumerate(longest_first))
        self._ordered = longest_first
        self._pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)") if alternatives else None

    def find(self, text: str) -> list[Found]:
        """The phrases in a sanitised text, in order."""
        if self._pattern is None or self._pattern.search(fold(text)) is None:
            return []
        # Letters may fold into several: what is found in the folded text is looked for in the text itself.
        folded, origins = [], []
        for place, character in enumerate(text):
            for part in fold(character):
                folded.append(part)
                origins.append(place)
        origins.append(len(text))
        found = []
        for match in self._pattern.finditer("".join(folded)):
            words = self._ordered[int(str(match.lastgroup)[1:])]
            found.append(Found(origins[match.start()], origins[match.end() - 1] + 1, self._tones[words]))
        return found

    def left(self, text: str) -> str:
        """What of a text is left to be judged: all, what is beside neutral phrases, or nothing."""
        found = self.find(text)
        return "" if any(one.tone != NEUTRAL for one in found) else _without(text, found)

    def settle(self, text: str, analysis: Analysis, analyse: Callable[[str], Analysis]) -> Analysis:
        """The analysis of a text as its phrases have it; `analyse` judges what is left of it without them.

        A phrase with a tone decides, of several the more; where they are even a complaint outweighs praise.
        """
        found = self.find(text)
        if not found:
            return analysis
        named = tuple(dict.fromkeys(text[one.start : one.end] for one in found))
        praise = sum(one.tone == POSITIVE for one in found)
        complaint = sum(one.tone == NEGATIVE for one in found)
        if praise or complaint:
            tone, score = (POSITIVE, SURE) if praise > complaint else (NEGATIVE, -SURE)
            return analysis._replace(sentiment=tone, score=score, confidence=SURE, words=named)
        rest = _without(text, found)
        if not rest.strip(BLANKS):
            return analysis._replace(sentiment=NEUTRAL, score=0.0, confidence=NOTHING_LEFT, words=named)
        left = analyse(rest)
        return analysis._replace(
            sentiment=left.sentiment, score=left.score, confidence=left.confidence, words=left.words
        )


def _normal(words: str) -> str:
    return " ".join(fold(words).split())


def _pattern(words: str) -> str:
    stem, ending = (words[:-1], r"\w*") if words.endswith("*") else (words, "")
    return r"\s+".join(map(re.escape, stem.split())) + ending


def _without(text: str, found: Sequence[Found]) -> str:
    if not found:
        return text
    kept, at = [], 0
    for one in found:
        kept.append(text[at : one.start])
        at = one.end
    return " ".join([*kept, text[at:]])
