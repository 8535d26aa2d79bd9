"""The bottom line: the keys that work right now, what may follow a prefix, or what was just said."""

from __future__ import annotations

from collections.abc import Sequence

from meydan.panes.ink import Sheet
from meydan.panes.spans import Span, Spans, clip_spans, width_of

GAP = 2


class HintsLine(Sheet):
    """Shows one line; `show_keys` is remembered and comes back when a message is cleared."""

    DEFAULT_CSS = """
    HintsLine { height: 1; padding: 0 1; background: $background; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys: Sequence[tuple[str, str]] = ()
        self._title = ""
        self._message: Span | None = None

    def show_keys(self, keys: Sequence[tuple[str, str]], title: str = "") -> None:
        """Show pairs of key and word, as many as fit and always the last, behind a title in amber."""
        self._keys = tuple(keys)
        self._title = title
        self._compose_line()

    def say(self, message: str, ink: str = "plain") -> None:
        """Show a message instead of the keys until it is cleared."""
        self._message = Span(message, ink)
        self._compose_line()

    def clear_message(self) -> None:
        """Show the keys again."""
        if self._message is not None:
            self._message = None
            self._compose_line()

    def on_resize(self) -> None:
        """Fit the line anew."""
        self._compose_line()

    def _compose_line(self) -> None:
        if self._message is not None:
            self.show([(self._message,)])
            return
        line: list[Span] = [Span(self._title, "amber", bold=True)] if self._title else []
        parts: list[Spans] = [(Span(key, bold=True), Span(f" {word}", "dim")) for key, word in self._keys]
        room = self.size.width - width_of(line) - (GAP + width_of(parts[-1]) if parts else 0)
        for place, part in enumerate(parts):
            last = place == len(parts) - 1
            size = width_of(part) + GAP
            if size > room and not last:
                continue
            room -= size
            line += [Span(" " * GAP if line else ""), *part]
        self.show([clip_spans(line, self.size.width)])
