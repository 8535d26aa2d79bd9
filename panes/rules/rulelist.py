"""Rules as a list in their order, and all of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from meydan.insight.text import one_line
from meydan.panes.rules.trial import Trial, trial_lines
from meydan.panes.shortlist import ShortList
from meydan.panes.spans import Span, Spans, between, clip_spans, fit, fit_right, spans, wrap
from meydan.panes.speech import Speech
from meydan.store.rows.rules import RuleRow

PLACE, HITS, AGE = 3, 7, 6
NAME, WIDE = 26, 70
"""Cells of a name, and those from which a rule's text stands beside it."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with its two sides as text; `wrong` says why this program cannot read it."""

    row: RuleRow
    when: str
    do: str
    wrong: str = ""


def rule_line(one: RuleLine, speech: Speech, width: int, now: datetime) -> Spans:
    """Sign, place, name, text, hits of the last days, age of the last one."""
    row = one.row
    ink = "plain" if row.enabled else "dim"
    room = width - 2 - PLACE - HITS - AGE - 1
    name = min(NAME, room) if width >= WIDE else room
    text = one.wrong or f"{one.when} → {one.do}"
    last = speech.age(row.last_hit_at, now) if row.last_hit_at else ""
    return spans(
        Span("● " if row.enabled else "○ ", "good" if row.enabled else "dim"),
        Span(fit_right(str(row.place), PLACE - 1) + " ", "dim"),
        Span(fit(one_line(row.name), name), ink, bold=row.enabled),
        Span(" " + fit(one_line(text), room - name), "bad" if one.wrong else "dim") if room > name else " ",
        Span(fit_right(speech.number(row.hits) if row.hits else "", HITS), ink),
        Span(fit_right(last, AGE), "dim"),
    )


def rule_numbers(found: Sequence[RuleLine], speech: Speech) -> str:
    """How many there are and how many are in force."""
    on = sum(one.row.enabled for one in found)
    return " · ".join(
        (
            speech.say_n("{n} rule", "{n} rules", len(found)),
            speech.say_n("{n} in force", "{n} in force", on),
        )
    )


def no_rules(speech: Speech) -> tuple[Spans, ...]:
    """What an empty list says."""
    return (
        spans(Span(speech.say("No rule yet: c makes one."))),
        spans(Span(speech.say("Rules tag, assign, set aside and draft what arrives."), "dim")),
        spans(Span(speech.say("They never delete and never send."), "dim")),
    )


def rule_page(
    one: RuleLine,
    trial: Trial | None,
    width: int,
    now: datetime,
    speech: Speech,
    names: Mapping[str, str],
) -> list[Spans]:
    """All of a rule: both sides, who made it, whether it was tested, what it did and would do."""
    row, say = one.row, speech.say
    state = Span(say("in force"), "good") if row.enabled else Span(say("not in force"), "dim")
    lines: list[Spans] = [between((Span(one_line(row.name), bold=True),), (state,), width)]
    if one.wrong:
        lines += _under(say("wrong"), one.wrong, width, "bad")
    lines += _under(say("when"), one.when, width, "plain")
    lines += _under(say("does"), one.do, width, "amber")
    by = one_line(names.get(row.created_by, row.created_by))
    lines.append((Span(say("by {name}, {when}", name=by, when=speech.moment(row.created_at)), "dim"),))
    if row.tested_at is None:
        lines.append((Span(say("not tested as it stands"), "amber"),))
    else:
        lines.append((Span(say("tested {when}", when=speech.moment(row.tested_at)), "dim"),))
    hits = speech.say_n("{n} hit in 30 days", "{n} hits in 30 days", row.hits)
    lines += [(Span(hits, "dim"),), ()]
    if trial is None:
        lines.append((Span(say("⏎ shows what it would have done in 30 days"), "dim"),))
    else:
        lines += trial_lines(trial, width, now, speech, names)
    return [clip_spans(line, width) for line in lines]


def _under(head: str, text: str, width: int, ink: str) -> list[Spans]:
    """A text with its head before the first line."""
    room = max(8, width - 7)
    cut = [one_line(text)[start:end] for start, end in wrap(one_line(text), room)]
    return [
        (Span(fit(head if place == 0 else "", 6) + " ", "dim"), Span(part, ink))
        for place, part in enumerate(cut)
    ]


class RuleList(ShortList[RuleLine]):
    """The rules as a list with a cursor."""

    def __init__(self, speech: Speech, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._speech = speech
        self._now: datetime | None = None

    def show_rules(self, found: Sequence[RuleLine], now: datetime) -> None:
        """Show these at a time."""
        self._now = now
        self.show(found, lambda one: one.row.id, no_rules(self._speech))

    def paint(self, row: RuleLine, width: int, gone: bool) -> Spans:
        """One rule."""
        return rule_line(row, self._speech, width, self._now or row.row.created_at)
