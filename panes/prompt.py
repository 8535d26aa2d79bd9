"""One line of text that is asked for where it is needed."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from meydan.panes.ink import Sheet
from meydan.panes.spans import Span, clip_spans


class Prompt(Vertical):
    """What is asked, and the line for it; it always exists, and takes room only while it is open.

    Its owner submits it when Enter is pressed in `field`.
    """

    DEFAULT_CSS = """
    Prompt { height: auto; background: $panel; padding: 0 1; display: none; }
    Prompt.-open { display: block; }
    Prompt > Sheet { height: 1; background: $panel; }
    Prompt > Input { border: none; height: 1; padding: 0; background: $panel; }
    """

    def compose(self) -> ComposeResult:
        yield Sheet(classes="-line")
        yield Input(compact=True)

    @property
    def field(self) -> Input:
        """The line that is typed into."""
        return self.query_one(Input)

    @property
    def is_open(self) -> bool:
        """Whether it takes the keys."""
        return self.has_class("-open")

    def open(self, title: str, hint: str, take: Callable[[str], None]) -> None:
        """Ask for a text; takes the keys before it returns. `take` gets the text, and closes or leaves it."""
        field = self.field
        with field.prevent(Input.Changed):
            field.value = ""
        field.placeholder = hint
        self.add_class("-open")
        self.screen.set_focus(field)
        self._title, self._take = title, take
        self.on_resize()
        self.screen.refresh_bindings()

    def submit(self) -> None:
        """Hand over what was typed."""
        if self.is_open:
            self._take(self.field.value)

    def close(self) -> None:
        """Give the room and the keys back."""
        self.remove_class("-open")
        self.screen.set_focus(None)
        self.screen.refresh_bindings()

    def on_resize(self) -> None:
        """The title is cut anew."""
        if self.is_open:
            width = max(10, self.size.width - 2)
            self.query_one(Sheet).show([clip_spans((Span(self._title, "amber", bold=True),), width)])
