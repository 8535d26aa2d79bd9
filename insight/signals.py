"""Signals in a text: it asks, it is urgent, it offends, it is spam; scored rules from a word list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from meydan.insight.language import ENGLISH, TURKISH
from meydan.insight.memory import Memory
from meydan.insight.resources import read_rows
from meydan.insight.text import fold

ANY = "any"
QUESTION, URGENT, OFFENSIVE, SPAM = range(4)
SIGNALS = ("question", "urgent", "offensive", "spam")
RAISED_AT = 1.0
HEAD = 3
"""Letters that a stem has at least; words whose first letters begin no stem are not looked at further."""

LINK = 0.4
"""A link makes bait worse; alone it is nothing."""
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
    """What a word adds to a signal, if `rest` follows it and, with `at_start`, if a clause begins with it."""

    signal: int
    rest: tuple[str, ...]
    at_start: bool
    score: float


class Hint(NamedTuple):
    """What one token means for the signals; `plain` when it means nothing."""

    folded: str
    rules: tuple[Rule, ...] = ()
    link: bool = False
    ends_clause: bool = False
    plain: bool = True


_ASKS = Rule(QUESTION, (), False, RAISED_AT)


class SignalRules:
    """The rules of both languages, with a memory of the words seen. May be shared between threads."""

    def __init__(self) -> None:
        rows = read_rows("signals.tsv")
        self._hints = {
            language: Memory(_Rules([row for row in rows if row[1] in (language, ANY)], language).examine)
            for language in (TURKISH, ENGLISH, ANY)
        }

    def read(self, tokens: Sequence[str], language: str) -> Signals:
        """Score the tokens of one text in `language` (tr, en; of any other only what needs no words)."""
        scores = [0.0] * len(SIGNALS)
        hints = self._hints[language if language in self._hints else ANY].of_all(tokens)
        links = handles = tags = 0
        for at in [at for at, hint in enumerate(hints) if not hint.plain]:
            hint = hints[at]
            for signal, rest, at_start, score in hint.rules:
                if (not at_start or at == 0 or hints[at - 1].ends_clause) and (
                    not rest or _follows(hints, at, rest)
                ):
                    scores[signal] += score
            links += hint.link
            tags += hint.folded == "#"
            handles += hint.folded[0] == "@"
        if links and scores[SPAM]:
            scores[SPAM] += LINK
        if tags >= MANY_TAGS or handles >= MANY_HANDLES:
            scores[SPAM] += CROWD
        if len(set(tokens)) * 3 <= len(tokens) and _repeats(tokens):
            scores[SPAM] += REPEATS
        return Signals(*scores)


class _Rules:
    """The rules of one language, by the word that they begin with."""

    def __init__(self, rows: list[list[str]], language: str) -> None:
        self._turkish = language == TURKISH
        self._exact: dict[str, list[Rule]] = {}
        self._stems: dict[str, list[Rule]] = {}
        for signal, _, kind, text, score in rows:
            first, *rest = text.split(" ")
            rule = Rule(SIGNALS.index(signal), tuple(rest), kind == "b", float(score))
            exact = kind in ("w", "b") or len(first) < HEAD
            (self._exact if exact else self._stems).setdefault(first, []).append(rule)
        self._heads = frozenset(stem[:HEAD] for stem in self._stems)
        self._longest = max(map(len, self._stems))

    def examine(self, token: str) -> Hint:
        """Say what one token means for the signals."""
        first = token[0]
        if first.isalpha():
            if token.startswith(("http", "www.")) and "." in token:
                return Hint(token, link=True, plain=False)
            return self._examine_word(token)
        if "?" in token:
            return Hint(token, (_ASKS,), ends_clause=True, plain=False)
        return Hint(token, ends_clause=first in "!.,;:()\n@", plain=first not in "#@")

    def _examine_word(self, token: str) -> Hint:
        folded = fold(token)
        if not folded.isalpha():
            folded = folded.replace("'", "").replace("’", "")
        folded = _REPEATED_LETTERS.sub(r"\1", folded)
        rules = self._begun_by(folded)
        lowered = token.replace("İ", "i").lower()
        if lowered != folded:
            rules += self._begun_by(lowered)
        if self._turkish and folded[0] == "m" and _CLITIC.fullmatch(folded):
            rules.append(_ASKS)
        return Hint(folded, tuple(dict.fromkeys(rules)), plain=not rules)

    def _begun_by(self, form: str) -> list[Rule]:
        rules = list(self._exact.get(form, ()))
        if form[:HEAD] in self._heads:
            for length in range(HEAD, min(len(form), self._longest) + 1):
                rules += self._stems.get(form[:length], ())
        return rules


def _follows(hints: list[Hint], at: int, rest: tuple[str, ...]) -> bool:
    following = hints[at + 1 : at + 1 + len(rest)]
    return len(following) == len(rest) and all(
        hint.folded.startswith(stem) for hint, stem in zip(following, rest, strict=True)
    )


def _repeats(tokens: Sequence[str]) -> bool:
    words = [token for token in tokens if token[0].isalpha()]
    return len(words) >= MANY_REPEATS and len(set(words)) * 3 <= len(words)
