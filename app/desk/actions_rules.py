"""What a person can do with the rules of the inbox."""

from __future__ import annotations

from meydan.app.desk.spec import ActionSpec
from meydan.panes.speech import N_

RULES_ACTIONS = (
    ActionSpec("rules.toggle", "rules", N_("In force, or no longer"), "y", N_("on/off"), 60),
    ActionSpec("rules.new", "rules", N_("New rule"), "c", N_("new"), 59),
    ActionSpec("rules.edit", "rules", N_("Change the rule"), "e", N_("edit"), 58),
    ActionSpec("rules.earlier", "rules", N_("Earlier in the order"), "less_than_sign", N_("earlier"), 57),
    ActionSpec("rules.later", "rules", N_("Later in the order"), "greater_than_sign", N_("later"), 56),
    ActionSpec("rules.remove", "rules", N_("Remove the rule"), "d", N_("remove"), 55),
    ActionSpec("rules.leave", "rules", N_("Leave the form"), "escape", N_("leave"), 54),
    ActionSpec("rules.next_field", "rules", N_("Next field"), "tab"),
    ActionSpec("rules.previous_field", "rules", N_("Previous field"), "shift+tab"),
)
