"""Signals in a text: it asks, it is urgent, it offends, it is spam; scored rules from a word list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from meydan.insight.forms import Heads, plain_form
from meydan.insight.language import TURKISH
from meydan.insight.memory import Memory
from meydan.insight.resources import read_rows

ANY = "any"
QUESTION, URGENT, OFFENSIVE, SPAM = range(4)
SIGNALS = ("question", "urgent", "offensive", "spam")
RAISED_AT = 1.0
SHORTEST_STEM = 3
KEY = 2

LINK, SHORT_LINK = 0.4, 0.6
"""Links make bait worse, above all those that hide where they go; alone they are nothing."""
SHORTENERS = ("bit.ly/", "t.me/", "wa.me/", "tinyurl.com/", "cutt.ly/", "is.gd/", "goo.gl/", "rb.gy/")
REPEATS = 1.0
MANY_REPEATS = 6
MANY_TAGS = 8
MANY_HANDLES = 6
CROWD = 0.5

_CLITIC = re.compile(
    r"m[iu](?:s[iu]n(?:[iu]z)?|y[iu]m|y[iu]z|d[iu]r|yd[iu]\w*|ym[iu]s)?"
    r"|\w{2,}(?:d[iu](?:n(?:[iu]z)?|k|l[ae]r)?|[iu]yor|m[iu]s|var|yok|degil|siniz)"
    r"(?:m[iu](?:s[iu]n(?:[iu]z)?|yd[iu]|y[iu]z)?)"
)
"""The question clitic, written by itself or, as many do, together with the word that it asks about."""
_CLAUSE_ENDS = frozenset("!?.,;:()\n@-")
_OPENERS = frozenset(
    ("so", "but", "and", "or", "hey", "hi", "well", "oh", "then", "ok", "okay", "wait", "also")
)
"""English words after which a clause may still begin."""


class Signals(NamedTuple):
    """Scores of the four signals, each raised from `RAISED_AT` on, and why: names of signals with words."""

    question: float
    urgent: float
    offensive: float
    spam: float
    reasons: tuple[tuple[str, str], ...] = ()


class Rule(NamedTuple):
    """What a word adds to a signal, if `rest` follows and, where asked, a clause begins or ends there."""

    signal: int
    rest: tuple[str, ...]
    at_start: bool
    at_end: bool
    score: float


Begun = tuple[tuple[Rule, ...], dict[str, tuple[Rule, ...]]]
"""Rules of one word, and rules of more by how the second word begins."""

_ASKS = Rule(QUESTION, (), False, False, RAISED_AT)


class SignalRules:
    """The rules for texts in one language, with a memory of the words that began one.

    In `language` tr or en words count; in any other only what needs no words. May be shared between threads.
    """

    def __init__(self, language: str) -> None:
        self._rules = _Rules([row for row in read_rows("signals.tsv") if row[1] in (language, ANY)], language)
        self._begun_by = Memory(self._rules.begun_by)

    def lists(self, token: str, form: str) -> bool:
        """Tell whether a word begins a rule: most are on no list."""
        return self._rules.may_begin(form) and self._begun_by[token] is not None

    def read(self, text: str, tokens: Sequence[str], forms: Sequence[str], listed: Iterable[int]) -> Signals:
        """Score one text, given with its tokens and their plain forms; those at `listed` begin rules."""
        scores = [0.0] * len(SIGNALS)
        reasons: list[tuple[str, str]] = []
        for at in listed:
            found = self._begun_by[tokens[at]]
            if found is None:
                continue
            rules, phrases = found
            if phrases and at + 1 < len(forms):
                rules += phrases.get(forms[at + 1][:KEY], ())
            for rule in rules:
                if _applies(rule, forms, at):
                    scores[rule.signal] += rule.score
                    words = " ".join(tokens[at : at + 1 + len(rule.rest)])
                    reasons.append((SIGNALS[rule.signal], words))
        if "?" in text and any(token[0] in "?!" and "?" in token for token in tokens):
            scores[QUESTION] += RAISED_AT
            reasons.append((SIGNALS[QUESTION], "?"))
        if scores[SPAM]:
            for link in [token for token in tokens if token[0] in "hw" and "/" in token][:1]:
                scores[SPAM] += SHORT_LINK if any(place in link for place in SHORTENERS) else LINK
                reasons.append((SIGNALS[SPAM], link))
        if text.count("#") >= MANY_TAGS or text.count("@") >= MANY_HANDLES:
            firsts = [token[0] for token in tokens]
            for sign, many in (("#", MANY_TAGS), ("@", MANY_HANDLES)):
                if firsts.count(sign) >= many:
                    scores[SPAM] += CROWD
                    reasons.append((SIGNALS[SPAM], f"{sign} × {firsts.count(sign)}"))
        if len(set(tokens)) * 3 <= len(tokens) and (word := _repeated(tokens)):
            scores[SPAM] += REPEATS
            reasons.append((SIGNALS[SPAM], word))
        asks, urgent, offends, spam = scores
        return Signals(asks, urgent, offends, spam, _of_raised(scores, reasons) if reasons else ())


class _Rules:
    """The rules of one language, by the word that they begin with."""

    def __init__(self, rows: list[list[str]], language: str) -> None:
        self._turkish = language == TURKISH
        self._exact: dict[str, list[Rule]] = {}
        self._stems: dict[str, list[Rule]] = {}
        for signal, _, kind, text, score in rows:
            first, *rest = text.split(" ")
            rule = Rule(SIGNALS.index(signal), tuple(rest), kind == "b", kind == "e", float(score))
            exact = kind in ("w", "b", "e") or len(first) < SHORTEST_STEM
            (self._exact if exact else self._stems).setdefault(first, []).append(rule)
        self._longest = max(map(len, self._stems))
        self._heads = Heads(self._stems, [*self._exact, *map(plain_form, self._exact)])

    def may_begin(self, form: str) -> bool:
        """Tell whether a form may begin a rule, or ask by its end."""
        return self._heads.begin(form) or (self._turkish and ("mi" in form or "mu" in form))

    def begun_by(self, token: str) -> Begun | None:
        """List the rules that begin with a word, given as it was written."""
        form = plain_form(token)
        rules = list(self._exact.get(form, ()))
        if not token.isascii():
            accented = token.replace("İ", "i").lower()
            rules += self._exact.get(accented, ()) if accented != form else ()
        for length in range(SHORTEST_STEM, min(len(form), self._longest) + 1):
            rules += self._stems.get(form[:length], ())
        if self._turkish and _CLITIC.fullmatch(form):
            rules.append(_ASKS)
        if not rules:
            return None
        phrases: dict[str, tuple[Rule, ...]] = {}
        for rule in rules:
            if rule.rest:
                key = rule.rest[0][:KEY]
                phrases[key] = (*phrases.get(key, ()), rule)
        return tuple(rule for rule in rules if not rule.rest), phrases


def _applies(rule: Rule, forms: Sequence[str], at: int) -> bool:
    end = at + 1 + len(rule.rest)
    if rule.at_start and at and forms[at - 1][:1] not in _CLAUSE_ENDS and forms[at - 1] not in _OPENERS:
        return False
    if rule.at_end and end < len(forms) and forms[end][:1] not in _CLAUSE_ENDS:
        return False
    return not rule.rest or _follow(forms[at + 1 : end], rule.rest)


def _of_raised(scores: list[float], reasons: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    raised = {name for name, score in zip(SIGNALS, scores, strict=True) if score >= RAISED_AT}
    return tuple(dict.fromkeys(reason for reason in reasons if reason[0] in raised))


def _follow(forms: Sequence[str], stems: tuple[str, ...]) -> bool:
    """Tell whether the forms begin like the stems, one for one; the shortest stems stand for whole words."""
    return len(forms) == len(stems) and all(
        form.startswith(stem) if len(stem) >= SHORTEST_STEM else form == stem
        for form, stem in zip(forms, stems, strict=True)
    )


def _repeated(tokens: Sequence[str]) -> str:
    """Find the word that a text goes on repeating; none if it does not."""
    words = [token for token in tokens if token[0].isalpha()]
    if len(words) < MANY_REPEATS or len(set(words)) * 3 > len(words):
        return ""
    ((word, _),) = Counter(words).most_common(1)
    return word
