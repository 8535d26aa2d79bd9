"""Which rules an item meets, and why.

A text is folded once for all rules; then a word costs one look for it in the folded text, which is what
keeps many rules cheap.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from meydan.insight.rules.model import Conditions, Facts, Reason, Rule
from meydan.insight.rules.names import DAYS
from meydan.insight.rules.values import words_of, write_hours, write_range
from meydan.insight.text import fold

_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_RAW_WORD = re.compile(r"[^\W_]+")

FLAGS: tuple[str, ...] = ("first", "question", "urgent", "offensive", "spam")


@dataclass(slots=True)
class _Seen:
    """An item as the checks look at it: `line` is its folded words, a blank on either side of each."""

    facts: Facts
    line: str
    handle: str
    hour: int
    weekday: int
    flags: frozenset[str]


_Check = Callable[[_Seen], bool]


class RuleBook:
    """Rules in order; `zone` is where hours and weekdays are told."""

    def __init__(self, rules: Sequence[Rule], zone: tzinfo) -> None:
        self.rules = tuple(rules)
        self._zone = zone
        self._checks = [(rule, _checks(rule.conditions)) for rule in rules]

    def matches(self, facts: Facts) -> list[Rule]:
        """The rules that an item meets, in order; none after one that is the last."""
        seen = self._seen(facts)
        found = []
        for rule, checks in self._checks:
            for check in checks:
                if not check(seen):
                    break
            else:
                found.append(rule)
                if rule.actions.last:
                    break
        return found

    def reasons(self, rule: Rule, facts: Facts) -> tuple[Reason, ...]:
        """Why an item meets a rule: every condition and what it found."""
        return tuple(_reasons(rule.conditions, self._seen(facts)))

    def _seen(self, facts: Facts) -> _Seen:
        at = facts.created_at.astimezone(self._zone)
        flags = [name for name in FLAGS if getattr(facts, name)]
        if _LINK.search(facts.text):
            flags.append("link")
        return _Seen(
            facts,
            f" {' '.join(words_of(facts.text))} ",
            fold(facts.author).lstrip("@"),
            at.hour,
            at.weekday(),
            frozenset(flags),
        )


def _checks(of: Conditions) -> tuple[_Check, ...]:
    """What must hold, the cheap ones first."""
    found: list[_Check] = []
    for field, values in (
        ("kind", of.kinds),
        ("sentiment", of.tones),
        ("lang", of.langs),
        ("platform", of.platforms),
        ("account", of.accounts),
        ("mark", of.marks),
    ):
        if values:
            found.append(_one_of(field, frozenset(values)))
    flags, not_flags = frozenset(of.flags), frozenset(of.not_flags)
    if flags:
        found.append(lambda seen: flags <= seen.flags)
    if not_flags:
        found.append(lambda seen: not_flags.isdisjoint(seen.flags))
    followers, stars, hours, weekdays = of.followers, of.stars, of.hours, frozenset(of.weekdays)
    if stars is not None:
        found.append(lambda seen: stars.holds(seen.facts.stars))
    if followers is not None:
        found.append(lambda seen: followers.holds(seen.facts.followers))
    if hours is not None:
        found.append(lambda seen: hours.holds(seen.hour))
    if weekdays:
        found.append(lambda seen: seen.weekday in weekdays)
    if of.authors:
        found.append(_handles(of.authors))
    if of.words:
        found.append(_any(needles(of.words)))
    if of.all_words:
        found.append(_all(needles(of.all_words)))
    if of.no_words:
        found.append(_none(needles(of.no_words)))
    return tuple(found)


def needles(phrases: Iterable[str]) -> tuple[str, ...]:
    """What to look for in a line of folded words, for each phrase: a beginning has no blank at its end."""
    return tuple(
        f" {' '.join(words_of(phrase))}" + ("" if phrase.endswith("*") else " ") for phrase in phrases
    )


def _one_of(field: str, values: frozenset[str]) -> _Check:
    return lambda seen: getattr(seen.facts, field) in values


def _handles(authors: Sequence[str]) -> _Check:
    whole = frozenset(fold(author) for author in authors if not author.endswith("*"))
    heads = tuple(fold(author[:-1]) for author in authors if author.endswith("*"))
    return lambda seen: seen.handle in whole or (bool(heads) and seen.handle.startswith(heads))


def _any(wanted: tuple[str, ...]) -> _Check:
    def check(seen: _Seen) -> bool:
        line = seen.line
        for needle in wanted:  # noqa: SIM110 - a generator costs more than the looks
            if needle in line:
                return True
        return False

    return check


def _all(wanted: tuple[str, ...]) -> _Check:
    return lambda seen: all(needle in seen.line for needle in wanted)


def _none(wanted: tuple[str, ...]) -> _Check:
    return lambda seen: not any(needle in seen.line for needle in wanted)


def _reasons(of: Conditions, seen: _Seen) -> Iterable[Reason]:
    facts = seen.facts
    for name, values, found in (
        ("platform", of.platforms, facts.platform),
        ("account", of.accounts, facts.account),
        ("kind", of.kinds, facts.kind),
        ("lang", of.langs, facts.lang),
        ("tone", of.tones, facts.sentiment),
        ("mark", of.marks, facts.mark),
    ):
        if values:
            yield Reason(name, found, found)
    for name, phrases in (("words", of.words), ("all", of.all_words)):
        for phrase, needle in zip(phrases, needles(phrases), strict=True):
            if needle in seen.line:
                yield Reason(name, phrase, _as_written(facts.text, phrase))
    for phrase in of.no_words:
        yield Reason("none", phrase, "")
    for author in of.authors:
        if _handles((author,))(seen):
            yield Reason("author", author, facts.author)
    if of.followers is not None:
        yield Reason("followers", write_range(of.followers), str(facts.followers))
    if of.stars is not None:
        yield Reason("stars", write_range(of.stars), str(facts.stars))
    if of.hours is not None:
        yield Reason("hours", write_hours(of.hours), str(seen.hour))
    if of.weekdays:
        yield Reason("days", DAYS[seen.weekday], DAYS[seen.weekday])
    for flag in of.flags:
        yield Reason("is", flag, flag)
    for flag in of.not_flags:
        yield Reason("not", flag, "")


def _as_written(text: str, phrase: str) -> str:
    """The words of a text that a phrase found, as they stand there."""
    wanted = words_of(phrase)
    spans = [match.span() for match in _RAW_WORD.finditer(text)]
    folded = [fold(text[start:end]) for start, end in spans]
    head, tail = wanted[:-1], wanted[-1]
    for at in range(len(folded) - len(wanted) + 1):
        last = folded[at + len(head)]
        fits = last.startswith(tail) if phrase.endswith("*") else last == tail
        if fits and folded[at : at + len(head)] == head:
            return text[spans[at][0] : spans[at + len(head)][1]]
    return phrase
