"""Which language a text is in: Turkish, English, another, or too little to tell."""

from __future__ import annotations

from collections.abc import Sequence

from meydan.insight.ngrams import NgramTable
from meydan.insight.tokens import tokenise

TURKISH = "tr"
ENGLISH = "en"
OTHER = "other"
UNDETERMINED = "und"

REMEMBERED_WORDS = 50_000
LAST_LATIN_LETTER = 0x24F
ADDITIONAL_LATIN = range(0x1E00, 0x1F00)


class LanguageGuesser:
    """Adds up what the letters of each word say, from a table learnt on short texts.

    What a word says is remembered, so a stream of comments gets faster. May be shared between threads.
    """

    def __init__(self) -> None:
        self._table = NgramTable("language.tsv", (1, 2, 3, 4))
        self._known: dict[str, tuple[int, int, int, int]] = {}

    def detect(self, text: str) -> str:
        """Guess the language of a sanitised text: tr, en, other or und."""
        return self.guess(tokenise(text))

    def guess(self, tokens: Sequence[str]) -> str:
        """Guess the language of a tokenised text: tr, en, other or und."""
        turkish, other = self._table.bias
        latin = foreign = 0
        known = self._known
        for token in tokens:
            if token[0].isalpha():
                said = known.get(token) or self._learn(token)
                turkish += said[0]
                other += said[1]
                latin += said[2]
                foreign += said[3]
        if foreign > latin:
            return OTHER
        if not latin:
            return UNDETERMINED
        if turkish >= other:
            return TURKISH if turkish >= 0 else ENGLISH
        return OTHER if other > 0 else ENGLISH

    def _learn(self, token: str) -> tuple[int, int, int, int]:
        """Weigh one word: evidence for Turkish, for others, letters in Latin script and in any other."""
        latin = sum(ord(letter) <= LAST_LATIN_LETTER or ord(letter) in ADDITIONAL_LATIN for letter in token)
        turkish = other = 0
        if latin:
            turkish, other, _ = self._table.weigh(token.replace("İ", "i").lower())
        if len(self._known) >= REMEMBERED_WORDS:
            self._known = {}
        verdict = self._known[token] = (turkish, other, latin, len(token) - latin)
        return verdict
