"""How pressing an item is, in words: its points with their reasons, and its clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from meydan.insight.sla import Clock
from meydan.panes.spans import Span, Spans
from meydan.panes.speech import N_, Speech
from meydan.store.priority import BOOST, reasons, score
from meydan.store.rows.inbox import ItemRow

REASONS = {
    "urgent": N_("urgent"),
    "vip": N_("VIP"),
    "negative": N_("negative"),
    "question": N_("asks"),
    "low_stars": N_("few stars"),
    "dm": N_("in private"),
    "spam": N_("spam"),
    BOOST: N_("rules"),
}
MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def clock_span(clock: Clock, speech: Speech) -> Span:
    """What is left until an answer is due, amber when it presses; behind a minus how long it is past due."""
    # It is painted once a minute: seconds would be wrong at once.
    span = speech.age(MOMENT, MOMENT + max(clock.left, MINUTE))
    if clock.late:
        return Span(f"-{span}", "bad")
    return Span(span, "amber" if clock.soon else "dim")


def clock_words(clock: Clock, speech: Speech) -> Span:
    """The clock as a person says it: `due in 12m`, `2h late`."""
    span = clock_span(clock, speech)
    age = span.text.removeprefix("-")
    words = speech.say("{age} late", age=age) if clock.late else speech.say("due in {age}", age=age)
    return span._replace(text=words)


def score_span(row: ItemRow) -> Span:
    """All points of an item; nothing where there are none."""
    points = score(row)
    return Span(str(points) if points else "", "plain" if points > 0 else "dim")


def reason_spans(row: ItemRow, speech: Speech) -> Spans:
    """The points and why: `9 points  urgent +4 · negative +3 · asks +2`; nothing where there are none."""
    found = reasons(row)
    if not found:
        return ()
    why = " · ".join(f"{speech.say(REASONS[reason])} {points:+d}" for reason, points in found)
    total = speech.say_n("{n} point", "{n} points", score(row))
    return (Span(f"{total}  {why}", "dim"),)
