"""Turkish sentiment: rules over stems, negation, boosters, phrases and emoji, weighed by a learnt model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from meydan.insight.memory import Memory
from meydan.insight.sentiment.lexicons import Entry
from meydan.insight.sentiment.verdict import saturated
from meydan.insight.sentiment.words import Vocabulary, Word
from meydan.insight.sight import Sight, Words

REACH = 2
"""How many words after a word may deny it (`güzel bir şey değil`)."""
ASKED = 0.4
"""What is left of a weight that is asked about (`güzel mi`)."""
WAITED = -1.2
"""What counting the days says (`3 gündür`)."""
FLIPS_WHEN_DENIED = 1.2
ELONGATED = 1.3
SHOUTED = 1.15
LONG = 40


class Reading(NamedTuple):
    """What the rules found: sums of praise and of complaint, both >= 0, and the pieces with their weights.

    `denied` are the places of listed words that a later word denies.
    """

    praise: float
    complaint: float
    pieces: list[tuple[float, str]]
    denied: list[int]


class TurkishRules:
    """The rules over the word list of package data.

    Words seen once are remembered, so a stream of comments gets faster. May be shared between threads.
    """

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._words = Memory(self._vocabulary.examine)

    def lists(self, form: str) -> bool:
        """Tell whether this form says something by itself, or a phrase may begin with it."""
        if not self._vocabulary.heads.begin(form):
            return False
        word = self._words[form]
        return word.entry is not None or word.unit or bool(word.phrases)

    def see(self, words: Words, asks: bool, rude: float) -> Sight:
        """See what the rules find in a text, knowing whether it asks and how rude it is.

        A word that is denied says nothing by itself (`güzel` in `güzel değil`): that is for the rules.
        """
        reading = self.read(words)
        forms, said = words.forms, words.said
        values = features(reading, len(forms), asks, rude)
        if reading.denied:
            denied = frozenset(reading.denied)
            forms = ["" if at in denied else form for at, form in enumerate(forms)]
            said = [[0 if at in denied else one for at, one in enumerate(column)] for column in said]
        return Sight(values, forms, reading.pieces, said)

    def read(self, words: Words) -> Reading:
        """Apply the rules to one text."""
        _, tokens, forms, listed, _ = words
        praise = complaint = 0.0
        pieces: list[tuple[float, str]] = []
        denied: list[int] = []
        begin = 0
        for at in listed:
            if at < begin:
                continue
            word = self._words[forms[at]]
            width, value = self._phrase(forms, at, word) if word.phrases else (0, 0.0)
            if not width and word.entry is not None and not word.booster:
                width, value = self._stem(forms, at, word, word.entry)
                if width > 1:
                    denied.append(at)
            if not width and word.unit and at > begin and self._waited(forms, at, word):
                at, width, value = at - 1, 2, WAITED
            if value:
                value *= _loudness(tokens[at], forms[at]) * self._boost(forms, at)
                if value > 0:
                    praise += value
                else:
                    complaint -= value
                pieces.append((value, " ".join(tokens[at : at + width])))
            begin = at + width
        return Reading(praise, complaint, pieces, denied)

    def _phrase(self, forms: Sequence[str], at: int, word: Word) -> tuple[int, float]:
        """Find the longest phrase that begins here: how many words it takes and what it weighs."""
        best, value = 0, 0.0
        following = forms[at + 1] if at + 1 < len(forms) else ""
        for rest, entry in word.phrases:
            if following.startswith(rest[0]):
                end = at + 1 + len(rest)
                if best < end - at and end <= len(forms) and _agree(forms[at + 2 : end], rest[1:]):
                    denied = self._words[forms[end - 1]].denies
                    if not denied and end < len(forms):
                        denied = self._words[forms[end]].negator
                    best, value = end - at, entry.negated if denied else entry.weight
        return best, value

    def _stem(self, forms: Sequence[str], at: int, word: Word, entry: Entry) -> tuple[int, float]:
        """Weigh a listed word with what follows it: how many words that takes and what it weighs."""
        following = [self._words[form] for form in forms[at + 1 : at + 1 + REACH]]
        negated, width = word.negated, 1
        if entry.weight and not negated:
            flips = entry.weight > 0 or entry.negated >= FLIPS_WHEN_DENIED
            for ahead, after in enumerate(following):
                if after.stop:
                    break
                if after.negator or (after.denies and flips and not ahead):
                    negated, width = True, ahead + 2
                    break
                if after.entry is not None or after.phrases:
                    break
        value = entry.negated if negated else entry.weight
        if following and following[0].clitic:
            value *= ASKED
        return width, value

    def _boost(self, forms: Sequence[str], at: int) -> float:
        """Multiply the boosters right before a word, over a `bir` between (`çok güzel`, `çok kötü bir`)."""
        factor = 1.0
        for before in range(at - 1, -1, -1):
            word = self._words[forms[before]]
            if word.booster:
                factor *= word.booster
            elif word.form != "bir":
                break
        return factor

    def _waited(self, forms: Sequence[str], at: int, word: Word) -> bool:
        """Tell whether days, weeks or hours of waiting are counted here (`3 gündür`, `2 hafta oldu`)."""
        if not forms[at - 1].isdigit():
            return False
        return word.since or (at + 1 < len(forms) and self._words[forms[at + 1]].since)


def _agree(forms: Sequence[str], stems: tuple[str, ...]) -> bool:
    return all(form.startswith(stem) for form, stem in zip(forms, stems, strict=True))


def _loudness(token: str, form: str) -> float:
    """Say how much louder a word is for its capitals and its drawn-out letters."""
    factor = SHOUTED if token.isupper() and len(token) > 2 else 1.0
    return factor * ELONGATED if len(token) > len(form) + 1 and token.isalpha() else factor


def features(reading: Reading, length: int, asks: bool, rude: float) -> tuple[float, ...]:
    """Turn a reading of a text of `length` words into the values that the model weighs, most from 0 to 1.

    In this order: praise, complaint, what is left of both, both at once, how even they are, praise at all,
    complaint at all, long, short, asks, rude; then where the rules found nothing: silent, short, asking.
    """
    praise, complaint = reading.praise, reading.complaint
    silent = not reading.pieces
    short = 1 / math.sqrt(length + 1)
    return (
        saturated(praise),
        saturated(complaint),
        saturated(praise - complaint),
        praise > 0 and complaint > 0,
        min(praise, complaint) / (1 + max(praise, complaint)),
        praise > 0,
        complaint > 0,
        length > LONG,
        short,
        asks,
        min(rude, 2.0) / 2,
        silent,
        short if silent else 0.0,
        silent and asks,
    )
