"""Turkish sentiment: rules over stems, negation, boosters, phrases and emoji, with a small learnt model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE
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
SATURATION = 9.0
UNIT = 0.01
"""The learnt weights are kept as whole hundredths."""


class Reading(NamedTuple):
    """What the rules found: sums of praise and of complaint, both >= 0, and the pieces with their weights."""

    praise: float
    complaint: float
    pieces: list[tuple[float, str]]


class Turkish:
    """Rules and a linear model on word pieces; both come from package data.

    Words seen once are remembered, so a stream of comments gets faster. May be shared between threads.
    """

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._known = Memory(self._vocabulary.examine)
        self._weights = [
            (float(negative), float(positive)) for _, negative, positive in read_rows("turkish_rules.tsv")
        ]

    def judge(self, tokens: Sequence[str], *, asks: bool) -> Verdict:
        """Judge the tokens of one text, knowing whether it asks something."""
        words = self.look_up(tokens)
        reading = read(words)
        negative, positive = self._odds(words, reading, asks)
        top = max(negative, positive, 0.0)
        negative_share, neutral_share, positive_share = (
            math.exp(negative - top),
            math.exp(-top),
            math.exp(positive - top),
        )
        total = negative_share + neutral_share + positive_share
        sentiment, share = NEUTRAL, neutral_share
        if negative_share > share:
            sentiment, share = NEGATIVE, negative_share
        if positive_share > share:
            sentiment, share = POSITIVE, positive_share
        score = (positive_share - negative_share) / total
        return Verdict(
            sentiment, round(score, 4), round(share / total, 4), self._reasons(sentiment, words, reading)
        )

    def look_up(self, tokens: Sequence[str]) -> list[Word]:
        """Find what is known of each token."""
        return self._known.of_all(tokens)

    def _odds(self, words: list[Word], reading: Reading, asks: bool) -> tuple[float, float]:
        """Weigh the evidence for negative and for positive, each against neutral, in nats."""
        bias = self._vocabulary.table.bias
        root = math.sqrt(sum([word.pieces for word in words]) or 1)
        for_negative = UNIT * (bias[0] + sum([word.negative for word in words]) / root)
        for_positive = UNIT * (bias[1] + sum([word.positive for word in words]) / root)
        for (to_negative, to_positive), value in zip(
            self._weights, features(words, reading, asks), strict=True
        ):
            for_negative += to_negative * value
            for_positive += to_positive * value
        return for_negative, for_positive

    def _reasons(self, sentiment: str, words: list[Word], reading: Reading) -> tuple[str, ...]:
        if sentiment == NEUTRAL:
            return ()
        sign = 1 if sentiment == POSITIVE else -1
        found = sorted((-value * sign, piece) for value, piece in reading.pieces if value * sign > 0)
        return tuple(dict.fromkeys(piece for _, piece in found[:SHOWN_WORDS]))


def features(words: list[Word], reading: Reading, asks: bool) -> tuple[float, ...]:
    """Turn a reading into the numbers that the model weighs, each from 0 to 1, in the order of the file.

    praise, complaint, asks; then for texts in which the rules found nothing: silent, silent and short,
    silent and asking.
    """
    praise, complaint = reading.praise, reading.complaint
    silent = not reading.pieces
    length = sum([word.pieces > 0 for word in words]) if silent else 0
    return (
        praise / math.sqrt(praise * praise + SATURATION),
        complaint / math.sqrt(complaint * complaint + SATURATION),
        float(asks),
        float(silent),
        1 / math.sqrt(length) if silent and length else 0.0,
        float(silent and asks),
    )


def read(words: list[Word]) -> Reading:
    """Apply the rules to the words of one text."""
    praise = complaint = 0.0
    pieces: list[tuple[float, str]] = []
    begin = 0
    for at in [at for at, word in enumerate(words) if word.speaks]:
        if at < begin:
            continue
        word = words[at]
        width, value = _phrase(words, at) if word.phrases else (0, 0.0)
        if not width and word.entry is not None and not word.booster:
            width, value = _stem(words, at, word.entry)
        if not width and word.unit:
            width, value = _waited(words, at)
        if value:
            value *= _boost(words, at)
            if value > 0:
                praise += value
            else:
                complaint -= value
            pieces.append((value, " ".join([piece.token for piece in words[at : at + width]])))
        begin = at + width
    return Reading(praise, complaint, pieces)


def _boost(words: list[Word], at: int) -> float:
    """Multiply the boosters right before a word, over a `bir` between (`çok güzel`, `çok kötü bir`)."""
    factor = 1.0
    for before in range(at - 1, -1, -1):
        word = words[before]
        if word.booster:
            factor *= word.booster
        elif word.folded != "bir":
            break
    return factor


def _waited(words: list[Word], at: int) -> tuple[int, float]:
    """Weigh a count of days, weeks or hours that someone has waited (`3 gündür`, `2 hafta oldu`)."""
    if (
        at
        and words[at - 1].token.isdigit()
        and (words[at].since or (at + 1 < len(words) and words[at + 1].since))
    ):
        return 1, WAITED
    return 0, 0.0


def _phrase(words: list[Word], at: int) -> tuple[int, float]:
    """Find the longest phrase that begins here: how many words it takes and what it weighs."""
    best, value = 0, 0.0
    if at + 1 == len(words):
        return best, value
    following = words[at + 1].folded
    for rest, entry in words[at].phrases:
        if following.startswith(rest[0]):
            end = at + 1 + len(rest)
            if best < end - at and end <= len(words) and _agree(words[at + 2 : end], rest[1:]):
                denied = (end < len(words) and words[end].negator) or words[end - 1].denies
                best, value = end - at, entry.negated if denied else entry.weight
    return best, value


def _agree(words: list[Word], stems: tuple[str, ...]) -> bool:
    return all(word.folded.startswith(stem) for word, stem in zip(words, stems, strict=True))


def _stem(words: list[Word], at: int, entry: Entry) -> tuple[int, float]:
    """Weigh a listed word with what follows it: how many words that takes and what it weighs."""
    word = words[at]
    negated, width = word.negated, 1
    if entry.weight and not negated:
        for ahead in range(at + 1, min(at + 1 + REACH, len(words))):
            next_word = words[ahead]
            if next_word.stop:
                break
            flips = entry.weight > 0 or entry.negated >= FLIPS_WHEN_DENIED
            if next_word.negator or (next_word.denies and flips and ahead == at + 1):
                negated, width = True, ahead - at + 1
                break
            if next_word.entry is not None or next_word.phrases:
                break
    value = (entry.negated if negated else entry.weight) * word.factor
    if at + 1 < len(words) and words[at + 1].clitic:
        value *= ASKED
    return width, value
