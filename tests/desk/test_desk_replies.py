"""Answering at the desk: saved replies that ask, windows, everyone, files, drafts of two desks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meydan.connectors.base import Item
from meydan.panes.composer.composer import Mode
from meydan.panes.ink import Sheet
from meydan.store import Actor, open_store
from meydan.store.reads import outbox as reads
from meydan.store.rows.outgoing import DeliveryWork
from meydan.store.writes import accounts, drafts, team
from tests.desk.inbox_kit import LOGIN, Desk, House, desk_on, make_house, messages
from tests.desk.test_desk_inbox import eventually


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = make_house(tmp_path / "ws")
    made.ingest(messages(4))
    return made


def bar(desk: Desk) -> str:
    return " ".join(desk.inbox.query_one("#composer-bar", Sheet).plain.split())


def works(house: House) -> list[DeliveryWork]:
    with house.store.reading() as conn:
        return list(reads.work(conn, [row.id for row in house.deliveries()]))


def talk(number: int, age: timedelta, thread: str = "") -> Item:
    return replace(
        messages(1)[0],
        remote_id=f"d{number}",
        kind="dm",
        visibility="direct",
        thread=thread or f"d{number}",
        text=f"özel {number}",
        created_at=datetime.now(UTC) - age,
    )


async def test_a_saved_reply_asks_before_the_send_bar_opens(house: House, tmp_path: Path) -> None:
    picture = tmp_path / "kutu.png"
    picture.write_bytes(b"png")
    team.add_saved(
        house.store,
        "sn",
        "{name}, {?sipariş no} ({brand}, {member})",
        media=[str(picture)],
        alt_texts=["kutu"],
    )
    async with desk_on(house) as desk:
        await desk.press("s", "s", "n")
        assert desk.inbox.composer.mode is Mode.ASKING
        await desk.press(*"42", "enter")
        assert "1 file: kutu.png" in bar(desk)
        assert house.deliveries() == []
        await desk.press("y")
        (work,) = works(house)
        assert work.delivery.text == "Fan 0, 42 (Anadolu Kahve, Ayşe)"
        assert (work.media, work.alt_texts) == ((str(picture),), ("kutu",))


async def test_esc_at_a_question_gives_the_reply_up_and_sends_nothing(house: House) -> None:
    team.add_saved(house.store, "sn", "{?sipariş no}")
    async with desk_on(house) as desk:
        await desk.press("s", "s", "n", "4", "escape")
        assert not desk.inbox.composer.is_open
        await desk.press("r", *"Selam /sn", "tab", *"42", "enter", *" x")
        assert desk.inbox.composer.text == "Selam 42 x"
        assert house.deliveries() == []


async def test_the_items_language_chooses(house: House) -> None:
    team.add_saved(house.store, "kg", "Merhaba {name}", lang="tr")
    team.add_saved(house.store, "kg", "Hello {name}", lang="en")
    house.ingest([replace(messages(1)[0], remote_id="e", text="Where is my order please, it is late")])
    async with desk_on(house) as desk:
        await desk.press("g", "g", "s", "k", "g", "Y")
        await desk.press("s", "k", "g", "y")
        await eventually(desk, lambda: len(house.deliveries()) == 2)
        texts = {house.item(row.item_id or 0).lang: row.text for row in house.deliveries()}
        assert texts["en"].startswith("Hello") and texts["tr"].startswith("Merhaba")


async def test_a_closed_window_refuses_and_keeps_the_text(house: House) -> None:
    house.ingest([talk(1, timedelta(seconds=5))], "oyun", "playground")
    house.ingest([talk(2, timedelta(days=8))], "oyun", "playground")
    async with desk_on(house) as desk:
        desk.inbox.items.move_to(0)
        await desk.settle()
        assert "◷" in desk.texts[0]
        await desk.press("r", *"Merhaba", "escape")
        await eventually(desk, lambda: "window closes in" in bar(desk))
        await desk.press("t", *"+30h", "enter")
        assert house.deliveries() == [] and "at that time" in bar(desk)
        await desk.press("escape", "y")
        assert len(house.deliveries()) == 1
        desk.inbox.items.move_to(len(desk.inbox.items.listing) - 1)
        await desk.press("r", *"Geç", "escape", "y")
        assert len(house.deliveries()) == 1
        assert "takes no more answers" in bar(desk)
        assert desk.inbox.composer.text == "Geç"


async def test_an_old_message_of_a_talk_that_goes_on_may_be_answered(house: House) -> None:
    items = [talk(1, timedelta(days=8), "d1"), talk(2, timedelta(minutes=1), "d1")]
    house.ingest(items, "oyun", "playground")
    async with desk_on(house) as desk:
        desk.inbox.items.move_to(len(desk.inbox.items.listing) - 1)
        await desk.press("r", *"Merhaba", "escape", "y")
        assert [house.item(row.item_id or 0).remote_id for row in house.deliveries()] == ["d1"]


async def test_the_others_are_addressed_only_when_chosen(house: House) -> None:
    house.ingest([replace(messages(1)[0], remote_id="o", text="@kahve @can@uzak.example bakar mısınız")])
    async with desk_on(house) as desk:
        await desk.press("g", "g", "r", *"Merhaba", "escape")
        assert "@can" not in bar(desk) and "w to everyone" in bar(desk)
        await desk.press("w")
        assert "and to @can@uzak.example" in bar(desk)
        await desk.press("y")
        assert works(house)[0].everyone


async def test_drafts_of_two_desks_are_both_kept(house: House) -> None:
    first = house.items("open")[0].id
    async with desk_on(house) as desk:
        await desk.press("r", *"bir")
        await eventually(desk, lambda: house.draft(f"reply:{first}") == "bir")
        other = open_store(house.workspace.database_url, Actor(LOGIN, "desk"))
        drafts.save_draft(other, f"reply:{first}", "öbür masadan")
        other.close()
        await desk.press(*" iki")
        await eventually(desk, lambda: house.draft(f"reply:{first}") == "öbür masadan\n\nbir iki")
        assert desk.inbox.composer.text == "öbür masadan\n\nbir iki"


async def test_public_and_private_texts_to_one_item_stay_apart(house: House) -> None:
    first = house.items("open")[0].id
    async with desk_on(house) as desk:
        await desk.press("r", *"açık", "escape", "p", "R", *"gizli")
        assert desk.inbox.composer.text == "gizli"
        await desk.press("escape")
        assert "private" in bar(desk)
        await desk.press("p", "r")
        assert desk.inbox.composer.text == "açık"
        await eventually(desk, lambda: house.draft(f"private:{first}") == "gizli")
        assert house.draft(f"reply:{first}") == "açık"


async def test_files_of_a_draft_come_back_with_it(house: House, tmp_path: Path) -> None:
    picture = tmp_path / "kutu.png"
    picture.write_bytes(b"png")
    team.add_saved(house.store, "kg", "Merhaba", media=[str(picture)], alt_texts=["kutu"])
    async with desk_on(house) as desk:
        await desk.press("r", *"/kg", "tab", "escape", "p")
    again = House(house.workspace, open_store(house.workspace.database_url, Actor("ayse", "desk")))
    async with desk_on(again) as desk:
        await desk.press("r")
        await eventually(desk, lambda: desk.inbox.composer.text == "Merhaba")
        await desk.press("escape")
        await eventually(desk, lambda: "kutu.png" in bar(desk))


async def test_the_zone_stands_at_the_time(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("r", *"Merhaba", "escape", "t")
        assert "Europe/Istanbul" in desk.inbox.query_one("#composer-field").placeholder  # type: ignore[attr-defined]
        await desk.press(*"2030-01-02 10:00", "enter")
        assert "Europe/Istanbul" in desk.said
        await eventually(desk, lambda: house.deliveries()[0].due_at == datetime(2030, 1, 2, 7, tzinfo=UTC))
        await desk.press("z")
        await eventually(desk, lambda: house.deliveries()[0].state == "cancelled")


async def test_nothing_is_written_to_an_account_that_must_sign_in_first(house: House) -> None:
    accounts.set_state(house.store, house.items()[0].account_id, "signed_out")
    async with desk_on(house) as desk:
        for key in ("r", "s"):
            await desk.press(key)
            assert "kahve is signed out: run: meydan connect mastodon" in desk.said
            assert not desk.inbox.composer.is_open
        await desk.press("n")
        assert desk.inbox.composer.is_open, "a note stays here"
