"""Text measured in cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from meydan.insight.text import sanitise
from meydan.panes.spans import (
    Span,
    between,
    clip,
    clip_spans,
    fit,
    fit_right,
    graphemes,
    marked,
    spans,
    width_of,
    wrap,
    wrap_marked,
)

TEXTS = st.text(alphabet="aığŞ 漢字👨‍👩‍👧🇹🇷é☕️.…\n\u0301", max_size=60).map(sanitise)
WIDTHS = st.integers(2, 40)


@given(TEXTS, WIDTHS)
def test_clipped_text_fits_and_says_that_it_was_cut(text: str, width: int) -> None:
    short = clip(text, width)
    assert cell_len(short) <= width
    assert short == text or short.endswith("…")


@given(TEXTS, WIDTHS)
def test_fitted_text_takes_exactly_its_cells(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == cell_len(fit_right(text, width)) == width


@given(TEXTS, WIDTHS)
def test_wrapping_loses_nothing_but_blanks_and_fits(text: str, width: int) -> None:
    lines = [text[start:end] for start, end in wrap(text, width)]
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(line.split()) for line in lines) == "".join(text.split())


def test_words_are_not_cut_where_they_fit() -> None:
    text = "kargo bekliyorum kimse cevap vermiyor"
    assert [text[a:b] for a, b in wrap(text, 16)] == ["kargo bekliyorum", "kimse cevap", "vermiyor"]


def test_a_word_wider_than_the_line_is_cut_between_graphemes() -> None:
    text = "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧"
    assert [text[a:b] for a, b in wrap(text, 4)] == ["👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧"]


def test_empty_lines_stay() -> None:
    assert wrap("a\n\nb", 10) == [(0, 1), (2, 2), (3, 4)]


@given(st.lists(TEXTS, max_size=5), WIDTHS)
def test_a_clipped_line_fits_whatever_its_parts(parts: list[str], width: int) -> None:
    line = spans(*(Span(part, "dim") for part in parts))
    assert width_of(clip_spans(line, width)) <= width


@given(TEXTS, TEXTS, WIDTHS)
def test_two_sides_share_a_line(left: str, right: str, width: int) -> None:
    assert width_of(between(spans(left), spans(right), width)) <= width


def test_the_right_side_stands_at_the_edge() -> None:
    line = between(spans("left and more"), spans("12s"), 12)
    assert "".join(part.text for part in line) == "left an… 12s"


def test_marked_parts_have_the_ink_of_the_mark() -> None:
    text = "3 gündür kargo bekliyorum"
    line = marked(text, 0, len(text), [(9, 14)], Span("", "plain"), Span("", "bad", underline=True))
    assert line == (Span("3 gündür "), Span("kargo", "bad", underline=True), Span(" bekliyorum"))


@given(TEXTS, WIDTHS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_marks_change_no_text(text: str, width: int, marks: list[tuple[int, int]]) -> None:
    unmarked = wrap_marked(text, width, (), Span(""), Span("", "bad"))
    with_marks = wrap_marked(text, width, sorted(marks), Span(""), Span("", "bad"))
    flat = [["".join(part.text for part in line) for line in lines] for lines in (unmarked, with_marks)]
    assert flat[0] == flat[1]


def test_a_character_made_of_several_is_one() -> None:
    parts = ["a", "👩‍🍳", "🇹🇷", "🇩🇪", "👍🏽", "ş", "🇹"]
    text = "".join(parts)
    assert [text[start:end] for start, end, _ in graphemes(text)] == parts
    assert sum(size for _, _, size in graphemes(text)) == cell_len(text)
    assert clip("🇹🇷🇩🇪", 4) == "🇹🇷🇩🇪"
    assert clip("🇹🇷🇩🇪", 3) == "🇹🇷…"
