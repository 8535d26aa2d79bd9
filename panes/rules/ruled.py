"""What rules did to an item, each with its name, for where the item is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meydan.insight.text import one_line
from meydan.panes.rules.words import deed
from meydan.panes.spans import Span, Spans, wrap_marked
from meydan.panes.speech import Speech
from meydan.store.rows.rules import RuleHitRow


def ruled_lines(
    hits: Sequence[RuleHitRow], width: int, speech: Speech, names: Mapping[str, str]
) -> list[Spans]:
    """Lines for each rule that did something: `rule: Kargo  tag kargo · assigned to Mert`."""
    lines: list[Spans] = []
    for hit in hits:
        if hit.did:
            did = " · ".join(deed(action, value, speech, names) for action, value in hit.did)
            head = speech.say("rule: {name}", name=one_line(hit.rule))
            name = [(0, len(head))]
            lines += wrap_marked(f"{head}  {did}", width, name, Span("", "dim"), Span("", "blue"))
    return lines
