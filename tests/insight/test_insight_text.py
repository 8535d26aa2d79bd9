"""sanitise, one_line, fold and find_folded on hostile and on honest text."""

from __future__ import annotations

import sys
import unicodedata
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from meydan.insight.text import (
    _FOLDED,
    _PLAIN,
    MARKS_PER_BASE,
    find_folded,
    fold,
    is_plain,
    one_line,
    sanitise,
)

VISIBLE_FORMATS = set(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
EVIL = (
    "\x1b\x1b[]P^_\\\x9b\x9d\x90\x9c\x07;0m:?\r\n\t\x0b\x85\u2028\u200b\u200c\u200d\u202e\u2066\ufe0f\ufe0e\u20e3"
    "\ufeff\U000e0041\u0301\u0336\u0327\u0300e1#aIıİiक्षیک👩❤🏽\ud800\udc00\ufffe\ufdd0\ue000\u3164\u00ad\u1100\u1161\u11a8"
)
hostile = st.text(st.one_of(st.sampled_from(EVIL), st.characters(codec=None)), max_size=40)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("düz metin, 'tırnak' ve 😀", "düz metin, 'tırnak' ve 😀"),
        ("\x1b]0;PWNED\x07title", "title"),
        ("\x1b]52;c;UFdORUQ=\x1b\\clip", "clip"),
        ("\x1b]0;yarım", "0;yarım"),
        ("\x9d0;PWNED\x9ctitle", "title"),
        ("\x1b[2J\x1b[1;1Hmerhaba", "merhaba"),
        ("\x9b31mC1", "C1"),
        ("\x1bP1$r0m\x1b\\dcs", "dcs"),
        ("\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\son", "son"),
        ("\x1bcreset", "reset"),
        ("\x1b(Bascii", "ascii"),
        ("son\x1b", "son"),
        ("abc\u202egnp.exe\u202c", "abcgnp.exe"),
        ("\u2066iso\u2069", "iso"),
        ("\u200bgiz\u200bli\ufeff\u2060", "gizli"),
        ("nul\x00byte", "nulbyte"),
        ("\x08\x08\x08geri", "geri"),
        ("line\r\nCRLF\rCR\u2028LS\u2029PS\x85NEL", "line\nCRLF\nCR\nLS\nPS\nNEL"),
        ("sekme\tve\u00a0boşluk", "sekme ve boşluk"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4"),
        ("👨\u200d👩\u200d👧\u200d👦 aile", "👨\u200d👩\u200d👧\u200d👦 aile"),
        ("❤\ufe0f\u200d🔥 1\ufe0f\u20e3", "❤\ufe0f\u200d🔥 1\ufe0f\u20e3"),
        ("👩🏽\u200d💻", "👩🏽\u200d💻"),
        ("a\u200db\u200cc", "abc"),
        ("👍\u200d son", "👍 son"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("a\ufe0fb", "ab"),
        ("z" + "\u0336" * 300, "z" + "\u0336" * MARKS_PER_BASE),
        ("lone \ud800", "lone \ufffd"),
        ("non\ufffechar\U0001ffff", "non\ufffdchar\ufffd"),
        ("özel\ue000\U000f0000", "özel"),
        ("I\u0307stanbul s\u0327ikayet", "İstanbul şikayet"),
        ("[bold]kalın[/bold] [/oops]", "[bold]kalın[/bold] [/oops]"),
    ],
)
def test_sanitise(dirty: str, clean: str) -> None:
    assert sanitise(dirty) == clean
    assert sanitise(clean) == clean


def test_sanitise_on_one_line() -> None:
    assert sanitise("bir\r\niki", multiline=False) == "bir iki"
    assert one_line("  bir \n\n iki\u202e\tüç ") == "bir iki üç"


def test_many_unended_introducers_cost_no_time() -> None:
    assert sanitise("\x9d" * 50_000 + "son") == "son"
    assert sanitise("\x1b]" * 50_000 + "son") == "son"


def test_plain_characters_are_harmless() -> None:
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        if _PLAIN.fullmatch(character) and character != "\n":
            category = unicodedata.category(character)
            assert category[0] not in "CMZ" or character == " " or category == "Cn", hex(point)
            assert unicodedata.is_normalized("NFC", "a" + character + "a"), hex(point)
            assert unicodedata.normalize("NFC", "\u1100" + character) == "\u1100" + character, hex(point)
        if _FOLDED.fullmatch(character):
            assert character == unicodedata.normalize("NFKD", character).casefold(), hex(point)
            assert not unicodedata.combining(character), hex(point)


@settings(max_examples=400)
@given(hostile)
@example("e\u200d\u0301")
@example("👩\u200d\u0301👩")
@example("\u1100\u115f\u1161")
def test_sanitise_holds_for_any_text(text: str) -> None:
    clean = sanitise(text)
    assert sanitise(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    clean.encode()
    run = 0
    for at, character in enumerate(clean):
        category = unicodedata.category(character)
        assert category not in {"Cc", "Cs", "Co", "Zl", "Zp"} or character == "\n"
        if category == "Cf" and character not in VISIBLE_FORMATS:
            assert character in "\u200c\u200d" and 0 < at < len(clean) - 1
        run = run + 1 if category[0] == "M" else 0
        assert run <= MARKS_PER_BASE
    assert "\n" not in sanitise(text, multiline=False)
    assert "\n" not in one_line(text)


@given(
    st.lists(
        st.one_of(hostile, st.sampled_from(["Ayşe Çağla", "user12", "☀️", "👩‍👩", "cafe\u0301"])), max_size=6
    )
)
@example(["\u0301a", "a"])
@example(["☀", "\ufe0f"])
def test_plain_text_is_left_as_it_is_whole_and_in_pieces(pieces: list[str]) -> None:
    if is_plain(" ".join(pieces)):
        assert [sanitise(piece, multiline=False) for piece in pieces] == pieces
    assert is_plain("Ayşe Çağla https://a.example/ş 😀") and is_plain("")
    assert not is_plain("a\nb") and not is_plain("ş\nb") and not is_plain("\x1b[2J")


@pytest.mark.parametrize(
    "word", ["İSTANBUL", "istanbul", "Istanbul", "ISTANBUL", "I\u0307stanbul", "ıstanbul"]
)
def test_fold_turkish_i(word: str) -> None:
    assert fold(word) == "istanbul"


def test_fold_diacritics() -> None:
    assert fold("ŞİKÂYET Çalışmıyor IĞDIR Straße ﬁyat") == "sikayet calismiyor igdir strasse fiyat"


@given(hostile)
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_find_folded_marks_the_original(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "IŞIK söndü, ışıklar ISIK; karışık")
    found = [text[start:end] for start, end in find_folded(text, ["isik"])]
    assert found == [unicodedata.normalize(form, word) for word in ("IŞIK", "ışık", "ISIK")]


def test_find_folded_merges_and_ignores_nothing() -> None:
    assert find_folded("kargo kargom", ["kargo", "kargom", ""]) == [(0, 5), (6, 12)]
    assert find_folded("kargo", []) == []


@given(hostile, st.lists(hostile, max_size=3))
def test_find_folded_spans_lie_inside(text: str, words: list[str]) -> None:
    spans = find_folded(text, words)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
