"""What stands around a conversation and beside a line: told without colour, safe whatever it says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.insight.text import sanitise
from meydan.panes.composer.when import split_when
from meydan.panes.inbox.itemline import TONE_AND_PLATFORM, Columns, item_line
from meydan.panes.inbox.person import person_lines
from meydan.panes.inbox.reading import Reading, reading_lines
from meydan.panes.inbox.surroundings import inquiry_lines, similar_lines, weeks_line
from meydan.panes.spans import Span, Spans, width_of
from meydan.store.rows.around import AnsweredRow, InquiryRow, PersonCard, PersonRow, Sign, Signs, WeekTones
from meydan.store.rows.inbox import ItemRow, ThreadEntry
from tests.panes.panes_kit import ENGLISH, NOW, TURKISH, item, plain

NAMES = {"mert": "Mert", "ayse": "Ayşe"}


def inquiry(**more: Any) -> InquiryRow:
    values: dict[str, Any] = {
        "id": 1,
        "item_id": 1,
        "asked_by": "ayse",
        "asked": "mert",
        "text": "Hangi şubede?",
        "created_at": NOW - timedelta(hours=2),
        "due_at": None,
        "answer": "",
        "answered_by": "",
        "answered_at": None,
        "withdrawn": False,
    }
    return InquiryRow(**(values | more))


def answered(**more: Any) -> AnsweredRow:
    values: dict[str, Any] = {
        "item_id": 9,
        "author": "merve",
        "author_name": "Merve",
        "asked": "Glutensiz var mı?",
        "told": "Kadıköy'de var.",
        "answered_by": "mert",
        "answered_at": NOW - timedelta(days=3),
        "private": False,
        "inside": False,
        "likeness": 0.8,
    }
    return AnsweredRow(**(values | more))


def person(**more: Any) -> PersonCard:
    values: dict[str, Any] = {
        "id": 7,
        "handle": "merve.kaya",
        "name": "Merve Kaya",
        "platform": "instagram",
        "url": "",
        "bio": "",
        "followers": None,
        "first_seen_at": NOW,
        "items": 3,
        "positive": 1,
        "neutral": 1,
        "negative": 1,
        "recent": (item(1), item(2, text="Kargo nerede", sentiment="negative")),
        "weeks": weeks(0, 0, 3, -1, 0),
    }
    return PersonCard(**(values | more))


def weeks(*balances: int) -> tuple[WeekTones, ...]:
    return tuple(
        WeekTones(NOW - timedelta(weeks=len(balances) - place), max(0, each), 1, max(0, -each))
        for place, each in enumerate(balances)
    )


def text_of(lines: list[Spans]) -> str:
    return "\n".join(plain(line).rstrip() for line in lines)


def inks(lines: list[Spans], words: str) -> list[str]:
    return [part.ink for line in lines for part in line if words in part.text]


def test_an_open_question_says_who_asked_whom_until_when() -> None:
    due = NOW + timedelta(hours=1)
    lines = inquiry_lines((inquiry(due_at=due),), NAMES, 60, NOW, ENGLISH)
    assert text_of(lines).splitlines() == [
        f"Ayşe asked Mert · until {ENGLISH.moment(due)}",
        "  Hangi şubede?",
    ]
    assert inks(lines, "until") == ["dim"]


def test_an_overdue_question_says_so_in_words_and_in_red() -> None:
    lines = inquiry_lines((inquiry(due_at=NOW - timedelta(minutes=1)),), NAMES, 60, NOW, ENGLISH)
    assert "overdue since" in text_of(lines)
    assert inks(lines, "overdue") == ["bad"]


def test_an_answer_says_who_gave_it_and_is_never_overdue() -> None:
    done = inquiry(
        due_at=NOW - timedelta(hours=1),
        answer="Kadıköy'de",
        answered_by="mert",
        answered_at=NOW - timedelta(hours=3),
    )
    text = text_of(inquiry_lines((done,), NAMES, 60, NOW, ENGLISH))
    assert "answered by Mert · 3h" in text
    assert "  Kadıköy'de" in text
    assert "overdue" not in text


def test_earlier_answers_say_who_and_when_and_what_stayed_inside() -> None:
    text = text_of(similar_lines((answered(), answered(inside=True)), NAMES, 60, NOW, ENGLISH))
    first, second = text.splitlines()[1:]
    assert first.startswith("1 Kadıköy'de var.") and first.endswith("Mert · 3d")
    assert second.startswith("2 Kadıköy'de var.") and second.endswith("inside · Mert · 3d")
    assert similar_lines((), NAMES, 60, NOW, ENGLISH) == []


def test_weeks_read_without_colour() -> None:
    quiet = WeekTones(NOW, 0, 0, 0)
    assert plain(weeks_line((quiet, *weeks(0, 3, -1)), 60, ENGLISH)) == "weeks  _·+−"


def test_the_reading_pane_shows_what_is_around() -> None:
    reading = Reading(
        item(1),
        "Instagram",
        (
            ThreadEntry("publication", None, "us", "", True, "Yeni!", NOW, likes=2, views=1500),
            ThreadEntry("item", 1, "fan1", "", False, "message 1", NOW),
        ),
        person(mark="rival"),
        names=NAMES,
        inquiries=(inquiry(),),
        similar=(answered(),),
    )
    lines, (_, end) = reading_lines(reading, 60, NOW, ENGLISH)
    text = text_of(lines)
    for words in (
        "1,500 views",
        "▲ rival",
        "Ayşe asked Mert",
        "Answered before",
        "weeks  ··+−·",
        "Kargo nerede",
    ):
        assert words in text, text
    assert "message 1" not in text_of(lines[end:]), "the item is no part of its own history"


def test_the_card_shows_the_same_persons_other_profiles() -> None:
    other = PersonRow(8, "mastodon", "merve_k", "Merve K.", "", "", 5, NOW, "vip", 1)
    text = text_of(person_lines(person(mark="vip", joined=(other,)), str.title, 60, NOW, ENGLISH))
    assert "= Merve K.  merve_k · Mastodon" in text
    assert "◆ VIP" in text


@pytest.mark.parametrize(
    ("sign", "state", "glyph"),
    [
        (Sign(answered_by="mert"), "open", "✓"),
        (Sign(answered_by="mert"), "done", " "),
        (Sign(asked="mert", overdue=True), "waiting", "!"),
        (Sign(asked="mert", overdue=True), "open", " "),
        (Sign(asked="mert"), "waiting", " "),
        (Sign(calls=True, answered_by="mert"), "open", "@"),
        (None, "open", " "),
    ],
)
def test_the_line_has_one_sign(sign: Sign | None, state: str, glyph: str) -> None:
    row = item(1, state=state)
    signs = Signs({} if sign is None else {1: sign})
    assert behind_name(row, signs) == glyph


def behind_name(row: ItemRow, signs: Signs) -> str:
    columns = Columns.fitting(80)
    line = plain(item_line(row, columns, NOW, ENGLISH, {}, signs=signs))
    return line[TONE_AND_PLATFORM + columns.author + 1]


@pytest.mark.parametrize(("mark", "glyph"), [("vip", "◆"), ("staff", "■"), ("rival", "▲"), ("", " ")])
def test_a_marked_persons_line_begins_with_a_glyph_and_stays_as_wide(mark: str, glyph: str) -> None:
    columns = Columns.fitting(80)
    line = item_line(item(1), columns, NOW, ENGLISH, {}, signs=Signs({}, {7: mark}))
    assert plain(line)[4] == glyph
    assert width_of(line) == width_of(item_line(item(1), columns, NOW, ENGLISH, {}))


HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from("[/]@click\x1b]0;\x9b\u202e\u200d")), max_size=40
)


@given(text=HOSTILE, width=st.integers(20, 90), turkish=st.booleans())
def test_nothing_foreign_gets_through(text: str, width: int, turkish: bool) -> None:
    speech = TURKISH if turkish else ENGLISH
    asked = inquiry(text=text, answer=text, answered_by=text, answered_at=NOW, asked=text, asked_by=text)
    other = PersonRow(8, "mastodon", text, text, text, text, 5, NOW, text, 1)
    card = person(joined=(other,), recent=(item(5, text=text),), mark=text)
    like = answered(told=text, answered_by=text)
    reading = Reading(item(1), "Instagram", None, card, inquiries=(asked,), similar=(like,))
    shown: list[tuple[Span, ...]] = [
        *reading_lines(reading, width, NOW, speech)[0],
        *person_lines(card, str.title, width, NOW, speech),
    ]
    for line in shown:
        assert width_of(line) <= width
        assert sanitise(plain(line), multiline=False) == plain(line)


@pytest.mark.parametrize(
    ("text", "question", "due"),
    [
        ("Vegan mı? @yarın 9", "Vegan mı?", (23, 9, 0)),
        ("Vegan mı? @ +2h", "Vegan mı?", (22, 14, 42)),
        ("@14:30", "", (22, 14, 30)),
        ("@mert ne dersin", "@mert ne dersin", None),
        ("fiyat 14:30", "fiyat 14:30", None),
        ("x@yarın 9", "x@yarın 9", None),
        ("soru @", "soru @", None),
        ("", "", None),
    ],
)
def test_a_question_may_end_in_a_time(text: str, question: str, due: tuple[int, int, int] | None) -> None:
    now = datetime(2026, 11, 22, 12, 42, tzinfo=ENGLISH.timezone)
    asked, moment = split_when(text, now)
    assert asked == question
    assert (None if moment is None else (moment.day, moment.hour, moment.minute)) == due
