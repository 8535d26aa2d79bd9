"""Only what differs is sent: the picture afterwards is compared cell by cell with the whole line's."""

from __future__ import annotations

from itertools import starmap

import pyte
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.strip import Strip

from meydan.app.desk.cropping import CroppedUpdate, CroppingCompositor, cropped
from meydan.panes.ink import NEAR, Sheet, differing
from meydan.panes.spans import Span

WIDTH = 40
LEFT = 7
STYLES = st.sampled_from([Style(color="red"), Style(bgcolor="blue"), Style(underline=True), Style(bold=True)])
TEXTS = st.sampled_from(["a", "b", "şık", "  ", "漢", "漢字", "x" * 14, " " * 9])


def line(runs: list[tuple[str, Style]]) -> Strip:
    """A line of exactly WIDTH cells."""
    return Strip(list(starmap(Segment, runs))).adjust_cell_length(WIDTH, Style())


LINES = st.lists(st.tuples(TEXTS, STYLES), max_size=6).map(line)


def picture(*writes: str) -> list[object]:
    """What each cell of the line shows; the ink of blanks that nobody sees is left out."""
    screen = pyte.Screen(LEFT + WIDTH, 2)
    stream = pyte.Stream(screen)
    for data in writes:
        stream.feed(data)
    cells = [screen.buffer[0][x] for x in range(LEFT + WIDTH)]
    return [
        cell._replace(fg="default", bold=False) if cell.data == " " and not cell.underscore else cell
        for cell in cells
    ]


def update(strip: Strip, ranges: list[tuple[int, int]]) -> str:
    """What is sent for these ranges of a line that begins at LEFT."""
    spans = [(0, LEFT + first, LEFT + last) for first, last in ranges]
    console = Console(force_terminal=True, color_system="truecolor")
    return CroppedUpdate([{LEFT: strip}], spans, [[LEFT + WIDTH]]).render_segments(console)


@given(LINES, LINES)
@example(line([("漢字漢", Style())]), line([("漢字x漢", Style())]))
def test_the_differing_cells_make_the_new_line_of_the_old_one(old: Strip, new: Strip) -> None:
    whole = [(0, WIDTH)]
    sent = update(new, differing(old, new, WIDTH))
    assert picture(update(old, whole), sent) == picture(update(new, whole))


def test_what_stands_before_between_and_behind_is_not_sent() -> None:
    old = line([("aaaaa" + "." * 20 + "b.......", Style())])
    new = line([("aaaax" + "." * 20 + "y.......", Style())])
    assert differing(old, new, WIDTH) == [(4, 5), (25, 26)]
    assert not {"a", "."} & set(update(new, differing(old, new, WIDTH)))
    assert differing(old, old, WIDTH) == []
    near = line([("aaaax" + "." * (NEAR - 1) + "y" + "." * (WIDTH - NEAR - 5), Style())])
    plain = line([("aaaaa" + "." * (WIDTH - 5), Style())])
    assert differing(plain, near, WIDTH) == [(4, 4 + 1 + NEAR)]


@pytest.mark.parametrize("one", ["漢", "👩‍🍳", "🇹🇷", "👍🏽"])
def test_no_character_is_cut(one: str) -> None:
    strip = line([(f"x{one}y", Style())])
    assert cell_len(one) == 2
    assert cropped(strip, 0, 3) == (0, Strip([Segment(f"x{one}", Style())]))
    assert cropped(strip, 2, 4) == (1, Strip([Segment(f"{one}y", Style())]))
    assert cropped(strip, 3, 4) == (3, Strip([Segment("y", Style())]))


class Page(Screen[None]):
    """A screen with one line on it."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = CroppingCompositor()

    def compose(self) -> ComposeResult:
        yield Sheet()


async def test_what_a_full_update_has_painted_is_not_sent_again_with_the_next_key() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        page = Page()
        await app.push_screen(page)
        await pilot.pause()
        sheet = page.query_one(Sheet)
        sheet.show([(Span("merhaba"),)])
        assert isinstance(page._compositor.render_update(full=True), LayoutUpdate)
        page._compositor.update_widgets({sheet})
        assert page._compositor.render_update() is None
        sheet.show([(Span("selam"),)])
        page._compositor.update_widgets({sheet})
        assert isinstance(page._compositor.render_update(), CroppedUpdate)
