"""What changed within a line, sent without what stands beside it.

Textual's updates begin where the widget does, and may end within a character that is made of several.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.strip import Strip

from meydan.panes.spans import graphemes


class CroppedUpdate(ChopsUpdate):
    """The same update, each span from its own first cell to its last."""

    def render_segments(self, console: Console) -> str:
        return "".join(
            f"{Control.move_to(x, y).segment.text}{strip.render(console)}" for x, y, strip in self._pieces()
        )

    def _pieces(self) -> Iterator[tuple[int, int, Strip]]:
        for y, first, last in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is not None and x < last and end > first:
                    begin, part = cropped(strip, first - x, last - x)
                    yield x + begin, y, part


def cropped(strip: Strip, first: int, last: int) -> tuple[int, Strip]:
    """The characters that lie in the cells from `first` up to `last`, whole, and the cell of the first."""
    if first <= 0 and last >= strip.cell_length:
        return 0, strip
    segments: list[Segment] = []
    begin = cell = 0
    for text, style, _ in strip:
        kept = ""
        for start, end, size in graphemes(text):
            if cell < last and cell + size > first:
                if not segments and not kept:
                    begin = cell
                kept += text[start:end]
            cell += size
        if kept:
            segments.append(Segment(kept, style))
    return begin, Strip(segments)


class CroppingCompositor(Compositor):
    """A compositor whose partial updates are cropped on both sides, and hold nothing that a full one held."""

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        # Textual keeps what was to be repainted before it, and sends it once more with the next key.
        for widget in self.visible_widgets:
            widget._exchange_repaint_regions()
        return super().render_full_update(simplify)

    def render_partial_update(self) -> ChopsUpdate | None:
        update = super().render_partial_update()
        return None if update is None else CroppedUpdate(update.chops, update.spans, update.chop_ends)
