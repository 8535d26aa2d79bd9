"""What a rule would have done: numbers per action and examples with their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from meydan.insight.rules.model import Reason
from meydan.insight.text import one_line
from meydan.panes.rules.words import deed, reasons
from meydan.panes.spans import Span, Spans, clip, clip_spans, fit_right, wrap
from meydan.panes.speech import Speech


@dataclass(frozen=True, slots=True)
class Effect:
    """What would be done to how many `items`, and to how many of them it is not done yet (`new`)."""

    action: str
    value: str
    items: int
    new: int


@dataclass(frozen=True, slots=True)
class Sample:
    """An item that is met, and why."""

    item_id: int
    author: str
    text: str
    created_at: datetime
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A rule over the items of the last `days`: how many were `seen`, how many it meets.

    `stopped` ones are met too, but a rule before it is the last for them. `whole` is False while the rest is
    still being read.
    """

    days: int
    seen: int
    matched: int
    stopped: int
    effects: tuple[Effect, ...]
    samples: tuple[Sample, ...]
    whole: bool = True


def trial_numbers(trial: Trial, speech: Speech) -> str:
    """How many of how many are met."""
    found = speech.say_n(
        "{n} of {all} messages of {days} days",
        "{n} of {all} messages of {days} days",
        trial.matched,
        all=speech.number(trial.seen),
        days=trial.days,
    )
    return found if trial.whole else f"{found} …"


def effect_line(effect: Effect, speech: Speech, names: Mapping[str, str] | None = None) -> str:
    """`tag kargo: 142, 30 of them not yet`."""
    what, n = deed(effect.action, effect.value, speech, names), speech.number(effect.items)
    if effect.new == effect.items:
        return f"{what}: {n}"
    return speech.say("{what}: {n}, {new} of them not yet", what=what, n=n, new=speech.number(effect.new))


def stopped_line(trial: Trial, speech: Speech) -> str:
    """That an earlier rule keeps some from this one; '' when it keeps none."""
    if not trial.stopped:
        return ""
    return speech.say_n(
        "{n} more is kept from it by an earlier rule",
        "{n} more are kept from it by an earlier rule",
        trial.stopped,
    )


def trial_lines(
    trial: Trial, width: int, now: datetime, speech: Speech, names: Mapping[str, str] | None = None
) -> list[Spans]:
    """All of a trial: numbers, effects, examples."""
    lines: list[Spans] = [(Span(trial_numbers(trial, speech), "good" if trial.matched else "amber"),)]
    if trial.matched:
        lines += [(Span("  " + effect_line(effect, speech, names)),) for effect in trial.effects]
    stopped = stopped_line(trial, speech)
    if stopped:
        lines.append((Span("  " + stopped, "dim"),))
    for sample in trial.samples:
        age = fit_right(speech.age(sample.created_at, now), 4)
        body = f"{one_line(sample.author)}  {one_line(sample.text)}"
        why = clip(reasons(sample.reasons, speech), max(0, width - 6))
        lines += [(), (Span(f"{age}  ", "dim"), Span(clip(body, max(0, width - 6))))]
        lines += [(Span(f"      {why[start:end]}", "blue"),) for start, end in wrap(why, max(1, width - 6))]
    return [clip_spans(line, width) for line in lines]
