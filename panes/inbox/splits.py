"""The splits of the inbox: standing queries with their counts, one of them in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meydan.panes.ink import Sheet
from meydan.panes.spans import Span, width_of
from meydan.panes.speech import N_, Speech
from meydan.store.rows import InboxQuery

AT_WORK = frozenset({"open", "waiting"})
LISTED = frozenset({"asked", "called", "failed"})
CALLING = frozenset({"asked", "failed"})
"""Splits that are coloured even while another one is in force."""

GAP = 2


@dataclass(frozen=True, slots=True)
class Split:
    """A standing query; `ink` colours it where there is something in it that needs a person."""

    key: str
    title: str
    query: InboxQuery
    ink: str = "plain"


def splits(login: str) -> tuple[Split, ...]:
    """The splits of a member.

    Those of LISTED are no queries of items: what a colleague asks the member about, what notes call the
    member to, and what failed (an answer was refused or is in doubt).
    """
    return (
        Split("all", N_("All"), InboxQuery(states=AT_WORK)),
        Split(
            "negative",
            N_("Negative"),
            InboxQuery(states=AT_WORK, sentiments=frozenset({"negative"})),
            "bad",
        ),
        Split("question", N_("Questions"), InboxQuery(states=AT_WORK, question=True)),
        Split("unassigned", N_("Unassigned"), InboxQuery(states=AT_WORK, assignee="")),
        Split("mine", N_("Mine"), InboxQuery(states=AT_WORK, assignee=login)),
        Split("waiting", N_("Waiting"), InboxQuery(states=frozenset({"waiting"}))),
        Split("snoozed", N_("Snoozed"), InboxQuery(states=frozenset({"snoozed"}))),
        Split("dm", N_("DM"), InboxQuery(states=AT_WORK, kinds=frozenset({"dm"}))),
        Split("review", N_("Reviews"), InboxQuery(states=AT_WORK, kinds=frozenset({"review"}))),
        Split("asked", N_("Asked of me"), InboxQuery(), "amber"),
        Split("called", N_("Notes to me"), InboxQuery(), "amber"),
        Split("failed", N_("Failed"), InboxQuery(), "bad"),
    )


class SplitsLine(Sheet):
    """All splits on one line with their counts, the one in force bold; what does not fit scrolls out."""

    DEFAULT_CSS = """
    SplitsLine { height: 1; }
    """

    def __init__(self, speech: Speech, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._speech = speech
        self._splits: Sequence[Split] = ()
        self._counts: Sequence[int | None] = ()
        self._at = 0

    def show_splits(self, splits: Sequence[Split], counts: Sequence[int | None], at: int) -> None:
        """Show the splits, their counts (None: not known yet) and the one in force."""
        self._splits, self._counts, self._at = splits, counts, at
        self._fit()

    def on_resize(self) -> None:
        """What fits is another part."""
        super().on_resize()
        self._fit()

    def _fit(self) -> None:
        places = list(range(len(self._splits)))
        if self._width(places) > self.size.width:
            places = [place for place in places if place == self._at or self._count(place) != 0]
        first = 0
        while places[first:] and places[first] < self._at and not self._seen(places[first:]):
            first += 1
        line: list[Span] = [Span("‹ " if first else "", "dim")]
        for place in places[first:]:
            if len(line) > 1:
                line.append(Span(" " * GAP))
            line.append(self._piece(place))
        self.show([tuple(part for part in line if part.text)])

    def _seen(self, places: Sequence[int]) -> bool:
        """Whether the split in force fits when the line begins with the first of these."""
        return self._width([place for place in places if place <= self._at]) <= self.size.width - 2

    def _width(self, places: Sequence[int]) -> int:
        return width_of(self._piece(place) for place in places) + GAP * (len(places) - 1)

    def _count(self, place: int) -> int | None:
        return self._counts[place] if place < len(self._counts) else None

    def _piece(self, place: int) -> Span:
        split, count = self._splits[place], self._count(place)
        title = self._speech.say(split.title)
        chosen = place == self._at
        calls = split.ink != "plain" and count and (chosen or split.key in CALLING)
        figure = f" {self._speech.number(count)}" if count else ""
        return Span(title + figure, split.ink if calls else "plain" if chosen else "dim", bold=chosen)
