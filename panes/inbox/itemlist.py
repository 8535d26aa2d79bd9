"""The inbox's list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from meydan.insight.sla import Sla
from meydan.panes.inbox.closing import Windows, closing_word
from meydan.panes.inbox.itemline import Columns, item_line
from meydan.panes.indexes import Indexes
from meydan.panes.lines import Lines
from meydan.panes.spans import Span, Spans
from meydan.panes.speech import Speech
from meydan.store.rows.around import Signs
from meydan.store.rows.inbox import ItemRow


class ItemList(Lines[ItemRow]):
    """Items in columns; `clock` tells the time that ages are measured at."""

    def __init__(
        self,
        speech: Speech,
        clock: Callable[[], datetime],
        indexes: Indexes | None = None,
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(indexes, id=id)
        self._speech = speech
        self._clock = clock
        self._now = clock()
        self._keys: Mapping[str, str] = {}
        self._windows: Windows = {}
        self._words: Sequence[str] = ()
        self._sla: Sla | None = None
        self._signs = Signs()
        self._empty: Sequence[Spans] = ()
        self._company: Mapping[int, Span] = {}

    def show_company(self, marks: Mapping[int, Span]) -> None:
        """Where colleagues are: a mark by item."""
        if marks != self._company:
            self._company = marks
            self.repaint()

    def show_members(self, keys: Mapping[str, str]) -> None:
        """The members' letters by login."""
        if keys != self._keys:
            self._keys = keys
            self.repaint()

    def show_signs(self, signs: Signs) -> None:
        """What to show beside the items, and of whom."""
        if signs != self._signs:
            self._signs = signs
            # As with the clock, at the time that is shown.
            super().repaint()

    def show_windows(self, windows: Windows) -> None:
        """How long platforms take answers."""
        if windows != self._windows:
            self._windows = windows
            self.repaint()

    def show_clock(self, sla: Sla | None) -> None:
        """Tell of each item when its answer is due."""
        if sla is not self._sla:
            self._sla = sla
            # At the time that is shown: otherwise every age would be sent anew with it.
            super().repaint()

    def mark_words(self, words: Sequence[str]) -> None:
        """Mark these words in the texts."""
        if words != self._words:
            self._words = words
            self.repaint()

    def say_empty(self, lines: Sequence[str]) -> None:
        """What to say when there is nothing to list: a headline and what can be done."""
        self._empty = [
            (),
            *((Span(f"  {line}", "dim" if place else "plain"),) for place, line in enumerate(lines)),
        ]

    def empty(self) -> Sequence[Spans]:
        return self._empty

    def repaint(self) -> None:
        self._now = self._clock()
        super().repaint()

    def paint(self, row: ItemRow, width: int, gone: bool) -> Spans:
        columns = Columns.fitting(width)
        sla, now = self._sla, self._now
        closing = closing_word(row, self._windows, now, self._speech)
        clock = None if sla is None else sla.clock(row.kind, row.state, row.created_at, now)
        company = self._company.get(row.id)
        return item_line(
            *(row, columns, now, self._speech, self._keys, self._words, gone, closing),
            *(clock, company, self._signs),
        )
