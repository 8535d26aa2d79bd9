"""What changed within a line, sent without what stands left of it.

Textual's updates are cut at their right end only, and begin where the widget does.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor
from textual.strip import Strip


class CroppedUpdate(ChopsUpdate):
    """The same update, each span from its own first cell."""

    def render_segments(self, console: Console) -> str:
        return "".join(
            f"{Control.move_to(x, y).segment.text}{strip.render(console)}" for x, y, strip in self._pieces()
        )

    def _pieces(self) -> Iterator[tuple[int, int, Strip]]:
        for y, first, last in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is not None and x < last and end > first:
                    begin = _begin(strip, max(0, first - x))
                    yield x + begin, y, strip.crop(begin, min(end, last) - x)


def _begin(strip: Strip, cell: int) -> int:
    """The cell, or the one before it where it is the right half of a character."""
    return cell if strip.text.startswith(strip.crop(0, cell).text) else cell - 1


class CroppingCompositor(Compositor):
    """A compositor whose partial updates are cropped on both sides."""

    def render_partial_update(self) -> ChopsUpdate | None:
        update = super().render_partial_update()
        return None if update is None else CroppedUpdate(update.chops, update.spans, update.chop_ends)
