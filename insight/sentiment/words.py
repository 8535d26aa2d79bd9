"""What is known of one Turkish word by itself: its stem's weight, its suffixes, its part in a sentence."""

from __future__ import annotations

import re
from typing import NamedTuple

from meydan.insight.evidence import EvidenceTable, affixes
from meydan.insight.sentiment.lexicons import Entry, Lexicon, Phrase, emoji_weights, turkish_lexicon
from meydan.insight.text import fold

SHORT_STEM = 4
ELONGATED = 1.3
SHOUTED = 1.15

# -me/-ma before a tense, a person, -den, -yen or -se: the verb is negative. The infinitive -mek is not.
_NEGATIVE = r"m(?:[ea](?:d[iu]|m[iu]s|y[ei]|y[au]|s[ea]|z|d[ea]n|l[iu]|yin|m$)|[iu]yo|[ea]m$|[ea]z|yo)"
_NEGATED_STEM = re.compile(rf"(?:[iu]?[lnt]|[dt]?[iu]r|[iu]s)?(?:y?[ea](?:bil)?)?{_NEGATIVE}")
_NEGATED_VERB = re.compile(rf"[a-z]{{2,}}?{_NEGATIVE}")
_WITHOUT = re.compile(r"s[iu]z(?!in)")
_NOUN_SUFFIX = re.compile(
    r"(?:l[ea]r)?(?:[iu]m|[iu]n|s?[iu]|[iu]m[iu]z|[iu]n[iu]z)?"
    r"(?:n?[dt][ea]n?|[yn]?[ea]|n?[iu]n|y?[iu]|y?l[ea])?"
    r"(?:[dt][iu]r|y?[dt][iu][mk]?|y?m[iu]s|y?s[ea])?"
    r"|s[iu]n(?:[iu]z)?|y?[iu]z|c[ea]|[ld][iu].*"
)
_REPEATS = re.compile(r"([a-z])\1{2,}")
_CLITIC = re.compile(r"m[iu](?:s[iu]n(?:[iu]z)?|y[iu]m|y[iu]z|d[iu]r|yd[iu]\w*)?")
_UNIT = re.compile(r"(?:gun|hafta|ay|saat|dakika|dk|yil)(\w*)")
_UNIT_HEADS = frozenset(("gu", "ha", "ay", "sa", "da", "dk", "yi"))
_CLITIC_HEADS = frozenset(("mi", "mu"))
_SINCE = re.compile(r"(?:l[ea]r)?d[iu]r|[dt][ea]n|oldu|gect")


class Word(NamedTuple):
    """One token and what it says alone.

    `negative` and `positive` are the learnt evidence, `pieces` how many pieces of it were weighed.
    `speaks` tells whether any rule can begin here.
    """

    token: str
    folded: str
    negative: int = 0
    positive: int = 0
    pieces: int = 0
    speaks: bool = False
    entry: Entry | None = None
    negated: bool = False
    factor: float = 1.0
    booster: float = 0.0
    negator: bool = False
    denies: bool = False
    phrases: tuple[Phrase, ...] = ()
    clitic: bool = False
    stop: bool = False
    unit: bool = False
    since: bool = False


class Vocabulary:
    """Examines words against the lexicon and the learnt table."""

    def __init__(self) -> None:
        self._lexicon: Lexicon = turkish_lexicon()
        self._emoji = emoji_weights()
        self.table = EvidenceTable("turkish.tsv")

    def examine(self, token: str) -> Word:
        """Say what is known of one token."""
        if token[0].isalpha() and "/" not in token:
            return self._examine_word(token)
        weight = self._emoji.get(token)
        if weight is not None:
            pieces = affixes(token)
            negative, positive = self.table.weigh(pieces)
            entry = Entry(weight, weight)
            return Word(token, token, negative, positive, len(pieces), speaks=True, entry=entry)
        if token.isdigit():
            phrases = tuple(self._lexicon.phrases.get(token, ()))
            return Word(token, token, phrases=phrases, speaks=bool(phrases))
        return Word(token, token, stop=True)

    def _examine_word(self, token: str) -> Word:
        lexicon = self._lexicon
        folded, factor = fold(token), 1.0
        if not folded.isalpha():
            folded = folded.replace("'", "").replace("’", "")
        short = _REPEATS.sub(r"\1", folded)
        if short != folded:
            folded, factor = short, ELONGATED
        if token.isupper() and len(token) > 2:
            factor *= SHOUTED
        pieces = affixes(folded)
        negative, positive = self.table.weigh(pieces)
        first = folded[:2]
        phrases: tuple[Phrase, ...] = ()
        entry, negated = None, False
        if first in lexicon.heads:
            phrases = tuple(
                phrase
                for length in range(2, min(len(folded), lexicon.longest) + 1)
                if length == len(folded) or length >= SHORT_STEM
                for phrase in lexicon.phrases.get(folded[:length], ())
            )
            entry, negated = self._stem(folded)
        unit = _UNIT.fullmatch(folded) if first in _UNIT_HEADS else None
        return Word(
            token,
            folded,
            negative,
            positive,
            len(pieces),
            entry is not None or bool(phrases) or unit is not None,
            entry,
            negated,
            factor,
            lexicon.boosters.get(folded, 0.0),
            folded in lexicon.negators,
            "m" in folded and _NEGATED_VERB.match(folded) is not None,
            phrases,
            first in _CLITIC_HEADS and _CLITIC.fullmatch(folded) is not None,
            unit=unit is not None,
            since=_SINCE.match(unit[1] if unit else folded) is not None,
        )

    def _stem(self, folded: str) -> tuple[Entry | None, bool]:
        """Find the longest listed stem of a word, and whether its suffixes negate it."""
        lexicon = self._lexicon
        entry = lexicon.words.get(folded)
        if entry is not None:
            return entry, False
        for length in range(min(len(folded), lexicon.longest), 1, -1):
            stem, rest = folded[:length], folded[length:]
            entry = lexicon.nouns.get(stem)
            if entry is not None:
                without = _WITHOUT.match(rest) is not None
                if without or length > SHORT_STEM or _NOUN_SUFFIX.fullmatch(rest):
                    return entry, without or _NEGATED_STEM.match(rest) is not None
            entry = lexicon.verbs.get(stem)
            if entry is not None:
                negated = _NEGATED_STEM.match(rest) is not None
                if negated or entry.weight:
                    return entry, negated
        return None, False
