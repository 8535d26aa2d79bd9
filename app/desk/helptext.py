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
    "rules": N_("Rules"),
    "calendar": N_("Calendar"),
    "ads": N_("Ad budgets"),
    "trends": N_("Trends"),
    "accounts": N_("Accounts"),
    "list": N_("In a list"),
    "global": N_("Everywhere"),
}
_KEYS = 14


def help_columns(active: Mapping[str, ActiveBinding], speech: Speech) -> tuple[list[Spans], list[Spans]]:
    """Every action that works now with all its keys: those of this screen, and those of every screen."""
    keys: dict[str, list[str]] = {}
    for key, one in active.items():
        if one.binding.id and one.enabled:
            keys.setdefault(one.binding.id, []).append(display_key(key))
    here: list[Spans] = []
    everywhere: list[Spans] = []
    for scope, title in SCOPES.items():
        column = everywhere if scope in ("list", "global") else here
        found = [spec for spec in actions() if spec.scope == scope and spec.id in keys]
        if found:
            column.append(spans(Span(speech.say(title), "blue", bold=True)))
            column += [
                spans(Span(fit("  ".join(keys[spec.id]), _KEYS), "amber"), Span(" " + speech.say(spec.title)))
                for spec in found
            ]
            column.append(())
    return here, everywhere
