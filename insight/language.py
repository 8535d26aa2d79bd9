"""Which language a text is in: Turkish, English, another, or too little to tell."""

from __future__ import annotations

from collections.abc import Sequence

from meydan.insight.evidence import EvidenceTable, ngrams
from meydan.insight.forms import is_word
from meydan.insight.memory import REMEMBERED, Memory
from meydan.insight.tokens import tokenise

TURKISH = "tr"
ENGLISH = "en"
OTHER = "other"
UNDETERMINED = "und"

SURE = 250
"""A lead at which the rest of a text is not read, in fiftieths of a nat."""
LAST_LATIN_LETTER = "\u024f"


class LanguageGuesser:
    """Adds up what the letters of each word say, from a table learnt on short texts.

    What a word says is remembered, so a stream of comments gets faster. May be shared between threads.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._table = EvidenceTable("language.tsv")
        self._known = Memory(self._weigh, remembered).__getitem__

    def detect(self, text: str) -> str:
        """Guess the language of a sanitised text: tr, en, other or und."""
        return self.guess(tokenise(text))

    def guess(self, tokens: Sequence[str]) -> str:
        """Guess the language of a tokenised text: tr, en, other or und."""
        turkish, other = self._table.bias
        latin = foreign = 0
        for to_turkish, to_other, in_latin, in_foreign in map(self._known, tokens):
            turkish += to_turkish
            other += to_other
            latin += in_latin
            foreign += in_foreign
            if turkish > SURE:
                if turkish > SURE + other:
                    break
            elif turkish < -SURE and other < -SURE:
                break
        if foreign > latin:
            return OTHER
        if not latin:
            return UNDETERMINED
        if turkish >= other:
            return TURKISH if turkish >= 0 else ENGLISH
        return OTHER if other > 0 else ENGLISH

    def _weigh(self, token: str) -> tuple[int, int, int, int]:
        """Weigh one token: evidence for Turkish, for others, letters in Latin script and in any other.

        What is no word weighs nothing.
        """
        if not is_word(token):
            return 0, 0, 0, 0
        size = len(token)
        foreign = 0
        if max(token) > LAST_LATIN_LETTER:
            foreign = sum(not _is_latin(letter) for letter in token)
            if foreign == size:
                return 0, 0, 0, size
        turkish, other = self._table.weigh(ngrams(token.replace("İ", "i").lower()))
        return turkish, other, size - foreign, foreign


def _is_latin(letter: str) -> bool:
    return letter <= LAST_LATIN_LETTER or "\u1e00" <= letter <= "\u1eff"
