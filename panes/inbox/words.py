"""Words for what the store keeps as codes."""

from __future__ import annotations

from meydan.panes.speech import N_, Speech

TONES = {"positive": N_("positive"), "neutral": N_("neutral"), "negative": N_("negative")}
KINDS = {
    "comment": N_("{platform} comment"),
    "mention": N_("{platform} mention"),
    "dm": N_("{platform} private message"),
    "review": N_("{platform} review"),
}
MARKS = {"vip": N_("VIP"), "staff": N_("staff"), "rival": N_("rival"), "": N_("nobody special")}
STATES = {"open": N_("open"), "waiting": N_("waiting"), "snoozed": N_("snoozed"), "done": N_("done")}
ORDERS = {"newest": N_("newest first"), "oldest": N_("oldest first"), "priority": N_("by priority")}

SURE, UNSURE = 0.75, 0.5
"""Confidence from which a tone is shown bold, and below which it is shown dim."""


def kind_of(platform: str, kind: str, speech: Speech) -> str:
    """What came in, and where: `Instagram comment`."""
    return speech.say(KINDS[kind], platform=platform) if kind in KINDS else f"{platform} {kind}"


def word(words: dict[str, str], code: str, speech: Speech) -> str:
    """The word for a code; a code without one is shown as it is."""
    return speech.say(words[code]) if code in words else code


def stars(count: int | None) -> str:
    """`★★☆☆☆` for a review, nothing for everything else."""
    return "" if count is None else "★" * max(0, min(count, 5)) + "☆" * (5 - max(0, min(count, 5)))
