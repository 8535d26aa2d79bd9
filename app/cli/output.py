"""How commands print: aligned text for people, JSON lines for programs, and a bar on stderr for long work."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from meydan.panes.speech import Speech

DIGITS = 4
NARROWEST = 8
WIPE = "\r\x1b[K"
BAR_CELLS = 24
BAR_EVERY = 0.1


def show(text: str = "") -> None:
    """Print one text for people on stdout; it is already safe for a terminal."""
    sys.stdout.write(f"{text}\n")


def warn(text: str) -> None:
    """Print one text on stderr, after what stdout was given; over a progress bar, if there is one."""
    sys.stdout.flush()
    sys.stderr.write(f"{WIPE if _moves(sys.stderr) else ''}{text}\n")
    sys.stderr.flush()


def safe(text: str) -> str:
    """Text from the store or a platform on one line, without anything that a terminal obeys."""
    from meydan.insight.text import one_line

    return one_line(text)


def as_json(row: object) -> bytes:
    """One JSON object and a newline: times in UTC with Z, decimals as texts."""
    import orjson

    return orjson.dumps(row, default=_plain, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"no JSON for {type(value).__name__}")


def print_json(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print one JSON object per line, in UTF-8 whatever the locale."""
    sys.stdout.flush()
    out = sys.stdout.buffer
    for row in rows:
        out.write(as_json(row))
    out.flush()


def cells(text: str) -> int:
    """How many cells of a terminal a text without control characters takes."""
    if text.isascii():
        return len(text)
    return sum(_width(c) for c in text)


def clip(text: str, width: int) -> str:
    """The text cut to `width` cells, with an ellipsis where it was cut."""
    if cells(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        used += _width(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept) + "…"


def _width(character: str) -> int:
    if unicodedata.combining(character) or character in "\u200c\u200d\ufe0e\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def print_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int] = frozenset()
) -> None:
    """Print aligned columns; on a terminal the last is cut to what fits. `right` are columns of numbers."""
    lines = [[safe(cell) for cell in row] for row in rows]
    widths = [max(map(cells, column)) for column in zip(header, *lines, strict=True)]
    screen = _terminal_width()
    room = screen - sum(widths[:-1]) - 2 * (len(widths) - 1)
    bold, plain = ("\x1b[1m", "\x1b[22m") if _coloured() else ("", "")
    for number, line in enumerate([list(header), *lines]):
        last = len(line) - 1
        padded = [
            text if i == last and i not in right else _pad(text, widths[i], i in right)
            for i, text in enumerate(line)
        ]
        if screen:
            padded[last] = clip(padded[last], max(room, NARROWEST))
        text = "  ".join(padded).rstrip()
        text = clip(text, screen) if screen else text
        show(f"{bold}{text}{plain}" if number == 0 else text)


def fits(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bool:
    """Whether a table's columns all stand on the screen; where there is none, they do."""
    widths = [max(map(cells, column)) for column in zip(header, *rows, strict=True)]
    return not _terminal_width() or sum(widths) + 2 * (len(widths) - 1) <= _terminal_width()


def _pad(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - cells(text))
    return blanks + text if right else text + blanks


def _terminal_width() -> int:
    if not sys.stdout.isatty():
        return 0
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        return 0


def _coloured() -> bool:
    return _moves(sys.stdout) and not os.environ.get("NO_COLOR")


def _moves(stream: TextIO) -> bool:
    """Whether a stream is a terminal that obeys."""
    return stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"


@contextmanager
def progress(speech: Speech, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on stderr while it is a terminal; the yielded function is told how much is done so far.

    Without a `total` the number alone is shown. The line is wiped at the end.
    """
    if not _moves(sys.stderr):
        yield lambda _done: None
        return
    painted = 0.0

    def paint(done: int) -> None:
        nonlocal painted
        now = time.monotonic()
        if now - painted < BAR_EVERY:
            return
        painted = now
        if total:
            ratio = min(1.0, done / total)
            full = round(ratio * BAR_CELLS)
            line = f"[{'=' * full}{' ' * (BAR_CELLS - full)}] {speech.percent(ratio)}"
        else:
            line = speech.number(done)
        sys.stderr.write(f"{WIPE}{line}")
        sys.stderr.flush()

    try:
        yield paint
    finally:
        if painted:
            sys.stderr.write(WIPE)
            sys.stderr.flush()
