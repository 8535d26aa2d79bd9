"""Texts are counted as their platforms do, and windows close when theirs do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.connectors import counting
from meydan.connectors.limits import Closing, Limits, ReplyWindow, addressed

FAMILY, FLAG, ACCENTED = "👨‍👩‍👧‍👦", "🇹🇷", "é"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("This is a test.", 15),
        ("ışğüöçİ", 7),
        ("http://test.com", 23),
        ("HTTPS://" + "uzun" * 30 + ".com/yol?soru=1", 23),
        ("test.com", 23),
        ("www.anadolukahve.com.tr/menu", 23),
        ("Test https://test.com test https://test.com test.com test", 86),
        ("bak: https://test.com.", 5 + 23 + 1),
        ("ayse@test.com yazın", 19),
        ("saat 9.30 ok.tamam", 18),
        ("저찀쯿쿿", 8),
        ("の" * 140, 280),
        ("🐱" * 140, 280),
        ("H🐱☺", 5),
        (FAMILY, 2),
        (FLAG, 2),
        ("👍🏽", 2),
        ("2️⃣", 2),
        ("❤️", 2),
        (ACCENTED, 1),
        ("“tırnak” – ‘tek’", 16),
        ("€ … ™", 8),
        ("مرحبا שלום", 10),
        ("𐀀", 2),
    ],
)
def test_x_weighs_by_its_published_configuration(text: str, length: int) -> None:
    assert counting.x_weighted(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [("ab", 2), (FAMILY, 1), (FLAG * 2, 2), (ACCENTED, 1), ("a\r\nb", 3), ("क्षि", 1), ("❤️🐱", 2), ("각", 1)],
)
def test_bluesky_counts_what_people_see(text: str, length: int) -> None:
    assert counting.graphemes(text) == length


def test_units_and_bytes() -> None:
    assert [counting.utf16_units(t) for t in ("ş", "🐱a", FAMILY, FLAG)] == [1, 3, 11, 4]
    assert [counting.utf8_bytes(t) for t in ("a", "ş", "🐱", FLAG)] == [1, 2, 4, 8]
    assert counting.emoji_as_bytes(f"ş 🐱{FLAG}") == 2 + 4 + 8


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("https://x.example/" + "a" * 100, 23),
        ("@ayse@sosyal.example merhaba", 13),
        (f"{FAMILY}{ACCENTED}", 2),
        ("(https://x.example/a)", 25),
    ],
)
def test_mastodon_counts_links_and_mentions_its_own_way(text: str, length: int) -> None:
    assert counting.mastodon(text) == length


@given(st.text(max_size=40))
def test_no_count_is_negative_or_raises_and_bytes_are_the_most(text: str) -> None:
    assert (
        0 <= counting.graphemes(text) <= len(text) <= counting.utf16_units(text) <= counting.utf8_bytes(text)
    )
    assert counting.x_weighted(text) >= 0 and counting.mastodon(text) >= 0
    assert counting.emoji_as_bytes(text) <= counting.utf8_bytes(text)


def test_whom_an_answer_is_for_counts_where_it_is_named() -> None:
    named = Limits(500, counting.mastodon, mentions=True)
    assert named.length_of("tamam", ["ayse@sosyal.example"]) == len("@ayse tamam")
    assert named.length_of("@Ayse@sosyal.example tamam", ["ayse@sosyal.example"]) == len("@Ayse tamam")
    assert Limits(280, counting.x_weighted).length_of("tamam", ["ayse"]) == 5
    assert addressed("tamam", ["ayse", "can"]) == "@ayse @can tamam"


def test_a_window_closes_first_for_machines_and_then_for_people() -> None:
    meta = Limits(
        windows=(
            ReplyWindow("dm", timedelta(hours=24), by_hand=timedelta(days=7)),
            ReplyWindow("comment", timedelta(days=7), private=True),
        )
    )
    heard = datetime(2026, 11, 20, 12, tzinfo=UTC)
    talk = Closing.of(meta.window("dm", private=False), heard)
    assert talk == Closing(heard + timedelta(hours=24), heard + timedelta(days=7))
    assert talk is not None
    assert (talk.latest(at_once=True), talk.latest(at_once=False)) == (talk.last, talk.at)
    assert meta.window("dm", private=True) == meta.window("dm", private=False)
    assert meta.window("comment", private=False) is None
    private = Closing.of(meta.window("comment", private=True), heard)
    assert private == Closing(heard + timedelta(days=7), heard + timedelta(days=7))
    assert Closing.of(Limits().window("dm", private=False), heard) is None
