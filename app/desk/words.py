"""Words for the commands that the store undoes."""

from __future__ import annotations

from meydan.panes.speech import N_

COMMANDS = {
    "done": N_("done"),
    "reopen": N_("reopened"),
    "assign": N_("assigned"),
    "ask": N_("asked a colleague"),
    "answer": N_("answered a colleague"),
    "withdraw": N_("asked no longer"),
    "mark": N_("marked a person"),
    "join": N_("the same person"),
    "split": N_("two persons"),
    "sentiment": N_("sentiment"),
    "snooze": N_("snoozed"),
    "star": N_("star"),
    "unstar": N_("star taken off"),
    "tag": N_("tag"),
    "untag": N_("tag taken off"),
    "note": N_("note"),
    "reply": N_("reply"),
    "reply_done": N_("reply"),
    "private_reply": N_("private reply"),
    "ask_approval": N_("asked for approval"),
    "approve": N_("approved"),
    "reject": N_("sent back"),
    "like": N_("like"),
    "hide": N_("hide"),
    "unhide": N_("unhide"),
    "delete": N_("delete"),
    "block": N_("block"),
    "report": N_("report"),
    "spam": N_("spam"),
    "not_spam": N_("no spam"),
    "add_rule": N_("rule added"),
    "change_rule": N_("rule changed"),
    "enable_rule": N_("rule put in force"),
    "disable_rule": N_("rule taken out of force"),
    "move_rule": N_("rule moved"),
    "remove_rule": N_("rule removed"),
    "apply_rule": N_("rule applied"),
    "save_split": N_("split kept"),
    "remove_split": N_("split removed"),
}
"""The store's name of a command -> what people call it; others are shown as they are."""
