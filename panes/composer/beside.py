"""What stands above the composer: what colleagues do meanwhile, and the question why one breaks in."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from meydan.panes.ink import Sheet
from meydan.panes.spans import Spans

MOST_LINES = 14


class Beside(Vertical):
    """Lines, and a line of text to answer a question with; takes room only while there is something."""

    DEFAULT_CSS = """
    Beside { height: auto; background: $panel; padding: 0 1; display: none; }
    Beside.-open { display: block; }
    Beside > Sheet { height: 1; background: $panel; }
    Beside > Input { border: none; height: 1; padding: 0; background: $panel; display: none; }
    Beside.-asking > Input { display: block; }
    """

    def compose(self) -> ComposeResult:
        yield Sheet(id="beside-lines")
        yield Input(id="beside-answer", compact=True)

    @property
    def asking(self) -> bool:
        """Whether a question waits for its answer."""
        return self.has_class("-asking")

    @property
    def field(self) -> Input:
        """Where the answer is typed."""
        return self.query_one(Input)

    @property
    def plain(self) -> str:
        """What is shown, as text."""
        return self.query_one(Sheet).plain if self.has_class("-open") else ""

    def show(self, lines: Sequence[Spans]) -> None:
        """Show lines, as many as there is room for; none take no room."""
        sheet = self.query_one(Sheet)
        sheet.styles.height = max(1, min(len(lines), MOST_LINES))
        sheet.show(lines)
        self.set_class(bool(lines), "-open")

    def ask(self, lines: Sequence[Spans], hint: str) -> None:
        """Ask for a line of text; takes the keys before it returns."""
        self.show(lines)
        field = self.field
        field.value, field.placeholder = "", hint
        self.add_class("-asking")
        self.screen.set_focus(field)

    def close(self) -> None:
        """Nothing to say or to ask any more."""
        if self.asking:
            self.screen.set_focus(None)
        self.remove_class("-asking")
        self.show(())
