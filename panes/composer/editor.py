"""The composer's text field."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from meydan.insight.text import sanitise

_TAKEN = frozenset({"ctrl+a", "ctrl+e"})


def _kept_bindings() -> list[BindingType]:
    """A text area's keys but for those with another meaning at the desk."""
    kept: list[BindingType] = []
    for binding in cast("list[Binding]", TextArea.BINDINGS):
        keys = ",".join(key for key in binding.key.split(",") if key not in _TAKEN)
        if keys:
            kept.append(replace(binding, key=keys))
    return kept


class Editor(TextArea, inherit_bindings=False):
    """Wraps, never blinks, and takes nothing into the text that a terminal could obey."""

    BINDINGS: ClassVar[list[BindingType]] = _kept_bindings()
    DEFAULT_CSS = """
    Editor { border: none; padding: 0; background: $panel; height: 1fr; }
    Editor:focus { border: none; }
    Editor .text-area--cursor-line { background: $panel; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False)
        self.cursor_blink = False

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.put(event.text)

    def put(self, text: str) -> None:
        """Insert text at the cursor, sanitised."""
        result = self.replace(sanitise(text), *self.selection, maintain_selection_offset=False)
        self.move_cursor(result.end_location)

    def before_cursor(self) -> str:
        """What stands before the cursor on its line."""
        row, column = self.cursor_location
        return self.document.get_line(row)[:column]

    def replace_before(self, length: int, text: str) -> None:
        """Put `text` for the `length` characters before the cursor."""
        row, column = self.cursor_location
        result = self.replace(sanitise(text), (row, column - length), (row, column))
        self.move_cursor(result.end_location)
