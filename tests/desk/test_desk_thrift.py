"""Fewer bytes, the same picture: what two terminals show is compared cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import starmap

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.control import Control
from rich.style import Style
from textual.drivers.headless_driver import HeadlessDriver
from textual.strip import Strip

from meydan.app.desk.thrift import Ink, change, inked, thrifty, thrifty_driver

WIDTH, HEIGHT = 24, 6
COLORS = st.sampled_from([None, "#e8716a", "#1a1e25", "#2a3346", "red", "bright_black", "color(130)"])
FLAGS = st.sampled_from([None, True])
INKS = st.builds(
    Style,
    color=COLORS,
    bgcolor=COLORS,
    bold=FLAGS,
    italic=FLAGS,
    underline=FLAGS,
    reverse=FLAGS,
    strike=FLAGS,
)
TEXTS = st.sampled_from(["a", "şık", "  ", " b ", "漢", "", "    "])
RUNS = st.lists(st.tuples(TEXTS, INKS), max_size=4)
Line = tuple[int, int, Sequence[tuple[str, Style]]]


def fits(line: Line) -> bool:
    """Whether a line ends at the edge at the latest, as all that Textual writes do."""
    x, _, runs = line
    return x + sum(cell_len(text) for text, _ in runs) <= WIDTH


LINES = st.lists(
    st.tuples(st.integers(0, WIDTH - 9), st.integers(0, HEIGHT - 2), RUNS).filter(fits), max_size=6
)


def told(lines: Sequence[Line]) -> str:
    """Lines as Textual writes them: a move, runs with an ink each, a newline and a move elsewhere."""

    def run(text: str, style: Style) -> str:
        return Strip.render_style(style, text, ColorSystem.TRUECOLOR)

    written = [f"{Control.move_to(x, y)}{''.join(starmap(run, runs))}\n" for x, y, runs in lines]
    return "".join([*written, str(Control.move_to(0, 0))])


def picture(*writes: str) -> tuple[list[list[object]], int, int]:
    """What each cell shows and where the cursor is; colours of blanks that nobody sees are left out."""
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    for data in writes:
        stream.feed(data)
    cells = []
    for y in range(HEIGHT):
        row: list[object] = []
        for x in range(WIDTH):
            cell = screen.buffer[y][x]
            unseen = cell.data == " " and not (cell.underscore or cell.strikethrough or cell.reverse)
            row.append(cell._replace(fg="default", bold=False, italics=False) if unseen else cell)
        cells.append(row)
    return cells, screen.cursor.x, screen.cursor.y


@given(LINES, LINES)
def test_the_picture_is_the_same_in_no_more_bytes(one: list[Line], other: list[Line]) -> None:
    first, second = told(one), told(other)
    lean, after = thrifty(first), thrifty(second)
    assert picture(lean, after, "x") == picture(first, second, "x")
    # What the first ink costs more is the reset before it.
    assert len(lean) <= len(first) + len("0;")


@given(LINES)
def test_an_ink_left_by_another_program_does_not_stay(lines: list[Line]) -> None:
    data = told([(0, 0, [("a", Style(color="red"))]), *lines])
    assert picture("\x1b[1;4;31;44m", thrifty(data)) == picture(thrifty(data))


@pytest.mark.parametrize(
    ("data", "lean"),
    [
        # One colour of two differs; the other is not told again.
        (
            "\x1b[38;2;1;2;3;48;2;4;5;6ma\x1b[0m\x1b[38;2;7;8;9;48;2;4;5;6mb\x1b[0m",
            "\x1b[0;38;2;1;2;3;48;2;4;5;6ma\x1b[38;2;7;8;9mb\x1b[0m",
        ),
        # The next line goes on in the ink of the last.
        (
            "\x1b[1;1H\x1b[31;44ma\x1b[0m\n\x1b[2;1H\x1b[31;44mb\x1b[0m",
            "\x1b[1;1H\x1b[0;31;44ma\x1b[2;1Hb\x1b[0m",
        ),
        # Blanks take the ink before them, but not one that would show.
        ("\x1b[31;44ma\x1b[0m\x1b[32;44m  \x1b[0m", "\x1b[0;31;44ma  \x1b[0m"),
        ("\x1b[4;31ma\x1b[0m\x1b[31m  \x1b[0m", "\x1b[0;4;31ma\x1b[24m  \x1b[0m"),
        ("\x1b[7;31ma\x1b[0m\x1b[7;32m  \x1b[0m", "\x1b[0;7;31ma\x1b[32m  \x1b[0m"),
        # Of moves the last one counts; a newline before one is a move.
        ("\x1b[3;7H\n\x1b[4;2Hx\x1b[5;1H\x1b[6;1H", "\x1b[4;2Hx\x1b[6;1H"),
        ("one\ntwo", "one\ntwo"),
        # Other sequences see the ink that they saw before.
        ("\x1b[44ma\x1b[0m\x1b[2J", "\x1b[0;44ma\x1b[0m\x1b[2J"),
        ("\x1b]52;c;YQ==\a", "\x1b]52;c;YQ==\a"),
    ],
)
def test_what_the_terminal_knows_is_left_out(data: str, lean: str) -> None:
    assert thrifty(data) == lean


def test_bold_and_dim_end_with_one_code() -> None:
    assert change(Ink(frozenset("12"), "31", "44"), Ink(frozenset("1"), "31", "44")) == "\x1b[22;1m"


def test_an_attribute_without_a_known_end_is_reset() -> None:
    assert change(Ink(frozenset({"73"})), Ink(front="31")) == "\x1b[0;31m"


def test_codes_are_read_in_any_order() -> None:
    assert inked(Ink(frozenset("1"), "31", ""), "48;5;130;4;97;22") == Ink(frozenset("4"), "97", "48;5;130")
    assert inked(Ink(frozenset("1"), "31", "44"), "39;49;") == Ink()


def test_any_driver_writes_so(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda self, data: written.append(data))
    driver = thrifty_driver(HeadlessDriver)
    driver.write(driver.__new__(driver), "\x1b[31ma\x1b[0m\x1b[31mb\x1b[0m")
    assert written == ["\x1b[0;31mab\x1b[0m"]
