"""The outbox's list; it counts down what is held and in view, and rests otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from textual.timer import Timer

from meydan.panes.lines import Lines
from meydan.panes.outbox.deliveryline import delivery_line, seconds_left
from meydan.panes.spans import Span, Spans
from meydan.panes.speech import Speech
from meydan.store.rows.outgoing import DeliveryRow


class DeliveryList(Lines[DeliveryRow]):
    """Deliveries in columns; `clock` tells the time, `told` what was said in the person's language."""

    def __init__(
        self,
        speech: Speech,
        clock: Callable[[], datetime],
        told: Callable[[str], str],
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._speech = speech
        self._in_words = told
        self._clock = clock
        self._now = clock()
        self._ticking: Timer | None = None
        self._empty: Sequence[Spans] = ()

    def say_empty(self, lines: Sequence[str]) -> None:
        """What to say when there is nothing to list."""
        self._empty = [
            (),
            *((Span(f"  {line}", "dim" if place else "plain"),) for place, line in enumerate(lines)),
        ]

    def empty(self) -> Sequence[Spans]:
        return self._empty

    def paint(self, row: DeliveryRow, width: int, gone: bool) -> Spans:
        row = replace(row, error=self._in_words(row.error)) if row.error else row
        return delivery_line(row, width, self._clock(), self._speech, gone)

    def repaint(self) -> None:
        self._now = self._clock()
        super().repaint()

    def show_rows(self) -> None:
        """Repaint what differs, and count down while something in view is held."""
        super().show_rows()
        if self._ticking is None and self._is_held():
            self._ticking = self.set_timer(1.0, self._tick)

    def _tick(self) -> None:
        self._ticking = None
        if self.screen.is_current:
            self.repaint()
            if self.current is not None and seconds_left(self.current, self._now) is not None:
                self.post_message(self.Moved(self, self.listing.current))

    def _is_held(self) -> bool:
        rows = (self.cache.get(id) for _, id in self.listing.places())
        return any(row is not None and seconds_left(row, self._now) for row in rows)
