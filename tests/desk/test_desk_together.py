"""Two desks on one store: who is where, who answers, and what happened while one wrote."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meydan.app.desk.inbox import sending
from meydan.app.sync.holder import me
from meydan.connectors.base import Author, Item
from meydan.panes.composer.composer import Mode
from meydan.panes.ink import Sheet
from meydan.store import Actor, Store, open_store
from meydan.store.reads import audit, inbox
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.tables.together import presence, typing
from meydan.store.topics import Topic
from meydan.store.writes import leases, outbox, team, together
from tests.desk.inbox_kit import Desk, House, desk_on, make_house, messages


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = make_house(tmp_path / "ws")
    made.ingest(messages(10))
    team.add_member(made.store, "mert", "Mert Kaya", "publisher", "m")
    return made


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let keys wait for the store however slow the machine is."""
    monkeypatch.setattr(sending, "PATIENCE", 30.0)


@asynccontextmanager
async def both(house: House) -> AsyncIterator[tuple[Desk, Desk]]:
    """The desks of Ayşe and of Mert."""
    async with desk_on(house) as ayse, desk_on(house, login="mert") as mert:
        yield ayse, mert


async def until(desks: tuple[Desk, ...], holds: Callable[[], object]) -> None:
    """Wait until something holds on some desks."""
    deadline = time.monotonic() + 10
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError("\n\n".join("\n".join([desk.reading, *desk.texts]) for desk in desks))
        await asyncio.sleep(0.02)
        for desk in desks:
            await desk.settle()


@pytest.mark.parametrize(
    ("holder", "told"),
    [
        (me("desk-1"), "this desk syncs"),
        ("elsewhere:boot:1:2/desk-1", "another desk syncs"),
        ("elsewhere:boot:1:2/1", "the service syncs"),
    ],
    ids=["itself", "colleague", "service"],
)
async def test_the_top_line_says_who_syncs(house: House, holder: str, told: str) -> None:
    now, long = datetime.now(UTC), timedelta(minutes=5)
    leases.acquire(house.store, "sync", holder, long, now, holder_alive=lambda _: True)
    async with desk_on(house, size=(160, 45)) as desk:
        assert told in desk.app.screen.query_one("#status", Sheet).plain


def as_mert(house: House) -> Store:
    return open_store(house.workspace.database_url, Actor("mert", "desk"))


def ids(house: House) -> list[int]:
    return [row.id for row in house.items("open")]


def rows(house: House, table: object) -> list[object]:
    with house.store.reading() as conn:
        return list(conn.execute(table.select()).all())  # type: ignore[attr-defined]


async def test_two_desks_see_where_the_other_is(house: House) -> None:
    async with both(house) as (ayse, mert):
        await mert.press("j", "j")
        await until((ayse, mert), lambda: "•MK" in ayse.texts[2])
        await until((ayse, mert), lambda: "•Ay" in mert.texts[0])
        await ayse.press("j", "j")
        assert "also here: Mert Kaya" in ayse.reading
        await mert.press("k")
        await until((ayse, mert), lambda: "•MK" in ayse.texts[1])
        assert "•MK" not in ayse.texts[2]
        assert "also here" not in ayse.reading


async def test_who_left_is_gone_at_once(house: House) -> None:
    async with desk_on(house) as ayse:
        async with desk_on(house, login="mert") as mert:
            await until((ayse, mert), lambda: "•MK" in ayse.texts[0])
            await mert.press("r", *"Merhaba")
            await until((ayse, mert), lambda: "✎MK" in ayse.texts[0])
        await until((ayse,), lambda: "MK" not in ayse.texts[0])
        assert [row.login for row in rows(house, presence)] == ["ayse"]  # type: ignore[attr-defined]
        assert rows(house, typing) == []


async def test_moving_about_reads_no_inbox_elsewhere(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with both(house) as (ayse, mert):
        await until((ayse, mert), lambda: "•MK" in ayse.texts[0])
        asked: list[str] = []

        def noted(name: str, read: Callable[..., object]) -> Callable[..., object]:
            def reading(*arguments: object, **more: object) -> object:
                asked.append(name)
                return read(*arguments, **more)

            return reading

        for name in ("page", "ids", "by_ids", "counts"):
            monkeypatch.setattr(inbox, name, noted(name, getattr(inbox, name)))
        store = as_mert(house)
        together.look(store, "elsewhere", ids(house)[3])
        asked.clear()
        await until((ayse, mert), lambda: "•MK" in ayse.texts[3])
        assert asked == []
        store.close()


async def test_a_held_key_tells_nothing_and_a_resting_cursor_once(house: House) -> None:
    async with desk_on(house) as ayse:
        await until((ayse,), lambda: rows(house, presence))
        watch = house.store.changes(Topic.TEAM)
        await ayse.press(*"jjjjkkkkjjj")
        await until((ayse,), lambda: rows(house, presence)[0].item_id == ids(house)[3])  # type: ignore[attr-defined]
        assert watch.wait(1)
        assert not watch.wait(1.5), "told once"
        watch.close()


async def test_an_answer_shows_elsewhere_and_another_must_say_why(house: House) -> None:
    async with both(house) as (ayse, mert):
        first = ids(house)[0]
        await ayse.press("r", *"Merha")
        await until((ayse, mert), lambda: "✎Ay" in mert.texts[0])
        assert "Ayşe is answering since" in mert.reading
        await mert.press("r")
        assert not mert.inbox.composer.is_open
        assert "Ayşe is answering since" in mert.inbox.beside.plain
        await mert.press("enter")
        assert mert.inbox.beside.asking, "a reason is needed"
        await mert.press("escape")
        assert not mert.inbox.beside.asking
        assert mert.inbox.beside.plain == ""
        await mert.press("r", *"telefonda", "enter")
        assert mert.inbox.composer.is_open
        await until((ayse, mert), lambda: "telefonda" in ayse.inbox.beside.plain)
        assert "Mert Kaya is answering since" in ayse.inbox.beside.plain
        assert ayse.inbox.composer.text == "Merha", "nothing typed is lost"
        await until((ayse, mert), lambda: "✎MK" in ayse.texts[0])
        with house.store.reading() as conn:
            (entry,) = [row for row in audit.recent(conn, 20) if row.command == "break_typing"]
        assert (entry.login, entry.subject) == ("mert", f"item {first}")
        await mert.press(*"Buyrun", "escape", "Y")
        await until((ayse, mert), lambda: rows(house, typing) == [])
        assert [row.created_by for row in house.deliveries()] == ["mert"]


async def test_the_lease_goes_back_when_a_text_is_put_aside(house: House) -> None:
    async with desk_on(house) as ayse:
        for key in ("p", "q"):
            await ayse.press("r", *"Merha")
            await until((ayse,), lambda: rows(house, typing))
            await ayse.press("escape", key)
            await until((ayse,), lambda: rows(house, typing) == [])
        await ayse.press("n", *"not")
        await ayse.settle()
        assert rows(house, typing) == [], "a note is no answer"


async def deaf() -> None:
    """Learn nothing of the others."""


async def test_who_finds_the_lease_taken_is_told_before_a_word_is_lost(house: House) -> None:
    """Both press the key at the same moment: neither desk knows of the other yet."""
    async with desk_on(house) as ayse:
        store = as_mert(house)
        ayse.app.company.read = deaf  # type: ignore[method-assign]
        together.take_typing(store, "mert's", ids(house)[0])
        await ayse.press("r")
        await until((ayse,), lambda: ayse.inbox.beside.asking)
        assert not ayse.inbox.composer.is_open
        assert "Mert Kaya is answering since" in ayse.inbox.beside.plain
        store.close()


def wrote(text: str, number: int = 0) -> Item:
    """Another message of the author of the first one, in the same conversation."""
    return Item(
        remote_id=f"again{number}",
        kind="comment",
        author=Author("a0", "fan0", "Fan 0"),
        text=text,
        created_at=datetime.now(UTC) - timedelta(minutes=1),
        thread="m0",
    )


async def test_a_send_is_held_back_when_the_person_wrote_and_goes_out_knowingly(house: House) -> None:
    async with desk_on(house) as ayse:
        first = ids(house)[0]
        await ayse.press("r", *"Bakiyoruz")
        house.ingest([wrote("vazgeçtim, iptal edin")])
        await ayse.settle()
        await ayse.press("escape", "Y")
        assert house.deliveries() == []
        assert house.item(first).state == "open"
        assert ayse.inbox.composer.mode is Mode.DECIDING
        assert ayse.inbox.items.listing.current == first
        shown = " ".join(ayse.inbox.beside.plain.split())
        assert "Not sent" in shown and "Fan 0 wrote again" in shown and "vazgeçtim, iptal edin" in shown
        assert house.draft(f"reply:{first}") == "Bakiyoruz"
        await ayse.press("y")
        assert [(row.item_id, row.text) for row in house.deliveries()] == [(first, "Bakiyoruz")]
        assert ayse.inbox.beside.plain == ""


async def test_what_was_edited_is_shown_word_by_word(house: House) -> None:
    async with desk_on(house) as ayse:
        await ayse.press("r", *"Yarin")
        house.ingest([replace(messages(1)[0], text="no0 iade nerede")])
        await ayse.settle()
        await ayse.press("escape", "y")
        assert house.deliveries() == []
        assert "[-kargo-]{+iade+}" in ayse.inbox.beside.plain


async def test_a_colleagues_answer_holds_back_the_second_one(house: House) -> None:
    async with desk_on(house) as ayse:
        first = ids(house)[0]
        await ayse.press("r", *"Bakiyoruz")
        store = as_mert(house)
        outbox.queue_reply(store, first, ReplyOrder("Ben hallettim", hold=timedelta(hours=1), done=True))
        store.close()
        await ayse.settle()
        await ayse.press("escape", "y")
        assert [row.text for row in house.deliveries()] == ["Ben hallettim"]
        assert "Mert Kaya answered" in ayse.inbox.beside.plain
        await ayse.press("q")
        assert ayse.inbox.beside.plain == ""
        assert [row.text for row in house.deliveries()] == ["Ben hallettim"]


async def test_a_timed_answer_is_held_back_as_well(house: House) -> None:
    async with desk_on(house) as ayse:
        await ayse.press("r", *"Bakiyoruz")
        house.ingest([wrote("vazgeçtim")])
        await ayse.settle()
        await ayse.press("escape", "t", "enter")
        assert house.deliveries() == []
        assert "vazgeçtim" in ayse.inbox.beside.plain


async def test_a_verdict_that_comes_late_does_not_fall_under_the_next_keys(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.01)
    async with desk_on(house) as ayse:
        first = ids(house)[0]
        await ayse.press("r", *"Bakiyoruz")
        house.ingest([wrote("vazgeçtim")])
        await ayse.settle()
        busy = threading.Event()
        ayse.app.database.put(lambda _: busy.wait(30))
        await ayse.pilot.press("escape", "Y")
        busy.set()
        await ayse.settle()
        assert house.deliveries() == []
        assert not ayse.inbox.composer.is_open
        assert house.draft(f"reply:{first}") == "Bakiyoruz"
        assert house.item(first).state == "open"
