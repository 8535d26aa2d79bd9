"""The keys that work on the screen below, from the live keymap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import ModalScreen

from meydan.panes.ink import Sheet
from meydan.panes.spans import Span, Spans, spans
from meydan.panes.speech import Speech

WIDE = 100
"""Cells from which there is room for two columns."""


class HelpScreen(ModalScreen[None], inherit_bindings=False):
    """Lines to read, in two columns or one; any of the usual keys goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter,ctrl+c", "dismiss", show=False),
        Binding("j,down", "page(0.25)", show=False),
        Binding("k,up", "page(-0.25)", show=False),
        Binding("pagedown,space,ctrl+d", "page(1)", show=False),
        Binding("pageup,ctrl+u", "page(-1)", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background; }
    HelpScreen #help-title { height: 2; padding: 0 3; width: 100%; }
    HelpScreen Horizontal { width: 100%; height: 1fr; }
    HelpScreen Horizontal > Sheet { width: 1fr; height: 100%; padding: 0 3; background: $surface; }
    """

    def __init__(self, speech: Speech, here: Sequence[Spans], everywhere: Sequence[Spans]) -> None:
        super().__init__()
        self._speech = speech
        self._here, self._everywhere = here, everywhere

    def compose(self) -> ComposeResult:
        yield Sheet(id="help-title")
        with Horizontal():
            yield Sheet(id="help-here")
            if self._two_columns:
                yield Sheet(id="help-everywhere")

    @property
    def _two_columns(self) -> bool:
        return self.app.size.width >= WIDE and bool(self._here)

    def on_mount(self) -> None:
        """Show them."""
        say = self._speech.say
        title = spans(Span(say("Keys valid here"), bold=True), Span("  " + say("Esc goes back"), "dim"))
        self.query_one("#help-title", Sheet).show([title])
        if self._two_columns:
            self.query_one("#help-here", Sheet).show(self._here)
            self.query_one("#help-everywhere", Sheet).show(self._everywhere)
        else:
            self.query_one("#help-here", Sheet).show([*self._here, *self._everywhere])

    def action_page(self, pages: float) -> None:
        """Scroll by a part of the height."""
        for sheet in self.query("Horizontal > Sheet").results(Sheet):
            sheet.page(pages)
