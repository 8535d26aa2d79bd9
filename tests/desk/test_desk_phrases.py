"""What a phrase means is said in the desk, and the reasons of a tone name it."""

from __future__ import annotations

from pathlib import Path

import pytest

from meydan.store.reads import lessons
from tests.desk.inbox_kit import House, desk_on, make_house, messages
from tests.desk.test_desk_why import marked

TEXT = "War Zone bugün rafta, war zone süper"


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = make_house(tmp_path / "ws")
    made.ingest(messages(2, lambda number: TEXT if number == 0 else "tamam"))
    return made


def said(house: House) -> dict[str, str]:
    with house.store.reading() as conn:
        return {row.words: row.tone for row in lessons.phrases(conn)}


async def test_a_phrase_is_said_changed_and_forgotten(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("P", "2", *"war  zone", "enter")
        assert said(house) == {"war zone": "neutral"}
        assert "“war zone” is neutral" in desk.said
        assert not desk.inbox.prompt.is_open
        await desk.press("P", "3", *"War Zone", "enter")
        assert said(house) == {"war zone": "negative"}
        await desk.press("z")
        assert said(house) == {"war zone": "neutral"}
        await desk.press("P", "0", *"war zone", "enter")
        assert said(house) == {}


async def test_what_is_no_phrase_stays_to_be_mended(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("P", "1", *"!?", "enter")
        assert desk.inbox.prompt.is_open
        assert "letters or digits" in desk.said
        await desk.press("escape")
        assert said(house) == {}
        await desk.press("P", "0", *"yok", "enter")
        assert "no phrase yok" in desk.said
        assert desk.inbox.prompt.is_open


async def test_why_names_the_phrase_that_decided(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("P", "3", *"war zone", "enter", "T")
        assert marked(desk) == ["−War Zone", "−war zone"]
