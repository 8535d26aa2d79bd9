"""The keys that work on the screen below, from the live keymap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from meydan.panes.ink import Sheet
from meydan.panes.spans import Spans


class HelpScreen(ModalScreen[None], inherit_bindings=False):
    """Lines to read; any of the usual keys goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter,ctrl+c", "dismiss", show=False),
        Binding("j,down", "page(0.25)", show=False),
        Binding("k,up", "page(-0.25)", show=False),
        Binding("pagedown,space,ctrl+d", "page(1)", show=False),
        Binding("pageup,ctrl+u", "page(-1)", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background; }
    HelpScreen Sheet { width: 100%; max-width: 110; height: 100%; padding: 1 3; background: $surface; }
    """

    def __init__(self, lines: Sequence[Spans]) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        yield Sheet()

    def on_mount(self) -> None:
        """Show them."""
        self.query_one(Sheet).show(self._lines)

    def action_page(self, pages: float) -> None:
        """Scroll by a part of the height."""
        self.query_one(Sheet).page(pages)
