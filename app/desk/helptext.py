"""The help page: the keys that work here, by scope, out of the live bindings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from meydan.app.desk.actions import actions
from meydan.app.desk.keymap import display_key
from meydan.panes.spans import Span, Spans, fit, spans
from meydan.panes.speech import N_, Speech

if TYPE_CHECKING:
    from textual.binding import ActiveBinding

SCOPES = {
    "inbox": N_("Inbox"),
    "composer": N_("Composer"),
    "outbox": N_("Outbox"),
    "calendar": N_("Calendar"),
    "ads": N_("Ad budgets"),
    "trends": N_("Trends"),
    "list": N_("In a list"),
    "global": N_("Everywhere"),
}
_KEYS = 14


def help_lines(active: Mapping[str, ActiveBinding], speech: Speech) -> list[Spans]:
    """Lines with every action that works now and all its keys."""
    keys: dict[str, list[str]] = {}
    for key, one in active.items():
        if one.binding.id and one.enabled:
            keys.setdefault(one.binding.id, []).append(display_key(key))
    lines: list[Spans] = []
    for scope, title in SCOPES.items():
        here = [spec for spec in actions() if spec.scope == scope and spec.id in keys]
        if here:
            lines += [(), spans(Span(speech.say(title), "blue", bold=True))]
            lines += [
                spans(Span(fit("  ".join(keys[spec.id]), _KEYS), "amber"), Span(" " + speech.say(spec.title)))
                for spec in here
            ]
    return [
        spans(
            Span(speech.say("Keys valid here"), bold=True), Span("  " + speech.say("Esc goes back"), "dim")
        ),
        *lines,
    ]
