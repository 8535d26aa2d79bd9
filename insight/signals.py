"""Signals in a text: it asks, it is urgent, it offends, it is spam; scored rules from a word list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from meydan.insight.forms import Heads
from meydan.insight.language import ENGLISH, TURKISH
from meydan.insight.memory import Memory
from meydan.insight.resources import read_rows
from meydan.insight.text import fold

ANY = "any"
QUESTION, URGENT, OFFENSIVE, SPAM = range(4)
SIGNALS = ("question", "urgent", "offensive", "spam")
RAISED_AT = 1.0
SHORTEST_STEM = 3

LINK = 0.4
"""A link makes bait worse; alone it is nothing."""
REPEATS = 1.0
MANY_REPEATS = 6
MANY_TAGS = 8
MANY_HANDLES = 6
CROWD = 0.5

CLITICS = ("misi", "musu", "miyi", "muyu", "midi", "mudu", "miyd", "muyd", "miym", "muym")
"""How the question clitic goes on; its first four letters."""

_CLITIC = re.compile(r"m[iu](?:s[iu]n(?:[iu]z)?|y[iu]m|y[iu]z|d[iu]r|yd[iu]\w*|ym[iu]s)?")


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


_ASKS = Rule(QUESTION, (), False, RAISED_AT)
_CLAUSE_ENDS = frozenset("!?.,;:()\n@")


class SignalRules:
    """The rules of both languages, with a memory of the words seen. May be shared between threads."""

    def __init__(self) -> None:
        rows = list(read_rows("signals.tsv"))
        self._rules = {
            language: _Rules([row for row in rows if row[1] in (language, ANY)], language)
            for language in (TURKISH, ENGLISH, ANY)
        }

    def read(self, tokens: Sequence[str], forms: Sequence[str], language: str) -> Signals:
        """Score one text by its tokens and their plain forms.

        Words count in `language` tr or en; in any other only what needs no words.
        """
        scores = [0.0] * len(SIGNALS)
        rules = self._rules[language if language in self._rules else ANY]
        for at in rules.heads.positions(forms):
            form = forms[at]
            for signal, rest, at_start, score in rules.begun_by(form, tokens[at]):
                if at_start and at and forms[at - 1][0] not in _CLAUSE_ENDS:
                    continue
                if not rest or _follow(forms[at + 1 : at + 1 + len(rest)], rest):
                    scores[signal] += score
        firsts = [token[0] for token in tokens]
        if "?" in firsts or ("!" in firsts and any(token[0] == "!" and "?" in token for token in tokens)):
            scores[QUESTION] += RAISED_AT
        if scores[SPAM] and any(token[0] in "hw" and "/" in token for token in tokens):
            scores[SPAM] += LINK
        if firsts.count("#") >= MANY_TAGS or firsts.count("@") >= MANY_HANDLES:
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
            exact = kind in ("w", "b") or len(first) < SHORTEST_STEM
            (self._exact if exact else self._stems).setdefault(first, []).append(rule)
        self._longest = max(map(len, self._stems))
        self._accented = not all(map(str.isascii, self._exact))
        clitics = ("mi", "mu", *CLITICS) if self._turkish else ()
        self.heads = Heads(self._stems, (*map(fold, self._exact), *clitics))
        self._known = Memory(self._examine)

    def begun_by(self, form: str, token: str) -> tuple[Rule, ...]:
        """List the rules that begin with a word, given in plain form and as it was written."""
        rules = self._known[form]
        if self._accented and not token.isascii():
            rules += tuple(self._exact.get(token.replace("İ", "i").lower(), ()))
        return rules

    def _examine(self, form: str) -> tuple[Rule, ...]:
        rules = list(self._exact.get(form, ()))
        for length in range(SHORTEST_STEM, min(len(form), self._longest) + 1):
            rules += self._stems.get(form[:length], ())
        if self._turkish and _CLITIC.fullmatch(form):
            rules.append(_ASKS)
        return tuple(rules)


def _follow(forms: Sequence[str], stems: tuple[str, ...]) -> bool:
    """Tell whether the forms begin like the stems, one for one; the shortest stems stand for whole words."""
    return len(forms) == len(stems) and all(
        form.startswith(stem) if len(stem) >= SHORTEST_STEM else form == stem
        for form, stem in zip(forms, stems, strict=True)
    )


def _repeats(tokens: Sequence[str]) -> bool:
    words = [token for token in tokens if token[0].isalpha()]
    return len(words) >= MANY_REPEATS and len(set(words)) * 3 <= len(words)
