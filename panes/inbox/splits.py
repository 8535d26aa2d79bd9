"""The splits of the inbox: standing filters with their counts, one of them in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meydan.insight.sla import RUNNING
from meydan.insight.text import one_line
from meydan.panes.inbox.query import Asking, parse
from meydan.panes.ink import Sheet
from meydan.panes.spans import Span, width_of
from meydan.panes.speech import N_, Speech
from meydan.store.rows.inbox import InboxQuery
from meydan.store.rows.people import SavedSplitRow

AT_WORK = RUNNING
GAP = 2


@dataclass(frozen=True, slots=True)
class Split:
    """A standing filter; `ink` colours it where there is something in it that needs a person.

    `saved` is what a member keeps in the store; the title of such a split is shown as it was written.
    """

    key: str
    title: str
    filter: str = ""
    ink: str = "plain"
    saved: SavedSplitRow | None = None


BUILT_IN = (
    Split("all", N_("All")),
    Split("negative", N_("Negative"), "tone:negative", "bad"),
    Split("question", N_("Questions"), "is:question"),
    Split("unassigned", N_("Unassigned"), "is:unassigned"),
    Split("mine", N_("Mine"), "is:mine"),
    Split("waiting", N_("Waiting"), "is:waiting"),
    Split("snoozed", N_("Snoozed"), "is:snoozed"),
    Split("dm", N_("DM"), "kind:dm"),
    Split("review", N_("Reviews"), "kind:review"),
)
ASKED = Split("asked", N_("Asked of me"), ink="amber")
"""The items that colleagues ask the member about."""

CALLED = Split("called", N_("Notes to me"), ink="amber")
"""The items with notes that call the member and that they have not read."""

FAILED = Split("failed", N_("Failed"), "", "bad")
"""The items whose answer was refused or is in doubt: what the outbox says."""

LISTED = (ASKED, CALLED, FAILED)
"""Splits that are no filter of items."""


def splits(saved: Sequence[SavedSplitRow] = ()) -> tuple[Split, ...]:
    """All splits in their order; the last is FAILED."""
    own = (Split(f"saved {row.id}", row.title, row.filter, saved=row) for row in saved)
    return (*BUILT_IN, *own, *LISTED)


def query_of(split: Split, asking: Asking, order: str = "newest") -> InboxQuery:
    """What a split asks for: of what is open or waiting, unless its filter says otherwise."""
    base = InboxQuery(states=AT_WORK, order=order)
    return parse(f"{split.filter} ", base, asking.login, asking.now, asking.late).query


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
        title = one_line(split.title) if split.saved else self._speech.say(split.title)
        chosen = place == self._at
        calls = split.ink != "plain" and count and (chosen or split in (ASKED, FAILED))
        figure = f" {self._speech.number(count)}" if count else ""
        return Span(title + figure, split.ink if calls else "plain" if chosen else "dim", bold=chosen)
