"""What stands around a conversation: colleagues asked, answers given before, the person's history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from meydan.insight.text import one_line, sanitise
from meydan.panes.inbox.words import MARKS
from meydan.panes.marks import MARK_SIGNS, tone_sign
from meydan.panes.spans import Span, Spans, between, clip_spans, wrap
from meydan.panes.speech import Speech
from meydan.store.rows.around import AnsweredRow, InquiryRow, PersonCard, WeekTones

HISTORY = 3
"""Earlier messages of a person that are shown below a conversation."""


def inquiry_lines(
    found: Sequence[InquiryRow], names: Mapping[str, str], width: int, now: datetime, speech: Speech
) -> list[Spans]:
    """Who was asked what until when, and what they answered."""
    lines: list[Spans] = []
    for one in found:
        asked, by = (one_line(names.get(login, login)) for login in (one.asked, one.asked_by))
        head = [Span(speech.say("{by} asked {name}", by=by, name=asked), "amber")]
        if one.waits and one.due_at is not None:
            late = one.overdue(now)
            moment = speech.moment(one.due_at)
            words = (
                speech.say("overdue since {moment}", moment=moment)
                if late
                else speech.say("until {moment}", moment=moment)
            )
            head.append(Span(f" · {words}", "bad" if late else "dim", bold=late))
        lines.append(clip_spans(tuple(head), width))
        lines += _indented(one.text, width, "plain")
        if one.answered_at is not None:
            answerer = one_line(names.get(one.answered_by, one.answered_by))
            told = speech.say("answered by {name}", name=answerer)
            age = speech.age(one.answered_at, now)
            lines.append(clip_spans((Span(told, "good"), Span(f" · {age}", "dim")), width))
            lines += _indented(one.answer, width, "plain")
    return lines


def similar_lines(
    found: Sequence[AnsweredRow], names: Mapping[str, str], width: int, now: datetime, speech: Speech
) -> list[Spans]:
    """Answers to questions like this one, by whom and how long ago."""
    if not found:
        return []
    lines: list[Spans] = [clip_spans((Span(speech.say("Answered before, S takes one"), "dim"),), width)]
    for place, one in enumerate(found, 1):
        who = one_line(names.get(one.answered_by, one.answered_by))
        kind = speech.say("inside") + " · " if one.inside else ""
        tail = Span(f" {kind}{who} · {speech.age(one.answered_at, now)}", "dim")
        left = (Span(f"{place} ", "amber"), Span(one_line(one.told)))
        lines.append(between(left, (tail,), width))
    return lines


def history_lines(person: PersonCard, shown: int, width: int, now: datetime, speech: Speech) -> list[Spans]:
    """The tones of a person's weeks, and their last messages but the one that is `shown` (its id).

    All messages in one ink: they change with every move, and each change of ink is told to the terminal.
    """
    lines = [weeks_line(person.weeks, width, speech)] if _told(person.weeks) else []
    for row in [row for row in person.recent if row.id != shown][:HISTORY]:
        sign, _ = tone_sign(row.sentiment, row.question)
        left = (Span(f"{speech.age(row.created_at, now):>4} ", "dim"), Span(one_line(row.text), "dim"))
        lines.append(between(left, (Span(f" {sign}", "dim"),), width))
    return lines


def weeks_line(weeks: Sequence[WeekTones], width: int, speech: Speech) -> Spans:
    """A sign for each week, the last one now: `+` more good, `−` more bad, `·` neither, `_` none came."""
    parts = [Span(f"{speech.say('weeks')}  ", "dim")]
    for week in weeks:
        if not (week.positive or week.neutral or week.negative):
            parts.append(Span("_", "dim"))
            continue
        balance = week.positive - week.negative
        sign, ink = tone_sign("positive" if balance > 0 else "negative" if balance < 0 else "neutral")
        parts.append(Span(sign, ink))
    return clip_spans(tuple(parts), width)


def mark_span(mark: str, speech: Speech) -> Span | None:
    """A person's mark as its glyph and its word."""
    if mark not in MARK_SIGNS:
        return None
    sign, ink = MARK_SIGNS[mark]
    return Span(f"{sign} {speech.say(MARKS[mark])}", ink, bold=True)


def _told(weeks: Sequence[WeekTones]) -> int:
    return sum(1 for week in weeks if week.positive or week.neutral or week.negative)


def _indented(text: str, width: int, ink: str) -> list[Spans]:
    clean = sanitise(text)
    if not clean.strip():
        return []
    return [(Span("  "), Span(clean[start:end], ink)) for start, end in wrap(clean, max(8, width - 2))]
