"""One delivery as one line, and all of it in the reading pane."""

from __future__ import annotations

import math
import re
from datetime import datetime
from difflib import SequenceMatcher

from meydan.insight.text import one_line, sanitise
from meydan.panes.marks import platform_short
from meydan.panes.outbox.words import ACTIONS, EXPLAINED, SIGNS, STATES
from meydan.panes.spans import Span, Spans, between, clip, clip_spans, fit, fit_right, wrap, wrap_marked
from meydan.panes.speech import Speech
from meydan.store.rows import DeliveryRow

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


def delivery_page(row: DeliveryRow, platform: str, width: int, now: datetime, speech: Speech) -> list[Spans]:
    """All of a delivery: where it goes, what the platform said, what can be done, its text."""
    say = speech.say
    state, ink = STATES.get(row.state, (row.state, "dim"))
    action = say(ACTIONS.get(row.action, row.action))
    left = seconds_left(row, now)
    shown = say(state) if left is None else f"{say(state)} {say('{n} s', n=left)}"
    lines: list[Spans] = [
        between(
            (Span(f"{action} → {one_line(row.handle)}", bold=True),), (Span(shown, ink, bold=True),), width
        ),
        (Span(f"{platform} {one_line(row.account)}", "dim"),),
        (),
    ]
    explained = EXPLAINED.get(row.state)
    if explained:
        lines += [*_wrapped(say(explained), width, "dim"), ()]
    if row.error:
        lines += [
            (Span(say("In the platform's own words"), "dim"),),
            *_wrapped(sanitise(row.error), width, "bad"),
            (),
        ]
    if row.reason:
        lines += [
            (Span(say("{who} sent it back", who=one_line(row.decided_by)), "dim"),),
            *_wrapped(sanitise(say(row.reason)), width, "bad"),
            (),
        ]
    facts = [
        (say("approval by"), one_line(row.asked_of) or say("anyone who may") if row.state == "asked" else ""),
        (say("approved by"), one_line(row.decided_by) if not row.reason else ""),
        (say("written"), f"{speech.moment(row.created_at)} · {one_line(row.created_by)}"),
        (say("due"), speech.moment(row.due_at) if row.due_at else ""),
        (say("attempts"), speech.number(row.attempts) if row.attempts else ""),
        (say("next attempt"), speech.moment(row.retry_at) if row.retry_at and row.state == "ready" else ""),
        (say("sent"), speech.moment(row.sent_at) if row.sent_at else ""),
        (say("address"), one_line(row.permalink)),
    ]
    for name, value in facts:
        if value:
            lines.append((Span(f"{name}  ", "dim"), Span(value)))
    if row.proposed:
        before, after = changed(sanitise(row.proposed), sanitise(row.text))
        lines += [
            (),
            (Span(say("As it was proposed"), "dim"),),
            *wrap_marked(sanitise(row.proposed), width, before, Span("", "dim"), Span("", "bad")),
            (),
            (Span(say("Changed by {who}", who=one_line(row.edited_by)), "dim"),),
            *wrap_marked(sanitise(row.text), width, after, Span("", "plain"), Span("", "good", bold=True)),
        ]
    elif row.text:
        lines += [(), *_wrapped(sanitise(row.text), width, "plain")]
    return [clip_spans(line, width) for line in lines]


def changed(old: str, new: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where words of `old` were taken out, and where `new` has others (start, end)."""
    olds, news = (list(re.finditer(r"\S+", text)) for text in (old, new))
    pairs = SequenceMatcher(None, [one[0] for one in olds], [one[0] for one in news], autojunk=False)
    out, into = [], []
    for what, a, b, c, d in pairs.get_opcodes():
        if what != "equal":
            out += [one.span() for one in olds[a:b]]
            into += [one.span() for one in news[c:d]]
    return out, into


def _wrapped(text: str, width: int, ink: str) -> list[Spans]:
    return [(Span(text[start:end], ink),) for start, end in wrap(text, width)]
