"""Turkish sentiment: rules over stems, negation, boosters, phrases and emoji, with a small learnt model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE
from meydan.insight.evidence import EvidenceTable, words_and_stems
from meydan.insight.memory import Memory
from meydan.insight.resources import read_rows
from meydan.insight.sentiment.lexicons import Entry
from meydan.insight.sentiment.verdict import Verdict
from meydan.insight.sentiment.words import Vocabulary, Word

SHOWN_WORDS = 5
REACH = 2
"""How many words after a word may deny it (`güzel bir şey değil`)."""
ASKED = 0.4
"""What is left of a weight that is asked about (`güzel mi`)."""
WAITED = -1.2
"""What counting the days says (`3 gündür`)."""
FLIPS_WHEN_DENIED = 1.2
ELONGATED = 1.3
SHOUTED = 1.15
SATURATION = 9.0
CHANCE = 1 / 3
UNLIKE = 0.8
"""How far a probability learnt on one kind of text is believed on another."""
UNIT = 0.01
"""The learnt weights are kept as whole hundredths."""


class Reading(NamedTuple):
    """What the rules found: sums of praise and of complaint, both >= 0, and the pieces with their weights."""

    praise: float
    complaint: float
    pieces: list[tuple[float, str]]


class Turkish:
    """Rules, and a linear model on words and their beginnings; both come from package data.

    Words seen once are remembered, so a stream of comments gets faster. May be shared between threads.
    """

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._words = Memory(self._vocabulary.examine)
        self._table = EvidenceTable("turkish.tsv")
        self._weights = [
            (float(negative), float(positive)) for _, negative, positive in read_rows("turkish_rules.tsv")
        ]

    def judge(self, tokens: Sequence[str], forms: Sequence[str], *, asks: bool) -> Verdict:
        """Judge one text by its tokens and their plain forms, knowing whether it asks something."""
        reading = self.read(tokens, forms)
        negative, positive = self._odds(forms, reading, asks)
        top = max(negative, positive, 0.0)
        negative_share = math.exp(negative - top)
        neutral_share = math.exp(-top)
        positive_share = math.exp(positive - top)
        total = negative_share + neutral_share + positive_share
        sentiment, share = NEUTRAL, neutral_share
        if negative_share > share:
            sentiment, share = NEGATIVE, negative_share
        if positive_share > share:
            sentiment, share = POSITIVE, positive_share
        sureness = CHANCE + UNLIKE * (share / total - CHANCE)
        score = (positive_share - negative_share) / total
        return Verdict(sentiment, round(score, 4), round(sureness, 4), _reasons(sentiment, reading))

    def read(self, tokens: Sequence[str], forms: Sequence[str]) -> Reading:
        """Apply the rules to one text."""
        praise = complaint = 0.0
        pieces: list[tuple[float, str]] = []
        begin = 0
        for at in self._vocabulary.heads.positions(forms):
            if at < begin:
                continue
            word = self._words[forms[at]]
            width, value = self._phrase(forms, at, word) if word.phrases else (0, 0.0)
            if not width and word.entry is not None and not word.booster:
                width, value = self._stem(forms, at, word, word.entry)
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
        return Reading(praise, complaint, pieces)

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

    def _odds(self, forms: Sequence[str], reading: Reading, asks: bool) -> tuple[float, float]:
        """Weigh the evidence for negative and for positive, each against neutral, in nats."""
        negative, positive = self._table.weigh(words_and_stems(forms))
        bias = self._table.bias
        length = len(forms)
        root = math.sqrt(length or 1)
        for_negative = UNIT * (bias[0] + negative / root)
        for_positive = UNIT * (bias[1] + positive / root)
        for (per_negative, per_positive), value in zip(
            self._weights, features(reading, length, asks), strict=True
        ):
            if value:
                for_negative += per_negative * value
                for_positive += per_positive * value
        return for_negative, for_positive


def _agree(forms: Sequence[str], stems: tuple[str, ...]) -> bool:
    return all(form.startswith(stem) for form, stem in zip(forms, stems, strict=True))


def _loudness(token: str, form: str) -> float:
    """Say how much louder a word is for its capitals and its drawn-out letters."""
    factor = SHOUTED if token.isupper() and len(token) > 2 else 1.0
    return factor * ELONGATED if len(token) > len(form) + 1 and token.isalpha() else factor


def _reasons(sentiment: str, reading: Reading) -> tuple[str, ...]:
    if sentiment == NEUTRAL:
        return ()
    sign = 1 if sentiment == POSITIVE else -1
    found = sorted((-value * sign, piece) for value, piece in reading.pieces if value * sign > 0)
    return tuple(dict.fromkeys(piece for _, piece in found[:SHOWN_WORDS]))


def features(reading: Reading, length: int, asks: bool) -> tuple[float, ...]:
    """Turn a reading of a text of `length` words into the numbers that the model weighs, each from 0 to 1.

    In the order of the file: praise, complaint, asks; then for texts in which the rules found nothing:
    silent, silent and short, silent and asking.
    """
    praise, complaint = reading.praise, reading.complaint
    silent = not reading.pieces
    return (
        praise / math.sqrt(praise * praise + SATURATION),
        complaint / math.sqrt(complaint * complaint + SATURATION),
        float(asks),
        float(silent),
        1 / math.sqrt(length) if silent and length else 0.0,
        float(silent and asks),
    )
