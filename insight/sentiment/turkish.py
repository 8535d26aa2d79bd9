"""Turkish sentiment: rules over stems, negation, boosters, phrases and emoji, with a small learnt model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE
from meydan.insight.resources import read_rows
from meydan.insight.sentiment.verdict import Verdict
from meydan.insight.sentiment.lexicons import Entry
from meydan.insight.sentiment.words import Vocabulary, Word

SHOWN_WORDS = 5
REMEMBERED_WORDS = 50_000
REACH = 2
"""How many words after a word may deny it (`güzel bir şey değil`)."""
ASKED = 0.4
"""What is left of a weight that is asked about (`güzel mi`)."""
WAITED = -1.2
"""What counting the days says (`3 gündür`)."""
FLIPS_WHEN_DENIED = 1.2
SATURATION = 9.0


class Reading(NamedTuple):
    """What the rules found: sums of praise and of complaint, both >= 0, whether it asks, and the pieces."""

    praise: float
    complaint: float
    asks: bool
    pieces: list[tuple[float, str]]


class Turkish:
    """Rules and a linear model on word pieces; both come from package data.

    Words seen once are remembered, so a stream of comments gets faster. May be shared between threads.
    """

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._known: dict[str, Word] = {}
        self._weights = {
            name: (float(negative), float(positive))
            for name, negative, positive in read_rows("turkish_rules.tsv")
        }

    def judge(self, tokens: Sequence[str]) -> Verdict:
        """Judge the tokens of one text."""
        words = self.look_up(tokens)
        reading = read(words)
        negative, positive = self._odds(words, reading)
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
        known = self._known
        return [known.get(token) or self._learn(token) for token in tokens]

    def _learn(self, token: str) -> Word:
        word = self._vocabulary.examine(token)
        if len(self._known) >= REMEMBERED_WORDS:
            self._known = {}
        self._known[token] = word
        return word

    def _odds(self, words: list[Word], reading: Reading) -> tuple[float, float]:
        negative = positive = count = 0
        for word in words:
            evidence = word.evidence
            negative += evidence[0]
            positive += evidence[1]
            count += evidence[2]
        bias = self._vocabulary.table.bias
        unit = 0.01
        root = math.sqrt(count or 1)
        features = features_of(reading)
        weights = self._weights
        return tuple(
            unit * (bias[side] + total / root)
            + sum(weights[name][side] * value for name, value in features.items())
            for side, total in ((0, negative), (1, positive))
        )

    def _reasons(self, sentiment: str, words: list[Word], reading: Reading) -> tuple[str, ...]:
        if sentiment == NEUTRAL:
            return ()
        sign = 1 if sentiment == POSITIVE else -1
        found = sorted((-value * sign, piece) for value, piece in reading.pieces if value * sign > 0)
        return tuple(dict.fromkeys(piece for _, piece in found[:SHOWN_WORDS]))


def features_of(reading: Reading) -> dict[str, float]:
    """Turn a reading into the numbers that the model weighs, each from 0 to 1."""
    praise, complaint = reading.praise, reading.complaint
    return {
        "praise": praise / math.sqrt(praise * praise + SATURATION),
        "complaint": complaint / math.sqrt(complaint * complaint + SATURATION),
        "asks": float(reading.asks),
    }


def read(words: list[Word]) -> Reading:
    """Apply the rules to the words of one text."""
    praise = complaint = 0.0
    factor = 1.0
    asks = False
    pieces: list[tuple[float, str]] = []
    at, count = 0, len(words)
    while at < count:
        word = words[at]
        if word.booster:
            factor *= word.booster
            at += 1
            continue
        if word.clitic or "?" in word.token:
            asks = True
        width, value = _phrase(words, at) if word.phrases else (0, 0.0)
        if not width and word.entry is not None:
            width, value = _stem(words, at, word.entry)
        if not width and word.unit and at and words[at - 1].token.isdigit():
            following = words[at + 1] if at + 1 < count else None
            if word.since or (following is not None and following.since):
                width, value = 1, WAITED
        if value:
            value *= factor
            if value > 0:
                praise += value
            else:
                complaint -= value
            pieces.append((value, " ".join([piece.token for piece in words[at : at + width]])))
        if value or word.folded != "bir":
            factor = 1.0
        at += width or 1
    return Reading(praise, complaint, asks, pieces)


def _phrase(words: list[Word], at: int) -> tuple[int, float]:
    """Find the longest phrase that begins here: how many words it takes and what it weighs."""
    best, value = 0, 0.0
    for rest, entry in words[at].phrases:
        end = at + 1 + len(rest)
        if best < end - at and end <= len(words):
            following = words[at + 1 : end]
            if all(word.folded.startswith(stem) for word, stem in zip(following, rest, strict=True)):
                denied = (end < len(words) and words[end].negator) or words[end - 1].denies
                best, value = end - at, entry.negated if denied else entry.weight
    return best, value


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
