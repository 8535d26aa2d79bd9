"""What can stand in a rule, for whoever writes one."""

from __future__ import annotations

from meydan.panes.spans import Span, Spans, clip_spans
from meydan.panes.speech import N_, Speech

CONDITIONS = (
    N_("kind:comment,mention,dm,review"),
    N_("tone:positive,neutral,negative"),
    N_('words:kargo,gecik*,"çok geç" all: none:'),
    N_("author:ali,destek* mark:vip,staff,rival"),
    N_("followers:1000.. stars:..2"),
    N_("platform: account: lang:tr,en"),
    N_("hours:22..8 days:mon..fri"),
    N_("is:first,question,urgent,offensive,spam,link not:"),
)
ACTIONS = (
    N_("tag:kargo assign:mert priority:+3"),
    N_("done hide draft:kg last"),
    N_("snooze:2h"),
)


def manual_lines(width: int, speech: Speech) -> list[Spans]:
    """Examples of every condition and action."""
    say = speech.say
    lines: list[Spans] = [(Span(say("All conditions must hold:"), "dim"),)]
    lines += [(Span("  " + say(text)),) for text in CONDITIONS]
    lines.append((Span(say("Then:"), "dim"),))
    lines += [(Span("  " + say(text), "amber"),) for text in ACTIONS]
    return [clip_spans(line, width) for line in lines]
