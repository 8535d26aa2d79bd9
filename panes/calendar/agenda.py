"""The agenda: one line per post and time, with the platforms it goes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from meydan.insight.text import one_line
from meydan.panes.marks import platform_short
from meydan.panes.shortlist import ShortList
from meydan.panes.spans import Span, Spans, clip, fit, fit_right, spans
from meydan.panes.speech import N_, Speech
from meydan.store.rows.outgoing import CalendarEntry

STATES = {
    "draft": (N_("draft"), "dim"),
    "scheduled": (N_("scheduled"), "blue"),
    "sending": (N_("sending"), "amber"),
    "published": (N_("published"), "good"),
    "failed": (N_("failed"), "bad"),
    "missed": (N_("missed"), "bad"),
}
"""Word and ink of a target's state, from the one that waits longest for a person to the worst."""

_WORST_FIRST = ("failed", "missed", "sending", "draft", "scheduled", "published")
WIDE = 56
"""Cells from which columns have all the room they like."""

_CLOCK = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """One post at one time; `entries` are its targets there."""

    entries: tuple[CalendarEntry, ...]
    first_of_day: bool

    @property
    def key(self) -> int:
        """The id of its first target."""
        return self.entries[0].target_id

    @property
    def due_at(self) -> datetime:
        """When it goes out, or went."""
        return self.entries[0].due_at

    @property
    def state(self) -> str:
        """The worst of its targets' states."""
        states = {entry.state for entry in self.entries}
        return next((state for state in _WORST_FIRST if state in states), self.entries[0].state)

    @property
    def words(self) -> str:
        """Its title, or else its text."""
        return one_line(self.entries[0].title or self.entries[0].text)


def slots(entries: Sequence[CalendarEntry], speech: Speech) -> tuple[Slot, ...]:
    """Entries in order of time, those of one post at one time together."""
    groups: dict[tuple[datetime, int], list[CalendarEntry]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.due_at, entry.post_id, entry.target_id)):
        groups.setdefault((entry.due_at, entry.post_id), []).append(entry)
    made: list[Slot] = []
    last: date | None = None
    for (due_at, _), group in groups.items():
        day = due_at.astimezone(speech.timezone).date()
        made.append(Slot(tuple(group), day != last))
        last = day
    return tuple(made)


def slot_line(slot: Slot, speech: Speech, width: int, now: datetime) -> Spans:
    """Day, time, platforms, words, state, each in its column."""
    shorts = " ".join(dict.fromkeys(platform_short(entry.platform) for entry in slot.entries))
    word, ink = STATES.get(slot.state, (slot.state, "dim"))
    late = slot.due_at < now and slot.state == "scheduled"
    state = speech.say(N_("late")) if late else speech.say(word)
    past = slot.due_at < now and not late
    day = speech.day(slot.due_at) if slot.first_of_day else ""
    days, platforms, states = (7, 8, 10) if width >= WIDE else (6, 5, 9)
    room = width - days - _CLOCK - platforms - states - 5
    return spans(
        Span(fit(day, days), "dim"),
        Span(" " + speech.clock(slot.due_at), "dim" if past else "plain", bold=not past),
        Span("  " + fit(shorts, platforms), "dim"),
        Span(" " + fit(slot.words, max(0, room)), "dim" if past else "plain"),
        Span(" " + clip(state, states), "bad" if late else ink),
    )


def agenda_numbers(found: Sequence[Slot], speech: Speech, now: datetime) -> str:
    """How many go out today and later, in words."""
    today = now.astimezone(speech.timezone).date()
    coming = [slot for slot in found if slot.state in ("scheduled", "draft", "sending")]
    due_today = sum(slot.due_at.astimezone(speech.timezone).date() == today for slot in coming)
    late = sum(slot.state in ("failed", "missed") for slot in found)
    parts = [
        speech.say_n("{n} today", "{n} today", due_today),
        speech.say_n("{n} planned", "{n} planned", len(coming)),
    ]
    if late:
        parts.append(speech.say_n("{n} missed", "{n} missed", late))
    return " · ".join(parts)


def nothing_planned(speech: Speech) -> tuple[Spans, ...]:
    """What an empty calendar says."""
    return (
        spans(Span(speech.say("Nothing is planned here."), "plain")),
        spans(
            Span(speech.say("Plan a post:"), "dim"),
            Span(" meydan post create", "amber"),
        ),
    )


class AgendaList(ShortList[Slot]):
    """The agenda as a list with a cursor."""

    def __init__(self, speech: Speech, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._speech = speech
        self.now: datetime | None = None

    def show_slots(self, found: Sequence[Slot], now: datetime) -> None:
        """Show these slots at a time."""
        self.now = now
        self.show(found, lambda slot: slot.key, nothing_planned(self._speech))

    def paint(self, row: Slot, width: int, gone: bool) -> Spans:
        """One slot."""
        return slot_line(row, self._speech, width, self.now or row.due_at)


def slot_detail(slot: Slot, speech: Speech, width: int) -> list[Spans]:
    """A slot in full: when, where, what, and what became of every target."""
    from meydan.panes.spans import wrap

    first = slot.entries[0]
    lines: list[Spans] = [
        spans(Span(clip(slot.words, width), "plain", bold=True)),
        spans(Span(f"{speech.moment(slot.due_at)} · {first.timezone}", "dim")),
        (),
    ]
    lines += [spans(Span(first.text[start:end])) for start, end in wrap(first.text, width)]
    lines.append(())
    for entry in slot.entries:
        word, ink = STATES.get(entry.state, (entry.state, "dim"))
        lines.append(
            spans(
                Span(fit(platform_short(entry.platform), 3), "dim"),
                Span(fit(entry.account, max(0, width - 16))),
                Span(fit_right(speech.say(word), 12), ink),
            )
        )
    return lines
