"""What can stand in a rule, for whoever writes one."""

from __future__ import annotations

from collections.abc import Sequence

from meydan.panes.spans import Span, Spans, clip_spans, width_of
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


GAP = "   "


def manual_lines(width: int, speech: Speech) -> list[Spans]:
    """Examples of every condition and action, as many on a line as there is room for."""
    say = speech.say
    lines: list[Spans] = [(Span(say("All conditions must hold:"), "dim"),)]
    lines += _flowing([say(text) for text in CONDITIONS], width, "plain")
    lines += [(), (Span(say("Then:"), "dim"),)]
    lines += _flowing([say(text) for text in ACTIONS], width, "amber")
    return [clip_spans(line, width) for line in lines]


def _flowing(texts: Sequence[str], width: int, ink: str) -> list[Spans]:
    lines: list[str] = []
    for text in texts:
        if lines and width_of([Span(lines[-1] + GAP + text)]) <= width:
            lines[-1] += GAP + text
        else:
            lines.append("  " + text)
    return [(Span(line, ink),) for line in lines]
