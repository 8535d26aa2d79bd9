"""Signals in a text: it asks, it is urgent, it offends, it is spam; scored rules from a word list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from meydan.insight.resources import read_rows
from meydan.insight.text import fold

QUESTION, URGENT, OFFENSIVE, SPAM = range(4)
SIGNALS = ("question", "urgent", "offensive", "spam")
RAISED_AT = 1.0
REMEMBERED_WORDS = 50_000

LINK = 0.4
REPEATS = 1.0
MANY_REPEATS = 6
MANY_TAGS = 8
MANY_HANDLES = 6
CROWD = 0.5

_CLITIC = re.compile(r"m[iu](?:s[iu]n(?:[iu]z)?|y[iu]m|y[iu]z|d[iu]r|yd[iu]\w*|ym[iu]s)?")
_REPEATED_LETTERS = re.compile(r"([a-z])\1{2,}")


class Signals(NamedTuple):
    """Scores of the four signals; each is raised from `RAISED_AT` on."""

    question: float
    urgent: float
    offensive: float
    spam: float


class Rule(NamedTuple):
    """One line of the list: how it begins is the key under which it is kept."""

    signal: int
    language: str
    rest: tuple[str, ...]
    at_start: bool
    score: float


class Hint(NamedTuple):
    """The rules that a word may begin, and how it looks folded."""

    folded: str
    rules: tuple[Rule, ...]


class SignalRules:
    """The rules with a memory of the words seen. May be shared between threads."""

    def __init__(self) -> None:
        self._exact: dict[str, list[Rule]] = {}
        self._stems: dict[str, list[Rule]] = {}
        for signal, language, kind, text, score in read_rows("signals.tsv"):
            first, *rest = text.split(" ")
            rule = Rule(SIGNALS.index(signal), language, tuple(rest), kind == "b", float(score))
            exact = kind == "w" or (kind == "b" and not rest) or len(first) <= 2
            (self._exact if exact else self._stems).setdefault(first, []).append(rule)
        self._known: dict[str, Hint] = {}

    def read(self, tokens: Sequence[str], language: str) -> Signals:
        """Score the tokens of one text in `language` (tr, en, other, und)."""
        scores = [0.0, 0.0, 0.0, 0.0]
        known = self._known
        start = True
        links = handles = tags = 0
        for at, token in enumerate(tokens):
            hint = known.get(token) or self._learn(token)
            for rule in hint.rules:
                if rule.language in (language, "any") and (start or not rule.at_start):
                    if not rule.rest or self._follows(tokens, at, rule.rest):
                        scores[rule.signal] += rule.score
            first = token[0]
            start = first in "!?.,;:()\n"
            if start:
                if "?" in token:
                    scores[QUESTION] += RAISED_AT
            elif first == "@":
                handles += 1
                start = True
            elif first == "#":
                tags += 1
            elif first in "hw" and ("://" in token or token.startswith("www.")):
                links += 1
        if links and scores[SPAM]:
            scores[SPAM] += LINK
        if tags >= MANY_TAGS or handles >= MANY_HANDLES:
            scores[SPAM] += CROWD
        if len(tokens) >= MANY_REPEATS and self._repeats(tokens):
            scores[SPAM] += REPEATS
        return Signals(*scores)

    def _follows(self, tokens: Sequence[str], at: int, rest: tuple[str, ...]) -> bool:
        if at + len(rest) >= len(tokens):
            return False
        known = self._known
        for ahead, stem in enumerate(rest, at + 1):
            hint = known.get(tokens[ahead]) or self._learn(tokens[ahead])
            if not hint.folded.startswith(stem):
                return False
        return True

    @staticmethod
    def _repeats(tokens: Sequence[str]) -> bool:
        words = [token for token in tokens if token[0].isalpha()]
        return len(words) >= MANY_REPEATS and len(set(words)) * 3 <= len(words)

    def _learn(self, token: str) -> Hint:
        folded = fold(token)
        rules: list[Rule] = []
        if token[0].isalpha():
            folded = _REPEATED_LETTERS.sub(r"\1", folded.replace("'", "").replace("’", ""))
            lowered = token.replace("İ", "i").lower()
            for form in {folded, lowered}:
                rules += self._exact.get(form, ())
                for length in range(3, len(form) + 1):
                    rules += self._stems.get(form[:length], ())
            if _CLITIC.fullmatch(folded):
                rules.append(Rule(QUESTION, "tr", (), False, RAISED_AT))
        if len(self._known) >= REMEMBERED_WORDS:
            self._known = {}
        hint = self._known[token] = Hint(folded, tuple(dict.fromkeys(rules)))
        return hint
