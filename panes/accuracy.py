"""How right the tones are, by months, and an item that is judged without showing what the analysis says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from meydan.insight.text import one_line
from meydan.panes.spans import Span, Spans, clip_spans, spans, wrap
from meydan.panes.speech import Speech
from meydan.store.rows.tones import AccuracyRow, BlindRow

MOST_LINES = 10
"""So much of a long text is shown to judge it by."""


class Measured(Protocol):
    """What was counted in a month and language, and the share of right tones with its 95 % interval."""

    @property
    def counted(self) -> AccuracyRow: ...
    @property
    def share(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def accuracy_lines(months: Sequence[Measured], speech: Speech, width: int) -> list[Spans]:
    """A line for each month that came with something to go by; none where nobody judged or corrected."""
    lines = [_month(one, speech) for one in months if one.counted.judged or one.counted.corrected]
    return [clip_spans(line, width) for line in lines]


def blind_lines(row: BlindRow, now: datetime, speech: Speech, width: int) -> list[Spans]:
    """Who wrote it, where and when, and what; never how it was judged."""
    head = (
        Span(one_line(row.author), "blue"),
        Span(f"  {one_line(row.account)}  {speech.age(row.created_at, now)}", "dim"),
    )
    text = [line for part in row.text.splitlines() for line in _wrapped(part, width)]
    shown = text[:MOST_LINES]
    if len(text) > MOST_LINES:
        shown[-1] = f"{shown[-1][: width - 2]} …"
    return [clip_spans(head, width), *(spans(Span(line, "plain")) for line in shown)]


def _month(one: Measured, speech: Speech) -> Spans:
    say, number, row = speech.say, speech.number, one.counted
    parts = [Span(f"{speech.month(row.month)}  ", "plain")]
    if one.share is not None and one.low is not None and one.high is not None:
        told = say(
            "{share} of {n} tones judged blind were right ({low} to {high})",
            share=speech.percent(one.share),
            n=number(row.judged),
            low=speech.percent(one.low),
            high=speech.percent(one.high),
        )
        parts.append(Span(told, "dim" if row.thin else "plain"))
        if row.thin:
            parts.append(Span(" · " + say("too few to go by"), "amber"))
        parts.append(Span(" · ", "dim"))
    corrected = say("{n} of {items} corrected", n=number(row.corrected), items=number(row.items))
    return (*parts, Span(corrected, "dim"))


def _wrapped(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, width)] or [""]
