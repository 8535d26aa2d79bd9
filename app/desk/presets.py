"""What presets change in the default keys: habits from elsewhere, on keys that a Turkish Q keyboard has."""

from __future__ import annotations

from collections.abc import Mapping

PRESETS: Mapping[str, Mapping[str, str]] = {
    "varsayilan": {},
    "gmail": {
        "desk.home": "0,g h",
        "desk.calendar": "2,g c",
        "desk.trends": "4,g t",
        "desk.outbox": "7,g o",
        "list.select_all": "X,asterisk a",
        "inbox.snooze": "b",
        "inbox.ask": "B",
        "inbox.tag": "l",
        "inbox.star": "s",
        "inbox.saved": "semicolon",
    },
    "mutt": {
        "desk.copy_link": "ctrl+y",
        "list.first": "equals_sign,g g,home",
        "list.last": "asterisk,G,end",
        "inbox.star": "F",
        "inbox.tag": "Y",
        "inbox.reopen": "N",
        "inbox.filter": "slash,l",
    },
}
"""Preset -> action -> its keys there; every other action keeps its own."""
