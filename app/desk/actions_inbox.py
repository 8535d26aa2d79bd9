"""What a person can do in the inbox, the composer and the outbox."""

from __future__ import annotations

from meydan.app.desk.spec import ActionSpec
from meydan.panes.speech import N_

_INBOX: tuple[ActionSpec, ...] = (
    ActionSpec("inbox.done", "inbox", N_("Done, next"), "e", N_("done"), 60),
    ActionSpec("inbox.reopen", "inbox", N_("Open again"), "E"),
    ActionSpec("inbox.reply", "inbox", N_("Reply in public"), "r", N_("reply"), 59),
    ActionSpec("inbox.private_reply", "inbox", N_("Reply in private"), "R"),
    ActionSpec("inbox.saved", "inbox", N_("Saved reply by its code"), "s", N_("saved reply"), 58),
    ActionSpec("inbox.tag", "inbox", N_("Tag by its letter"), "t", N_("tag"), 57),
    ActionSpec("inbox.tone", "inbox", N_("Say what the tone is"), "d", N_("tone"), 56),
    ActionSpec("inbox.tones", "inbox", N_("One tone after the other"), "D"),
    ActionSpec("inbox.phrase", "inbox", N_("Say what a phrase means"), "P"),
    ActionSpec("inbox.why", "inbox", N_("Why this tone"), "T", N_("why"), 15),
    ActionSpec("inbox.assign", "inbox", N_("Assign by a member's letter, next"), "a", N_("assign"), 55),
    ActionSpec("inbox.take", "inbox", N_("Take it myself"), "A"),
    ActionSpec("inbox.snooze", "inbox", N_("Put away until later"), "h", N_("snooze"), 54),
    ActionSpec("inbox.ask", "inbox", N_("Ask a colleague"), "H", N_("ask"), 53),
    ActionSpec("inbox.answer", "inbox", N_("Answer the colleague who asks you"), "w"),
    ActionSpec("inbox.withdraw", "inbox", N_("Ask the colleague no longer"), "C"),
    ActionSpec("inbox.similar", "inbox", N_("Begin with an answer given before"), "S"),
    ActionSpec("inbox.learn", "inbox", N_("Make a saved reply of the answer"), "L"),
    ActionSpec("inbox.note", "inbox", N_("Internal note"), "n", N_("note"), 52),
    ActionSpec(
        "inbox.moderate", "inbox", N_("Like, hide, delete, block, report, spam"), "m", N_("moderate"), 51
    ),
    ActionSpec("inbox.star", "inbox", N_("Star"), "asterisk"),
    ActionSpec("inbox.repeat", "inbox", N_("Do the same here"), "full_stop", N_("repeat"), 19),
    ActionSpec("inbox.filter", "inbox", N_("Search and filter"), "slash,f", N_("search"), 50),
    ActionSpec("inbox.sort", "inbox", N_("Sort by age or priority"), "O", N_("sort"), 16),
    ActionSpec("inbox.split", "inbox", N_("Keep the filter as a split, or remove the split"), "W"),
    ActionSpec("inbox.next_split", "inbox", N_("Next split"), "tab"),
    ActionSpec("inbox.previous_split", "inbox", N_("Previous split"), "shift+tab"),
    ActionSpec("inbox.post", "inbox", N_("All of the original post"), "p", N_("post"), 18),
    ActionSpec("inbox.person", "inbox", N_("Who this is"), "u", N_("person"), 17),
    ActionSpec("inbox.mark", "inbox", N_("Mark this person, join them with another"), "U"),
    ActionSpec("inbox.leave", "inbox", N_("Leave the filter, the selection, the full view"), "escape,q"),
    ActionSpec("inbox.hide_wave", "inbox", N_("Hide the alert of a wave"), "y"),
    ActionSpec("inbox.restore", "inbox", N_("Bring the discarded text back"), "z"),
)

_COMPOSER: tuple[ActionSpec, ...] = (
    ActionSpec("composer.decide", "composer", N_("To the send bar"), "escape", N_("send or leave"), 60),
    ActionSpec(
        "composer.expand", "composer", N_("Expand the /code before the cursor"), "tab", N_("/code"), 59
    ),
    ActionSpec("composer.external", "composer", N_("Write in your own editor"), "ctrl+e", N_("editor"), 58),
    ActionSpec("composer.send", "composer", N_("Send"), "y", N_("send"), 57),
    ActionSpec("composer.send_done", "composer", N_("Send, done, next"), "Y", N_("send, done"), 56),
    ActionSpec("composer.time", "composer", N_("Send at a time"), "t", N_("at a time"), 55),
    ActionSpec("composer.ask", "composer", N_("Ask for approval"), "a", N_("approval"), 55),
    ActionSpec("composer.everyone", "composer", N_("To all who take part, or not"), "w", N_("everyone"), 51),
    ActionSpec("composer.edit", "composer", N_("Back to the text"), "e", N_("edit"), 54),
    ActionSpec("composer.postpone", "composer", N_("Keep the text for later"), "p", N_("postpone"), 53),
    ActionSpec("composer.discard", "composer", N_("Let go of the text"), "q", N_("discard"), 52),
)

_OUTBOX: tuple[ActionSpec, ...] = (
    ActionSpec("outbox.retry", "outbox", N_("Try again"), "r", N_("try again"), 60),
    ActionSpec("outbox.edit", "outbox", N_("Change the text"), "e", N_("edit"), 59),
    ActionSpec("outbox.cancel", "outbox", N_("Do not send it"), "d", N_("do not send"), 58),
    ActionSpec("outbox.arrived", "outbox", N_("It did arrive"), "y", N_("it did arrive"), 57),
    ActionSpec(
        "outbox.not_arrived", "outbox", N_("It did not arrive, send again"), "n", N_("it did not"), 56
    ),
    ActionSpec("outbox.acknowledge", "outbox", N_("Seen"), "a", N_("seen"), 55),
    ActionSpec("outbox.next_split", "outbox", N_("Next split"), "tab"),
    ActionSpec("outbox.previous_split", "outbox", N_("Previous split"), "shift+tab"),
)

_APPROVAL: tuple[ActionSpec, ...] = (
    ActionSpec("approval.approve", "approval", N_("Approve it as it is"), "y", N_("approve"), 60),
    ActionSpec("approval.reject", "approval", N_("Send it back with a reason"), "n", N_("send back"), 59),
    ActionSpec("approval.leave", "approval", N_("Send nothing back"), "escape", N_("leave"), 58),
)

INBOX_ACTIONS = _INBOX + _COMPOSER + _OUTBOX + _APPROVAL
