"""One item in columns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.insight.sla import Clock
from meydan.insight.text import sanitise
from meydan.panes.inbox.closing import closing_word
from meydan.panes.inbox.itemline import Columns, item_line
from meydan.panes.spans import width_of
from meydan.store.rows.inbox import ItemRow
from tests.panes.panes_kit import ENGLISH, NOW, TURKISH, item, plain

HOSTILE = (
    "\x1b]0;PWNED\x07title",
    "\x1b[2J\x1b[1;1HPWNED",
    "\x9b31mC1",
    "see arr[/oops] x",
    "[@click=app.quit]tıkla[/]",
    "abc\u202egnp.exe\u202c",
    "z" + "\u0336" * 300,
    "nul\x00byte",
    "👨‍👩‍👧‍👦 aile",
    "line\r\nCRLF",
    "tag\U000e0041\U000e0042",
    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
)


def line(row: ItemRow, width: int = 80, keys: dict[str, str] | None = None, gone: bool = False) -> str:
    return plain(item_line(row, Columns.fitting(width), NOW, ENGLISH, keys or {}, (), gone))


@pytest.mark.parametrize("width", [36, 44, 56, 78, 100, 118, 200])
@pytest.mark.parametrize("text", HOSTILE)
def test_every_line_takes_exactly_its_width(text: str, width: int) -> None:
    row = item(1, text=text, author=text, author_name=text, tags=(text,), assignee="mert", starred=True)
    spans = item_line(row, Columns.fitting(width), NOW, ENGLISH, {"mert": "m"})
    assert width_of(spans) == width
    assert sanitise(plain(spans), multiline=False) == plain(spans)
    assert "PWNED" not in plain(spans) or "\x1b" not in plain(spans)


@given(st.text(max_size=40), st.text(max_size=20), st.integers(30, 160))
def test_any_text_lines_up(text: str, author: str, width: int) -> None:
    spans = item_line(item(1, text=text, author=author), Columns.fitting(width), NOW, TURKISH, {})
    assert width_of(spans) == width


def test_the_columns_of_a_wide_line() -> None:
    row = item(
        2,
        author="merve.kaya",
        text="3 gündür kargo bekliyorum",
        sentiment="negative",
        confidence=0.94,
        question=True,
        tags=("kargo",),
        assignee="ayse",
    )
    shown = line(row, 79, {"ayse": "a"})
    assert shown.startswith("− IG merve.kaya")
    assert "3 gündür kargo bekliyorum" in shown
    assert "kargo ?" in shown
    assert shown.rstrip().endswith("2m  A")


def test_narrow_lines_lose_tags_first() -> None:
    row = item(2, text="kargo nerede", tags=("kargo",), assignee="mert")
    assert "kargo nerede" in line(row, 50, {"mert": "m"})
    assert line(row, 50, {"mert": "m"}).rstrip().endswith("M")
    assert line(row, 50).count("kargo") == 1
    assert not line(row, 40, {"mert": "m"}).rstrip().endswith("M")


@pytest.mark.parametrize(
    ("confidence", "ink", "bold"), [(0.94, "bad", True), (0.6, "bad", False), (0.3, "dim", False)]
)
def test_the_strength_of_the_tone_is_its_confidence(confidence: float, ink: str, bold: bool) -> None:
    sign = item_line(
        item(1, sentiment="negative", confidence=confidence), Columns.fitting(80), NOW, ENGLISH, {}
    )[0]
    assert (sign.text, sign.ink, sign.bold) == ("−", ink, bold)


LATE = Clock(timedelta(hours=2), late=True, soon=True)
SOON = Clock(timedelta(minutes=12), late=False, soon=True)
CALM = Clock(timedelta(minutes=50), late=False, soon=False)


@pytest.mark.parametrize(("clock", "shown", "ink"), [(LATE, "-2h", "bad"), (SOON, "12m", "amber")])
def test_the_clock_says_what_is_left_and_what_is_late_has_a_sign_as_well_as_a_colour(
    clock: Clock, shown: str, ink: str
) -> None:
    row = item(1, created_at=NOW - timedelta(hours=3))
    spans = item_line(row, Columns.fitting(110), NOW, ENGLISH, {}, clock=clock)
    assert [span.ink for span in spans if span.text.strip() == shown] == [ink]
    assert width_of(spans) == 110
    assert plain(spans).rstrip().endswith(f" {shown}  3h")
    gone = item_line(row, Columns.fitting(110), NOW, ENGLISH, {}, gone=True, clock=clock)
    assert shown not in plain(gone)


def test_a_clock_that_does_not_press_is_not_in_the_list() -> None:
    row = item(1, created_at=NOW - timedelta(hours=3))
    calm = plain(item_line(row, Columns.fitting(80), NOW, ENGLISH, {}, clock=CALM))
    assert calm == plain(item_line(row, Columns.fitting(80), NOW, ENGLISH, {}))
    assert "50m" not in calm


def test_where_the_clock_has_no_column_it_takes_the_place_of_the_age_once_it_presses() -> None:
    row = item(1, created_at=NOW - timedelta(hours=3))
    shown = [
        plain(item_line(row, Columns.fitting(80), NOW, ENGLISH, {}, clock=clock)).split()[-1]
        for clock in (LATE, SOON, CALM, None)
    ]
    assert shown == ["-2h", "12m", "3h", "3h"]


def test_a_wide_line_shows_the_points() -> None:
    pressing = item(1, sentiment="negative", question=True, boost=5, text="nerede")
    assert plain(item_line(pressing, Columns.fitting(120), NOW, ENGLISH, {})).split()[-2:] == ["10", "1m"]
    assert " 10 " not in line(pressing, 90)
    assert plain(item_line(item(1), Columns.fitting(120), NOW, ENGLISH, {})).split()[-1] == "1m"
    assert " 0 " not in plain(item_line(item(1), Columns.fitting(120), NOW, ENGLISH, {}))


def test_a_review_shows_its_stars() -> None:
    assert "★★☆☆☆ Servis yavaştı" in line(item(1, stars=2, text="Servis yavaştı"))


def test_what_was_searched_for_is_marked_in_the_original_text() -> None:
    spans = item_line(
        item(1, text="Şikâyet ISPARTA"), Columns.fitting(80), NOW, ENGLISH, {}, ("sikayet", "ıspa")
    )
    assert [span.text for span in spans if span.underline] == ["Şikâyet", "ISPA"]


def test_gone_rows_are_grey_and_say_why() -> None:
    spans = item_line(item(1, state="done"), Columns.fitting(80), NOW, ENGLISH, {}, (), gone=True)
    assert {span.ink for span in spans if span.text.strip()} == {"dim"}
    assert "done" in plain(spans)


def test_how_long_it_may_be_answered_stands_in_the_line() -> None:
    windows = {(item().platform, "dm"): (timedelta(hours=24), timedelta(days=7))}
    words = [
        closing_word(item(kind="dm", created_at=NOW - age, state=state), windows, NOW, ENGLISH)
        for age, state in (
            (timedelta(hours=21), "open"),
            (timedelta(days=5), "open"),
            (timedelta(days=8), "open"),
            (timedelta(hours=1), "done"),
        )
    ]
    assert words == ["◷3h", "◷2d", "", ""]
    assert closing_word(item(kind="comment"), windows, NOW, ENGLISH) == ""
