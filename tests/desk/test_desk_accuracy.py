"""Tones are judged on the accounts' screen without being shown any, and it says how right they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from meydan.panes.ink import Sheet
from meydan.store.reads import audit
from meydan.store.tables.tones import blind_tone
from meydan.store.writes import triage
from tests.desk.inbox_kit import Desk, House, desk_on, make_house, messages


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = make_house(tmp_path / "ws")
    made.ingest(messages(3, lambda number: f"yorum {number}"))
    return made


def shown(desk: Desk) -> str:
    return desk.app.screen.query_one("#accuracy", Sheet).plain


def said(house: House) -> dict[str, str]:
    """What was judged of the items, by their texts."""
    texts = {item.id: item.text for item in house.items()}
    with house.store.reading() as conn:
        return {texts[row.item_id]: row.said for row in conn.execute(blind_tone.select())}


def on_screen(desk: Desk, house: House) -> str:
    """The text that is shown to be judged."""
    (text,) = (item.text for item in house.items() if item.text in shown(desk))
    return text


async def test_a_round_shows_no_tone_and_says_what_came_of_it(house: House) -> None:
    async with desk_on(house, at="accounts") as desk:
        assert shown(desk) == ""
        await desk.press("b")
        first = on_screen(desk, house)
        assert all(word not in shown(desk) for word in ("negative", "neutral", "positive"))
        await desk.press("3")
        second = on_screen(desk, house)
        assert second != first
        await desk.press("space")
        third = on_screen(desk, house)
        await desk.press("1")
        assert said(house) == {first: "negative", third: "positive"}
        assert "2 tones judged" in desk.said
        assert "2 tones judged blind were right" in shown(desk)
        assert "too few to go by" in shown(desk)
        assert "0 of 3 corrected" in shown(desk)
        await desk.press("z")
        assert len(said(house)) == 1


async def test_any_other_key_ends_the_round(house: House) -> None:
    async with desk_on(house, at="accounts") as desk:
        await desk.press("b", "2", "x")
        assert "1 tone judged" in desk.said
        assert "yorum" not in shown(desk)
        assert len(said(house)) == 1
        await desk.press("2")
        assert len(said(house)) == 1


async def test_when_all_is_judged_it_says_so(house: House) -> None:
    async with desk_on(house, at="accounts") as desk:
        await desk.press("b", "2", "2", "2", "b")
        assert "Nothing is left" in desk.said
        with house.store.reading() as conn:
            assert audit.recent(conn, 1)[0].command == "judge_blind"


async def test_corrections_alone_are_counted_too(house: House) -> None:
    triage.sentiment(house.store, [house.items()[0].id], "negative")
    async with desk_on(house, at="accounts", language="tr") as desk:
        assert "1" in shown(desk)
        assert "düzeltildi" in shown(desk)
