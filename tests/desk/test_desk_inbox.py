"""Working in the inbox from the keyboard, on a real store."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from meydan.app.config import Settings
from meydan.app.desk.actions import actions
from meydan.app.desk.screens.home import HomeScreen
from meydan.app.desk.spec import IN_PARTS
from meydan.panes.composer.editor import Editor
from meydan.store import Actor, open_store
from meydan.store.writes import triage
from tests.desk.inbox_kit import Desk, House, desk_on, make_house, messages


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = make_house(tmp_path / "ws")
    made.ingest(messages(30))
    return made


def send(desk: Desk, keys: str) -> None:
    """Put keys into the desk's queue as fast as a terminal can."""
    for key in keys:
        name = {
            "*": "asterisk",
            " ": "space",
            ",": "comma",
            "/": "slash",
            "\r": "enter",
            "\x1b": "escape",
        }.get(key, key)
        desk.app.post_message(events.Key(name, key))


async def eventually(desk: Desk, holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        await desk.settle()
        if holds():
            return
    raise AssertionError(f"{desk.said}\n{desk.reading}\n" + "\n".join(desk.texts))


async def test_every_key_of_the_inbox_is_a_parts_own(house: House) -> None:
    async with desk_on(house) as desk:
        assert set(desk.inbox.acts) == {spec.id for spec in actions() if spec.scope in IN_PARTS}


async def test_done_goes_on_and_undo_brings_it_back(house: House) -> None:
    async with desk_on(house) as desk:
        first, second = (row.id for row in house.items("open")[:2])
        await desk.press("e")
        assert house.item(first).state == "done"
        assert desk.inbox.items.listing.current == second
        assert "done" in desk.texts[0]
        await desk.press("z")
        await eventually(desk, lambda: first not in desk.inbox.items.listing.gone)
        assert house.item(first).state == "open"
        await desk.press("Z")
        await eventually(desk, lambda: first in desk.inbox.items.listing.gone)


async def test_keys_typed_faster_than_anything_act_on_the_right_items(house: House) -> None:
    async with desk_on(house) as desk:
        ids = [row.id for row in house.items("open")]
        send(desk, "ee" + "tke" + "skgY" + "am" + "j*")
        await eventually(desk, lambda: house.item(ids[6]).starred or house.item(ids[5]).starred)
        await desk.settle()
        assert {row.id for row in house.items("done")} == set(ids[:4])
        assert house.item(ids[2]).tags == ("kargo",)
        assert [(row.item_id, row.text) for row in house.deliveries()] == [
            (ids[3], "Merhaba Fan 3, kargonuz yolda.")
        ]
        assert house.item(ids[4]).assignee == "mert"
        assert house.item(ids[6]).starred


async def test_text_typed_before_the_composer_is_there_is_its_text(house: House) -> None:
    async with desk_on(house) as desk:
        send(desk, "rMerhaba, e d a")
        await eventually(desk, lambda: desk.inbox.composer.text == "Merhaba, e d a")
        assert house.items("done") == []


async def test_an_answer_is_held_and_closes_its_item(house: House) -> None:
    async with desk_on(house) as desk:
        first, second = (row.id for row in house.items("open")[:2])
        await desk.press("r", *"Bakiyoruz", "escape", "Y")
        (row,) = house.deliveries()
        assert (row.item_id, row.text, row.state) == (first, "Bakiyoruz", "held")
        assert house.item(first).state == "done"
        assert desk.inbox.items.listing.current == second
        assert house.draft(f"reply:{first}") is None


async def test_a_sent_text_leaves_no_draft_however_fast_it_was_typed(house: House) -> None:
    async with desk_on(house) as desk:
        first = house.items("open")[0].id
        send(desk, "rBakiyoruz\x1bY")
        await eventually(desk, lambda: len(house.deliveries()) == 1)
        await desk.settle()
        assert house.deliveries()[0].text == "Bakiyoruz"
        assert house.draft(f"reply:{first}") is None


async def test_a_send_taken_back_becomes_a_draft_again(house: House) -> None:
    async with desk_on(house) as desk:
        first = house.items("open")[0].id
        await desk.press("r", *"Bakiyoruz", "escape", "y")
        await desk.press("z")
        await eventually(desk, lambda: house.draft(f"reply:{first}") == "Bakiyoruz")
        assert house.deliveries()[0].state == "cancelled"
        await desk.press("r")
        assert desk.inbox.composer.text == "Bakiyoruz"


async def test_the_answer_goes_to_the_item_it_was_opened_for(house: House) -> None:
    async with desk_on(house) as desk:
        first = house.items("open")[0].id
        await desk.press("r", *"Merhaba")
        desk.inbox.items.move_to(7)
        await desk.press("escape")
        assert "Fan 0" in "\n".join(
            line
            for line in desk.inbox.query_one("#composer-bar").plain.splitlines()  # type: ignore[attr-defined]
        )
        await desk.press("y")
        assert house.deliveries() == []
        bar = desk.inbox.query_one("#composer-bar").plain  # type: ignore[attr-defined]
        assert "once more sends it to Fan 0" in bar
        await desk.press("y")
        assert house.deliveries()[0].item_id == first


async def test_a_draft_is_journaled_and_found_again_by_another_desk(house: House) -> None:
    first = house.items("open")[0].id
    async with desk_on(house) as desk:
        await desk.press("r", *"yarim kalan")
        await eventually(desk, lambda: house.draft(f"reply:{first}") == "yarim kalan")
    again = House(house.workspace, open_store(house.workspace.database_url, Actor("ayse", "desk")))
    async with desk_on(again) as desk:
        await desk.press("r")
        await eventually(desk, lambda: desk.inbox.composer.text == "yarim kalan")


async def test_a_discarded_text_comes_back(house: House) -> None:
    async with desk_on(house) as desk:
        first = house.items("open")[0].id
        await desk.press("r", *"bosver", "escape", "q")
        assert not desk.inbox.composer.is_open
        assert house.draft(f"reply:{first}") is None
        await desk.press("z")
        assert desk.inbox.composer.text == "bosver"
        assert house.draft(f"reply:{first}") == "bosver"


async def test_what_is_too_long_for_the_platform_is_not_sent(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("r")
        desk.inbox.query_one(Editor).put("x" * 501)
        await desk.press("escape", "y")
        assert house.deliveries() == []
        assert len(desk.inbox.composer.text) == 501
        assert desk.inbox.composer.is_open


async def test_a_note_stays_here(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("n", *"dikkat", "escape", "Y")
        assert house.deliveries() == []
        assert desk.inbox.composer.is_open
        await desk.press("y")
        await eventually(desk, lambda: "dikkat" in desk.reading)
        assert "note Ayşe" in desk.reading


async def test_only_what_the_platform_can_is_offered(house: House) -> None:
    house.ingest(messages(1, "yeni {}".format), "yerel", "ingest")
    async with desk_on(house) as desk:
        await desk.press("g", "g")
        desk.inbox.items.move_to(0)
        row = desk.inbox.items.current
        assert row is not None
        await desk.press("r")
        if row.platform == "ingest":
            assert not desk.inbox.composer.is_open
            assert "Nothing can be sent" in desk.said
        else:
            assert desk.inbox.composer.is_open


async def test_thousands_are_tagged_at_once(tmp_path: Path) -> None:
    house = make_house(tmp_path / "ws")
    house.ingest(messages(2500))
    async with desk_on(house) as desk:
        await eventually(desk, lambda: len(desk.inbox.items.listing) == 2500)
        await desk.press("X", "x", "t", "k")
        await eventually(desk, lambda: all("kargo" in row.tags for row in house.items("open")[1:]))
        assert house.items("open")[0].tags == ()


async def test_the_last_command_is_repeated_here(house: House) -> None:
    async with desk_on(house) as desk:
        ids = [row.id for row in house.items("open")]
        await desk.press("t", "k", "j", "j", "full_stop")
        assert house.item(ids[0]).tags == house.item(ids[2]).tags == ("kargo",)
        assert house.item(ids[1]).tags == ()


async def test_snooze_tone_ask_and_star(house: House) -> None:
    async with desk_on(house) as desk:
        ids = [row.id for row in house.items("open")]
        await desk.press("h", "1", "d", "3", "asterisk", "H", "m", "enter")
        assert house.item(ids[0]).state == "snoozed"
        second = house.item(ids[1])
        assert (second.sentiment, second.starred, second.state, second.assignee) == (
            "negative",
            True,
            "waiting",
            "ayse",
        )


async def test_one_tone_after_the_other(house: House) -> None:
    async with desk_on(house) as desk:
        ids = [row.id for row in house.items("open")]
        await desk.press("D", "1", "3", "2", "escape")
        assert [house.item(id).sentiment for id in ids[:3]] == ["positive", "negative", "neutral"]


async def test_deleting_on_the_platform_asks_for_the_word(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("m", "b")
        assert [row.action for row in house.deliveries()] == ["block"]
        assert "z takes it back" in desk.said


async def test_search_is_live_folds_and_marks(house: House) -> None:
    house.ingest([*messages(1, "Şikâyetim ISPARTA şubesinden {}".format)], "ikinci")
    async with desk_on(house) as desk:
        await desk.press("slash", *"isp")
        await eventually(desk, lambda: len(desk.inbox.items.listing) == 1)
        assert "ISPARTA" in desk.texts[0]
        await desk.press("enter")
        assert desk.app.focused is None
        assert "1 found" in desk.inbox.query_one("#title").plain  # type: ignore[attr-defined]
        await desk.press("escape")
        await eventually(desk, lambda: len(desk.inbox.items.listing) == 31)
        assert not desk.inbox.query_one("#filter", Input).value


async def test_tab_goes_to_the_next_split_with_something_in_it(house: House) -> None:
    triage.assign(house.store, [house.items("open")[3].id], "ayse")
    async with desk_on(house) as desk:
        seen = []
        for _ in range(6):
            await desk.press("tab")
            seen.append(desk.inbox.query_one("#splits").render_line(0).text)
        assert any("Mine 1" in line for line in seen)
        assert not any("Snoozed 0" in line for line in seen)


async def test_someone_elses_work_shows_and_moves_nothing(house: House) -> None:
    async with desk_on(house) as desk:
        ids = [row.id for row in house.items("open")]
        await desk.press("j", "j", "j")
        other = open_store(house.workspace.database_url, Actor("mert", "cli"))
        triage.done(other, [ids[1]])
        other.close()
        await eventually(desk, lambda: ids[1] in desk.inbox.items.listing.gone)
        assert desk.inbox.items.listing.current == ids[3]
        assert "no1" in desk.texts[1]


async def test_new_messages_are_announced(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("j", "j")
        current = desk.inbox.items.listing.current
        house.ingest([*messages(2, "yepyeni {}".format)], "ikinci")
        await eventually(desk, lambda: desk.inbox.items.fresh == 2)
        assert "2 new" in desk.inbox.query_one("#title").plain  # type: ignore[attr-defined]
        assert desk.inbox.items.listing.current == current
        await desk.press("g", "g")
        await eventually(desk, lambda: "yepyeni" in desk.texts[0])


async def test_home_and_the_inbox_keep_the_rows_they_share_once(tmp_path: Path) -> None:
    house = make_house(tmp_path / "ws")
    house.ingest(messages(300))
    async with desk_on(house) as desk:
        inbox, home = desk.inbox, desk.app.screen_stack[0]
        assert isinstance(home, HomeScreen)
        assert len(inbox.items.listing) == 300
        assert home.items.listing.ids is inbox.items.listing.ids
        house.ingest([replace(messages(1)[0], remote_id="new", created_at=datetime.now(UTC))])
        for key in ("g", "g", "0", "g", "g"):
            await desk.press(key)
        await eventually(desk, lambda: len(home.items.listing) == 301)
        assert home.items.listing.ids is inbox.items.listing.ids


async def test_the_full_view_and_back(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("enter")
        assert desk.inbox.has_class("-full")
        await desk.press("e")
        assert "no1 " in desk.reading
        await desk.press("escape")
        assert not desk.inbox.has_class("-full")
        assert "no1" in desk.texts[1]


async def test_the_person_card(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("u")
        assert "6 messages" in desk.reading
        await desk.press("j")
        assert "6 messages" in desk.reading
        assert "with us since" not in desk.reading


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_it_fits_at_every_size(house: House, size: tuple[int, int]) -> None:
    async with desk_on(house, size, "tr") as desk:
        items = desk.inbox.items
        assert items.size.height >= 5
        assert items.size.width >= 60
        await desk.press("r")
        assert desk.inbox.composer.size.width >= 30
        assert desk.inbox.composer.size.height >= 6


async def test_a_private_message_says_so(tmp_path: Path) -> None:
    house = make_house(tmp_path / "ws", Settings(language="en", timezone="Europe/Istanbul", hold_seconds=0))
    from dataclasses import replace

    house.ingest([replace(messages(1)[0], kind="dm", visibility="direct")])
    async with desk_on(house) as desk:
        await desk.press("r", *"ok", "escape")
        assert "private" in desk.inbox.query_one("#composer-bar").plain  # type: ignore[attr-defined]


async def test_an_answer_begun_at_home_is_written_in_the_inbox(house: House) -> None:
    async with desk_on(house, at="home") as desk:
        first = house.items("open")[0].id
        send(desk, "rMerhaba, e d a")
        await eventually(desk, lambda: house.draft(f"reply:{first}") == "Merhaba, e d a")
        assert house.items("done") == []


async def test_a_range_is_closed_together(house: House) -> None:
    async with desk_on(house) as desk:
        ids = [row.id for row in house.items("open")]
        await desk.press("j", "v", "j", "j", "e")
        assert {row.id for row in house.items("done")} == set(ids[1:4])
        assert desk.inbox.items.listing.count() == 0
        await desk.press("z")
        await eventually(desk, lambda: house.items("done") == [])


async def test_keys_typed_before_the_rows_are_there_wait_for_them(house: House) -> None:
    async with desk_on(house, at="home") as desk:
        ids = [row.id for row in house.items("open")]
        send(desk, "1etk")
        await eventually(desk, lambda: house.item(ids[1]).tags == ("kargo",))
        assert [row.id for row in house.items("done")] == ids[:1]


async def test_keys_after_a_search_act_upon_what_was_found(house: House) -> None:
    house.ingest([*messages(1, "Bambaşka bir konu {}".format)], "ikinci")
    async with desk_on(house) as desk:
        send(desk, "/bambaska\re")
        await eventually(desk, lambda: len(house.items("done")) == 1)
        assert "Bambaşka" in house.items("done")[0].text


async def test_an_answer_goes_out_at_a_time(house: House) -> None:
    async with desk_on(house) as desk:
        first = house.items("open")[0].id
        send(desk, "rMerhaba")
        await eventually(desk, lambda: desk.inbox.composer.text == "Merhaba")
        await desk.press("escape", "t", *"2030-01-02", "space", *"10:00", "enter", "j")
        (row,) = house.deliveries()
        assert row.item_id == first
        assert row.due_at == datetime(2030, 1, 2, 7, 0, tzinfo=UTC)
        assert desk.inbox.items.listing.cursor == 1
