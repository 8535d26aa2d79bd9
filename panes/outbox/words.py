"""Words and inks for what becomes of a delivery."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from meydan.panes.speech import N_

STATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "held": (N_("held"), "amber"),
        "ready": (N_("ready"), "amber"),
        "sending": (N_("sending"), "amber"),
        "sent": (N_("sent"), "good"),
        "failed": (N_("not sent"), "bad"),
        "unknown": (N_("in doubt"), "bad"),
        "cancelled": (N_("cancelled"), "dim"),
    }
)
SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "held": "◷",
        "ready": "→",
        "sending": "→",
        "sent": "✓",
        "failed": "✗",
        "unknown": "?",
        "cancelled": "–",
    }
)
ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "reply": N_("reply"),
        "publish": N_("post"),
        "like": N_("like"),
        "hide": N_("hide"),
        "unhide": N_("unhide"),
        "delete": N_("delete"),
        "block": N_("block"),
        "report": N_("report"),
    }
)
EXPLAINED: Mapping[str, str] = MappingProxyType(
    {
        "held": N_("It has not left yet: d or z takes it back, e changes it."),
        "ready": N_("It goes out with the next round."),
        "sending": N_("It is on its way right now."),
        "sent": N_("The platform has it."),
        "failed": N_(
            "The platform refused it, or it never left. r tries again, e changes it, a has seen it."
        ),
        "unknown": N_(
            "The answer was lost: it may or may not have arrived. Look on the platform, then say y (it did) "
            "or n (it did not: it is sent again)."
        ),
        "cancelled": N_("It was taken back and never left."),
    }
)
