"""Colleagues in the list and in the reading pane, and what happened while one wrote."""

from __future__ import annotations

from typing import Any

from meydan.panes.composer.changes import change_lines, word_difference
from meydan.panes.inbox.company import company_marks, company_words, initials
from meydan.panes.inbox.itemline import Columns, item_line
from meydan.panes.spans import Span, Spans, width_of
from meydan.store.rows.together import Company, Said, ThreadChange, Typist
from tests.panes.panes_kit import ENGLISH, NOW, TURKISH, item

NAMES = {"mert": "Mert Kaya", "can": "Can", "ayse": "Ayşe"}


def plain(line: Spans) -> str:
    return "".join(part.text for part in line)


def typist(login: str, item_id: int = 1) -> Typist:
    return Typist(item_id, f"desk of {login}", login, NOW)


def change(
    what: str, text: str, *, author: str = "Elif", before: str = "", origin: str = "item"
) -> ThreadChange:
    return ThreadChange(what, Said(origin, 1, author, text, what == "deleted", NOW), before)


def test_initials_are_two_letters_of_whatever_there_is() -> None:
    assert [initials(name) for name in ("Mert Kaya", "Çiğdem İnce Öz", "can", "", "\x1b[31m x")] == [
        "MK",
        "Çİ",
        "ca",
        "",
        "x",
    ]


def test_who_answers_goes_before_who_looks_and_oneself_is_not_shown() -> None:
    company = Company({1: ("can", "mert"), 2: ("mert",)}, {2: typist("mert", 2), 3: typist("ayse", 3)})
    marks = company_marks(company, NAMES, "ayse")
    assert {number: mark.text for number, mark in marks.items()} == {1: "•Ca+", 2: "✎MK"}
    assert marks[1].ink != marks[2].ink


def test_the_words_say_who_answers_since_when_and_who_else_is_here() -> None:
    company = Company({1: ("can", "mert")}, {1: typist("mert")})
    words = company_words(company, 1, NAMES, "ayse", ENGLISH)
    assert [part.text for part in words] == ["Mert Kaya is answering since 12:42", "also here: Can"]
    assert [part.text for part in company_words(company, 1, NAMES, "ayse", TURKISH)] == [
        "Mert Kaya yanıtlıyor (başlangıç 12:42)",
        "burada: Can",
    ]
    assert company_words(company, 2, NAMES, "ayse", ENGLISH) == ()


def test_a_mark_takes_its_room_from_the_text_and_none_where_there_is_none() -> None:
    def line(width: int, company: Span | None) -> str:
        return plain(
            item_line(item(text="x" * 200), Columns.fitting(width), NOW, ENGLISH, {}, company=company)
        )

    mark = Span("•MK", "blue")
    for width in (120, 80, 50):
        with_mark = line(width, mark)
        assert "… •MK" in with_mark
        assert len(with_mark) == len(line(width, None))
    assert "•MK" not in line(24, mark)


def test_an_edit_is_shown_word_by_word_readable_without_colours() -> None:
    parts = word_difference("kargom nerede kaldı", "kargom hâlâ nerede")
    assert plain(parts) == "kargom {+hâlâ +}nerede[- kaldı-]"
    assert [part.strike for part in parts] == [False, False, False, True]
    assert plain(word_difference("a", "a")) == "a"
    assert plain(word_difference("", "b")) == "{+b+}"


def test_changes_are_told_with_names_and_within_the_width() -> None:
    changes: list[Any] = [
        change("answered", "hallettim", author="mert", origin="delivery"),
        change("wrote", "hâlâ bekliyorum " * 30),
        change("deleted", "boş ver"),
        change("edited", "iade", before="kargo"),
        change("wrote", "son"),
    ]
    lines = change_lines(changes, NAMES | {"Elif": "not her"}, 40, ENGLISH)
    told = [plain(line) for line in lines]
    assert "Mert Kaya answered at 12:42" in told
    assert "Elif wrote again at 12:42" in told
    assert "  [-kargo-]{+iade+}" in told
    assert told[-1] == "and 1 more"
    assert max(width_of(line) for line in lines) <= 40
    assert sum("bekliyorum" in line for line in told) == 3
