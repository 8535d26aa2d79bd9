"""Widgets painted from coloured spans: no markup is ever parsed, only changed lines are repainted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from meydan.panes.spans import Span, Spans, clip_spans, graphemes

NEAR = 12
"""Cells whose bytes are no more than those of a cursor movement and an ink."""

INKS = ("plain", "dim", "good", "bad", "amber", "blue")


class Inked(Widget):
    """A line-API widget whose lines are spans in a few inks, one meaning each.

    good: positive; bad: negative, late, failed; amber: needs you, keys, tags; blue: people and structure.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {*(f"ink--{ink}" for ink in INKS), "ink--cursor"}
    DEFAULT_CSS = """
    Inked {
        & > .ink--plain { color: $foreground; }
        & > .ink--dim { color: $text-muted; }
        & > .ink--good { color: $success; }
        & > .ink--bad { color: $error; }
        & > .ink--amber { color: $warning; }
        & > .ink--blue { color: $primary; }
        & > .ink--cursor { background: $block-cursor-background; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._inks: dict[tuple[str, bool, bool, bool, bool], Style] = {}

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._inks.clear()

    def ink(self, part: Span, cursor: bool = False) -> Style:
        """The terminal style of a span, on the cursor's background or the widget's own."""
        key = (part.ink, part.bold, part.underline, part.strike, cursor)
        style = self._inks.get(key)
        if style is None:
            # Reversed, each ink would become a background: there the whole line is plain.
            bar = cursor and self.app.native_ansi_color
            style = self.get_component_rich_style(f"ink--{'plain' if bar else part.ink}")
            style += Style(bold=part.bold, underline=part.underline, strike=part.strike)
            if bar:
                style += Style(reverse=True)
            elif cursor:
                style += self.get_component_rich_style("ink--cursor", partial=True)
            self._inks[key] = style
        return style

    def strip(self, line: Iterable[Span], width: int, cursor: bool = False) -> Strip:
        """A line of exactly `width` cells; blanks take the ink of a neighbour, to send fewer bytes."""
        segments: list[Segment] = []
        room = width
        blanks, drawn = "", True
        for part in clip_spans(tuple(line), width):
            room -= cell_len(part.text)
            is_drawn = part.underline or part.strike
            if part.text.isspace() and not is_drawn:
                blanks += part.text
                continue
            style = self.ink(part, cursor)
            if not drawn:
                last = segments[-1]
                segments[-1] = Segment(last.text + blanks, last.style)
                blanks = ""
            elif is_drawn and blanks:
                segments.append(Segment(blanks, self.ink(Span(""), cursor)))
                blanks = ""
            if segments and segments[-1].style == style:
                segments[-1] = Segment(segments[-1].text + blanks + part.text, style)
            else:
                segments.append(Segment(blanks + part.text, style))
            blanks, drawn = "", is_drawn
        blanks += " " * max(0, room)
        if blanks and not drawn:
            segments[-1] = Segment(segments[-1].text + blanks, segments[-1].style)
        elif blanks:
            segments.append(Segment(blanks, self.ink(Span(""), cursor)))
        return Strip(segments, width)


def differing(old: Strip | None, new: Strip, width: int) -> list[tuple[int, int]]:
    """The ranges of cells (first, behind the last) in which two lines differ, all of it without an old one.

    What is the same between two that are near is in their range: going elsewhere costs as many bytes.
    """
    if old is None:
        return [(0, width)]
    before, after = _cells(old), _cells(new)
    if len(before) != len(after):
        return [(0, width)]
    ranges: list[tuple[int, int]] = []
    for at, (was, now) in enumerate(zip(before, after, strict=True)):
        if was == now:
            continue
        if ranges and at - ranges[-1][1] < NEAR:
            ranges[-1] = (ranges[-1][0], at + 1)
        else:
            ranges.append((at, at + 1))
    return ranges


def _cells(strip: Strip) -> list[tuple[str, Style | None]]:
    """What each cell shows; the ink of a blank does not matter, its background does."""
    cells: list[tuple[str, Style | None]] = []
    for text, style, _ in strip:
        bare = (
            style.background_style
            if style is not None and not style.underline and not style.strike
            else style
        )
        for start, end, size in graphemes(text):
            grapheme = text[start:end]
            cells += [(grapheme, bare if grapheme == " " else style)] * size
    return cells


class Sheet(Inked):
    """Lines of spans that scroll as a page; showing others repaints only the lines that differ."""

    DEFAULT_CSS = """
    Sheet { height: 1fr; }
    Sheet.-line { height: 1; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[Spans] = ()
        self._top = 0
        self._shown: dict[int, Strip] = {}

    @property
    def lines(self) -> Sequence[Spans]:
        """What is shown, whether in view or not."""
        return self._lines

    @property
    def plain(self) -> str:
        """What is shown, as text."""
        return "\n".join("".join(part.text for part in line) for line in self._lines)

    def show(self, lines: Sequence[Spans], top: int = 0) -> None:
        """Replace the lines, beginning at line `top`."""
        self._lines = lines
        self._top = max(0, min(top, len(lines) - self.size.height))
        self._repaint()

    def page(self, pages: float) -> None:
        """Scroll by a part of the height."""
        self.show(self._lines, self._top + int(pages * max(1, self.size.height)))

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._shown.clear()

    def on_resize(self) -> None:
        """Lines are cut anew."""
        self._shown.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        strip = self._strip_at(y)
        self._shown[y] = strip
        return strip

    def _strip_at(self, y: int) -> Strip:
        at = self._top + y
        line = self._lines[at] if at < len(self._lines) else ()
        return self.strip(line, self.size.width)

    def _repaint(self) -> None:
        width, height = self.size
        for y in range(height):
            for start, end in differing(self._shown.get(y), self._strip_at(y), width):
                self.refresh(Region(start, y, end - start, 1))
