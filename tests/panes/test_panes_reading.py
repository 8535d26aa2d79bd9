"""The reading pane, the person's card, the splits, the outbox: what stands on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from meydan.insight.text import sanitise
from meydan.panes.inbox.person import person_lines
from meydan.panes.inbox.reading import Reading, reading_lines
from meydan.panes.inbox.splits import SplitsLine, splits
from meydan.panes.outbox.deliveryline import delivery_line
from meydan.panes.outbox.deliverypage import delivery_page
from meydan.panes.spans import Spans, width_of
from meydan.store.rows.around import PersonCard
from meydan.store.rows.inbox import ItemRow, ThreadEntry
from meydan.store.rows.outgoing import Candidate
from tests.panes.panes_kit import ENGLISH, NOW, TURKISH, delivery, delivery_whole, item, plain


def entry(text: str, minutes: int, **more: Any) -> ThreadEntry:
    values: dict[str, Any] = {
        "origin": "item",
        "item_id": 99,
        "author": "fan1",
        "author_name": "",
        "ours": False,
        "text": text,
        "created_at": NOW - timedelta(minutes=minutes),
    }
    return ThreadEntry(**(values | more))


def card(**more: Any) -> PersonCard:
    values: dict[str, Any] = {
        "id": 7,
        "handle": "merve.kaya",
        "name": "Merve Kaya",
        "platform": "instagram",
        "url": "https://example.org/merve",
        "bio": "Kahve sever.",
        "followers": 1240,
        "first_seen_at": NOW - timedelta(days=40),
        "items": 6,
        "positive": 1,
        "neutral": 2,
        "negative": 3,
        "recent": (item(3, text="Kargo nerede", tags=("kargo",), sentiment="negative"),),
    }
    return PersonCard(**(values | more))


CONVERSATION = (
    entry(
        "Yeni harmanımız yola çıktı!",
        900,
        origin="publication",
        item_id=None,
        ours=True,
        likes=1204,
        replies=88,
    ),
    entry("Siparişim nerede acaba?", 60, sentiment="neutral"),
    entry(
        "Hemen kontrol ediyoruz.", 50, origin="delivery", author="mert", ours=True, state="sent", item_id=99
    ),
    entry("Müşteri sinirli, dikkat", 45, origin="note", author="ayse", ours=True),
    entry("3 gündür kargo bekliyorum", 1, item_id=1, sentiment="negative"),
    entry("Buyurun, buradayız", 0, origin="delivery", author="mert", ours=True, state="failed", item_id=1),
)


def reading(**more: Any) -> Reading:
    values: dict[str, Any] = {
        "item": item(1, text="3 gündür kargo bekliyorum", sentiment="negative", confidence=0.94),
        "platform": "Instagram",
        "thread": CONVERSATION,
        "person": card(),
        "words": ("bekliyorum",),
        "names": {"mert": "Mert", "ayse": "Ayşe"},
    }
    return Reading(**(values | more))


def text_of(lines: list[Spans]) -> str:
    return "\n".join(plain(line).rstrip() for line in lines)


def test_the_conversation_stands_in_its_order_with_who_said_what() -> None:
    lines, (start, end) = reading_lines(reading(), 60, NOW, ENGLISH)
    text = text_of(lines)
    for words in (
        "− negative 94%",
        "Instagram comment · 1m",
        "1,204 likes · 88 comments",
        "│ Yeni harmanımız yola çıktı!",
        "we  Hemen kontrol ediyoruz.",
        "Mert · sent",
        "note Ayşe  Müşteri sinirli, dikkat",
        "Mert · not sent",
        "6 messages",
        "1,240 followers",
    ):
        assert words in text, text
    assert text.index("Siparişim") < text.index("Hemen") < text.index("sinirli") < text.index("3 gündür")
    assert "3 gündür kargo bekliyorum" in text_of(lines[start:end])


def test_the_words_that_decided_are_underlined_in_the_colour_of_the_tone() -> None:
    lines, (start, end) = reading_lines(reading(), 60, NOW, ENGLISH)
    underlined = [part for line in lines[start:end] for part in line if part.underline]
    assert [(part.text, part.ink) for part in underlined] == [("bekliyorum", "bad")]


def test_searched_words_are_marked_instead() -> None:
    lines, (start, end) = reading_lines(reading(searched=("KARGO",)), 60, NOW, ENGLISH)
    underlined = [part.text for line in lines[start:end] for part in line if part.underline]
    assert underlined == ["kargo"]


def test_the_item_can_be_read_before_its_conversation_is_there() -> None:
    lines, _ = reading_lines(reading(thread=None, person=None), 60, NOW, ENGLISH)
    assert "3 gündür kargo bekliyorum" in text_of(lines)


def test_a_long_post_is_cut_unless_all_of_it_is_wanted() -> None:
    long = entry("kelime " * 80 + "zzz", 900, origin="publication", ours=True)
    cut, _ = reading_lines(reading(thread=(long,)), 40, NOW, ENGLISH)
    whole, _ = reading_lines(reading(thread=(long,), whole_post=True), 40, NOW, ENGLISH)
    assert "zzz" not in text_of(cut)
    assert "zzz" in text_of(whole)


@pytest.mark.parametrize("speech", [ENGLISH, TURKISH])
@given(text=st.text(max_size=200), author=st.text(max_size=30), width=st.integers(20, 120))
def test_nothing_is_wider_than_the_pane_nor_hostile(speech: Any, text: str, author: str, width: int) -> None:
    thread = (
        entry(text, 900, origin="publication", ours=True, likes=3),
        entry(text, 5, author=author, author_name=author),
        entry(text, 4, origin="delivery", author=author, ours=True, state="held"),
        entry(text, 3, origin="note", author=author, ours=True),
    )
    row = item(1, text=text, author=author, author_name=author, tags=(text,), stars=3)
    shown = [
        *reading_lines(reading(item=row, thread=thread, words=(text,)), width, NOW, speech)[0],
        *person_lines(card(name=text, handle=author, bio=text, url=text), str.title, width, NOW, speech),
        *(
            line
            for state in ("failed", "unknown", "asked")
            for row in (delivery(1, text=text, handle=author, error=text, state=state),)
            for whole in (None, delivery_whole(row, original=item(1, text=text, author=author), look=text))
            for line in delivery_page(row, whole, "Mastodon", width, NOW, speech)
        ),
    ]
    for line in shown:
        assert width_of(line) <= width
        assert sanitise(plain(line), multiline=False) == plain(line)


def test_the_card_tells_who_it_is() -> None:
    text = text_of(person_lines(card(), str.title, 60, NOW, ENGLISH))
    for words in (
        "Merve Kaya  merve.kaya · Instagram",
        "Kahve sever.",
        "1,240 followers",
        "6 messages  + 1  · 2  − 3",
        "kargo",
        "Kargo nerede",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (delivery(), "held"),
        (delivery(), "10 s"),
        (delivery(state="failed", error="Validation failed: too long"), "Validation failed"),
        (delivery(state="unknown", error="answer lost"), "in doubt"),
        (delivery(state="sent", sent_at=NOW), "sent"),
        (delivery(action="hide", text=""), "hide"),
    ],
)
def test_a_delivery_says_what_became_of_it(row: Any, words: str) -> None:
    line = delivery_line(row, 110, NOW, ENGLISH)
    assert words in plain(line)
    assert width_of(line) <= 110


def test_the_count_down_counts() -> None:
    shown = [
        plain(delivery_line(delivery(), 90, NOW + timedelta(seconds=gone), ENGLISH)).rstrip()[-4:]
        for gone in (0, 1, 9, 30)
    ]
    assert shown == ["10 s", " 9 s", " 1 s", " 0 s"]


def test_the_platforms_own_words_are_all_there() -> None:
    row = delivery(state="failed", error="Validation failed: Text character limit of 500 exceeded")
    text = text_of(delivery_page(row, None, "Mastodon", 40, NOW, ENGLISH))
    assert "In the platform's own words" in text
    assert "500 exceeded" in " ".join(text.split())


def test_a_doubt_shows_what_reading_back_found_and_what_it_answers() -> None:
    row = delivery(state="unknown", error="The answer was lost", attempts=1, last_attempt_at=NOW)
    original = item(1, text="kargom nerede", author="merve")
    seen = Candidate(NOW, "https://sosyal.example/@kahve/7", "Merhaba, hemen bakıyoruz")
    whole = delivery_whole(row, original=original, looks=2, looked_at=NOW, look="Not there", private=True)

    def words(**more: Any) -> str:
        page = delivery_page(row, replace(whole, **more), "Mastodon", 60, NOW, ENGLISH)
        return " ".join(text_of(page).split())

    for said in (
        "in doubt",
        "· private",
        "The answer was lost",
        "looked 2 times, last",
        "ago: Not there",
        "Nothing of ours was seen there since.",
        "It answers merve",
        "kargom nerede",
        "Our text Merhaba, bakıyoruz.",
        "last attempt",
    ):
        assert said in words()
    found = words(candidates=(seen,))
    assert "Merhaba, hemen bakıyoruz https://sosyal.example/@kahve/7" in found
    assert "Nothing of ours" not in found
    assert "not asked yet" in words(looks=0, looked_at=None)
    assert "deleted on its platform" in words(original=replace(original, deleted_at=NOW))
    sent = delivery_page(replace(row, state="sent"), whole, "Mastodon", 60, NOW, ENGLISH)
    assert "looked 2" not in text_of(sent)


class SplitsApp(App[None]):
    """The line of splits."""

    def compose(self) -> ComposeResult:
        yield SplitsLine(ENGLISH, id="splits")


@pytest.mark.parametrize("at", range(10))
async def test_the_split_in_force_is_always_to_be_seen(at: int) -> None:
    app = SplitsApp()
    async with app.run_test(size=(44, 5)) as pilot:
        counts = [1200, 31, 18, 77, 0, 5, 0, 9, 0, 1]
        line = app.query_one(SplitsLine)
        line.show_splits(splits(), counts, at)
        await pilot.pause()
        assert splits()[at].title in line.render_line(0).text


def test_what_else_of_a_person_is_not_done_is_told() -> None:
    def shown(of: ItemRow, person: PersonCard) -> str:
        return text_of(reading_lines(reading(item=of, person=person), 80, NOW, ENGLISH)[0])

    assert "6 messages +1 −3 · 2 more open · 1,240 followers" in shown(item(3), card(open=2, waiting=1))
    assert "1 more open" in shown(item(3, state="done"), card(waiting=1))
    assert "more open" not in shown(item(3), card(open=1))
    whole = text_of(person_lines(card(open=2, waiting=1, snoozed=1), lambda key: key, 60, NOW, ENGLISH))
    assert "2 open · 1 waiting · 1 snoozed" in whole
