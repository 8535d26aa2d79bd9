"""The inbox's list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from meydan.panes.inbox.itemline import Columns, item_line
from meydan.panes.lines import Lines
from meydan.panes.spans import Span, Spans
from meydan.panes.speech import Speech
from meydan.store.rows import ItemRow, Signs


class ItemList(Lines[ItemRow]):
    """Items in columns; `clock` tells the time that ages are measured at."""

    def __init__(self, speech: Speech, clock: Callable[[], datetime], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._speech = speech
        self._clock = clock
        self._now = clock()
        self._keys: Mapping[str, str] = {}
        self._words: Sequence[str] = ()
        self._signs = Signs()
        self._empty: Sequence[Spans] = ()

    def show_members(self, keys: Mapping[str, str]) -> None:
        """The members' letters by login."""
        if keys != self._keys:
            self._keys = keys
            self.repaint()

    def show_signs(self, signs: Signs) -> None:
        """What to show beside the items, and of whom."""
        if signs != self._signs:
            self._signs = signs
            self.repaint()

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
        return item_line(row, columns, self._now, self._speech, self._keys, self._words, gone, self._signs)
