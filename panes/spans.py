"""Text measured in terminal cells: coloured spans, cutting with an ellipsis, wrapping."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes

ELLIPSIS = "…"
_WORD = re.compile(r"\S+\s*")


class Span(NamedTuple):
    """A piece of a line in one ink (see `panes.ink.INKS`)."""

    text: str
    ink: str = "plain"
    bold: bool = False
    underline: bool = False
    strike: bool = False


Spans = tuple[Span, ...]
BLANK: Spans = ()


def spans(*parts: Span | str) -> Spans:
    """A line of spans; a bare string is plain ink, empty parts are left out."""
    made = (part if isinstance(part, Span) else Span(part) for part in parts)
    return tuple(part for part in made if part.text)


def width_of(line: Iterable[Span]) -> int:
    """Cells that a line takes."""
    return sum(cell_len(part.text) for part in line)


def graphemes(text: str) -> list[tuple[int, int, int]]:
    """Where each character that a person sees begins and ends, and its cells; rich takes a flag for two."""
    found: list[tuple[int, int, int]] = []
    half = False
    for start, end, size in split_graphemes(text)[0]:
        letter = "\U0001f1e6" <= text[start] <= "\U0001f1ff"
        if letter and half:
            begin, _, before = found[-1]
            found[-1] = (begin, end, before + size)
        else:
            found.append((start, end, size))
        half = letter and not half
    return found


def clip(text: str, width: int) -> str:
    """The text, cut with an ellipsis where it takes more than `width` cells."""
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    room = width - 1
    end = 0
    for _, stop, size in graphemes(text):
        if size > room:
            break
        room -= size
        end = stop
    return text[:end] + ELLIPSIS


def fit(text: str, width: int) -> str:
    """The text in exactly `width` cells: cut with an ellipsis or padded on the right."""
    text = clip(text, width)
    return text + " " * (width - cell_len(text))


def fit_right(text: str, width: int) -> str:
    """The text in exactly `width` cells, aligned to the right."""
    text = clip(text, width)
    return " " * (width - cell_len(text)) + text


def clip_spans(line: Sequence[Span], width: int) -> Spans:
    """A line cut with an ellipsis, in its last span's ink, where it takes more than `width` cells."""
    if width_of(line) <= width:
        return tuple(line)
    kept: list[Span] = []
    room = width
    for part in line:
        size = cell_len(part.text)
        if size >= room:
            kept.append(part._replace(text=clip(part.text + ELLIPSIS, room)))
            break
        kept.append(part)
        room -= size
    return tuple(part for part in kept if part.text)


def between(left: Sequence[Span], right: Sequence[Span], width: int) -> Spans:
    """Left and right parts of one line of `width` cells; the left part gives way."""
    size = width_of(right)
    if not size or size >= width:
        return clip_spans(left or right, width)
    kept = clip_spans(left, width - size - 1)
    return (*kept, Span(" " * (width - size - width_of(kept))), *right)


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """Where lines of at most `width` cells begin and end in `text`, blanks at their ends left out.

    Newlines in the text end a line; a word wider than a line is cut between graphemes.
    """
    width = max(1, width)
    lines: list[tuple[int, int]] = []
    start = 0
    for paragraph in text.split("\n"):
        lines.extend(_wrap_paragraph(text, start, start + len(paragraph), width))
        start += len(paragraph) + 1
    return lines


def _wrap_paragraph(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    line_start = line_end = start
    used: int | None = None
    for match in _WORD.finditer(text, start, end):
        word = match.group().rstrip()
        size = cell_len(word)
        begin = match.start()
        gap = cell_len(text[line_end:begin])
        if used is not None and used + gap + size > width:
            lines.append((line_start, line_end))
            used = None
        if used is None:
            line_start, gap = begin, 0
        if size > width:
            for cut in _cuts(word, width):
                lines.append((begin, begin + cut))
                begin += cut
                word = word[cut:]
            line_start, size, gap, used = begin, cell_len(word), 0, None
        used = (used or 0) + gap + size
        line_end = begin + len(word)
    if used is not None or not lines:
        lines.append((line_start, line_end))
    return lines


def _cuts(word: str, width: int) -> list[int]:
    """How many characters of a too wide word each full line takes; what is left fits."""
    cuts: list[int] = []
    line_start = used = 0
    for start, _, size in graphemes(word):
        if used and used + size > width:
            cuts.append(start - line_start)
            line_start, used = start, 0
        used += size
    return cuts


def wrap_marked(
    text: str, width: int, marks: Sequence[tuple[int, int]], base: Span, mark: Span
) -> list[Spans]:
    """Wrapped lines in the ink of `base`, the marked (start, end) parts of the text in that of `mark`."""
    return [marked(text, start, end, marks, base, mark) for start, end in wrap(text, width)]


def marked(
    text: str, start: int, end: int, marks: Sequence[tuple[int, int]], base: Span, mark: Span
) -> Spans:
    """`text[start:end]` in the ink of `base`, the marked parts in that of `mark`."""
    parts: list[Span] = []
    at = start
    for mark_start, mark_end in marks:
        first, last = max(mark_start, at), min(mark_end, end)
        if first < last:
            parts.append(base._replace(text=text[at:first]))
            parts.append(mark._replace(text=text[first:last]))
            at = last
    parts.append(base._replace(text=text[at:end]))
    return tuple(part for part in parts if part.text)
