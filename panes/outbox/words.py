"""Words and inks for what becomes of a delivery."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from meydan.panes.speech import N_

STATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "asked": (N_("to approve"), "amber"),
        "held": (N_("held"), "amber"),
        "ready": (N_("ready"), "amber"),
        "sending": (N_("sending"), "amber"),
        "sent": (N_("sent"), "good"),
        "failed": (N_("not sent"), "bad"),
        "unknown": (N_("in doubt"), "bad"),
        "rejected": (N_("sent back"), "dim"),
        "cancelled": (N_("cancelled"), "dim"),
    }
)
SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "asked": "◇",
        "held": "◷",
        "ready": "→",
        "sending": "→",
        "sent": "✓",
        "failed": "✗",
        "unknown": "?",
        "rejected": "←",
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
        "asked": N_(
            "It waits for approval: y lets it go, Enter changes it first, n sends it back with a reason."
        ),
        "rejected": N_("It was sent back to who wrote it, as a draft, and never left."),
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
