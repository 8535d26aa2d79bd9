"""One delivery as one line."""

from __future__ import annotations

import math
from datetime import datetime

from meydan.insight.text import one_line
from meydan.panes.marks import platform_short
from meydan.panes.outbox.words import ACTIONS, SIGNS, STATES
from meydan.panes.spans import Span, Spans, between, clip, clip_spans, fit, fit_right
from meydan.panes.speech import Speech
from meydan.store.rows.outgoing import DeliveryRow

STATE, TIME = 12, 6


def seconds_left(row: DeliveryRow, now: datetime) -> int | None:
    """Seconds until a held delivery is released; None for one that is not held."""
    if row.state != "held" or row.hold_until is None:
        return None
    return max(0, math.ceil((row.hold_until - now).total_seconds()))


def delivery_line(row: DeliveryRow, width: int, now: datetime, speech: Speech, gone: bool = False) -> Spans:
    """State, platform, to whom, text, and when: the countdown, the time it is due, or its age."""
    state, ink = STATES.get(row.state, (row.state, "dim"))
    calls = row.state in ("failed", "unknown") and not row.acknowledged
    if gone or row.acknowledged:
        ink = "dim"
    text_ink = "dim" if gone or row.state in ("cancelled", "rejected") else "plain"
    handle_width = 16 if width >= 90 else 12
    sign = SIGNS.get(row.state, " ")
    state_span = Span(fit(f"{sign} {speech.say(state)}", STATE + 2), ink, bold=calls)
    when = _when(row, now, speech)
    fixed = STATE + 2 + 4 + handle_width + 2 + TIME + 1
    body = one_line(row.text) or speech.say(ACTIONS.get(row.action, row.action))
    if row.action not in ("reply", "publish"):
        body = speech.say(ACTIONS.get(row.action, row.action))
    room = max(4, width - fixed)
    if calls and row.error:
        error = clip(one_line(row.error), max(4, room // 2))
        body_spans = (Span(fit(body, room - len(error) - 2), text_ink), Span("  "), Span(error, "bad"))
        body_line = clip_spans(body_spans, room)
    else:
        body_line = (Span(fit(body, room), text_ink),)
    return between(
        (
            state_span,
            Span(f" {fit(platform_short(row.platform), 2)} ", "dim"),
            Span(fit(one_line(row.handle), handle_width), text_ink),
            Span("  "),
            *body_line,
        ),
        (when,),
        width,
    )


def _when(row: DeliveryRow, now: datetime, speech: Speech) -> Span:
    left = seconds_left(row, now)
    if left is not None:
        return Span(fit_right(speech.say("{n} s", n=left), TIME), "amber")
    if row.state in ("held", "ready") and row.due_at is not None and row.due_at > now:
        return Span(fit_right(speech.clock(row.due_at), TIME), "blue")
    return Span(fit_right(speech.age(row.sent_at or row.created_at, now), TIME), "dim")
