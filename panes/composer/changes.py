"""What happened in a conversation while its answer was written, word by word where a text was edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meydan.insight.differences import word_runs
from meydan.insight.text import one_line
from meydan.panes.spans import Span, Spans, wrap
from meydan.panes.speech import N_, Speech
from meydan.store.rows.together import ThreadChange

HEADS = {
    "wrote": N_("{name} wrote again at {time}"),
    "edited": N_("{name} changed the message"),
    "deleted": N_("{name} deleted the message"),
    "answered": N_("{name} answered at {time}"),
}
SHOWN = 4
"""Changes that are shown; of more the number is told."""

TEXT_LINES = 3


def change_lines(
    changes: Sequence[ThreadChange], names: Mapping[str, str], width: int, speech: Speech
) -> list[Spans]:
    """The newest changes in lines of `width` cells; `names` are the members' by login."""
    lines: list[Spans] = []
    for change in changes[:SHOWN]:
        author = change.now.author
        name = one_line(names.get(author, author) if change.now.origin == "delivery" else author)
        time = speech.clock(change.now.at)
        lines.append((Span(speech.say(HEADS[change.what], name=name, time=time), "amber", bold=True),))
        if change.what == "edited":
            parts = word_difference(one_line(change.before), one_line(change.now.text))
        else:
            gone = change.what == "deleted"
            parts = (Span(one_line(change.now.text), "dim" if gone else "plain", strike=gone),)
        lines += [(Span("  "), *line) for line in _wrapped(parts, width - 2)[:TEXT_LINES]]
    left = len(changes) - SHOWN
    if left > 0:
        lines.append((Span(speech.say_n("and {n} more", "and {n} more", left), "dim"),))
    return lines


def word_difference(before: str, now: str) -> Spans:
    """Both texts in one: `[-what went-]` and `{+what came+}`, so that it can be read without colours."""
    parts: list[Span] = []
    for run in word_runs(before, now):
        went, came = before[slice(*run.old)], now[slice(*run.new)]
        if run.same:
            parts.append(Span(came))
            continue
        if went:
            parts.append(Span(f"[-{went}-]", "bad", strike=True))
        if came:
            parts.append(Span(f"{{+{came}+}}", "good", bold=True))
    return tuple(parts)


def _wrapped(parts: Sequence[Span], width: int) -> list[Spans]:
    text = "".join(part.text for part in parts)
    lines: list[Spans] = []
    for start, end in wrap(text, width):
        line: list[Span] = []
        at = 0
        for part in parts:
            first, last = max(start, at), min(end, at + len(part.text))
            if first < last:
                line.append(part._replace(text=text[first:last]))
            at += len(part.text)
        lines.append(tuple(line))
    return lines
