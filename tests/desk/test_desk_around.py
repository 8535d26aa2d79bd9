"""Asking around, answers given before, calls in notes and people's marks, from the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meydan.panes.composer.calling import complete_call
from meydan.store import Actor, Store, open_store
from meydan.store.reads import inquiries, mentions, people, team
from meydan.store.rows.around import InquiryRow, PersonCard
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.rows.people import MemberRow
from meydan.store.writes import inquiries as asking
from meydan.store.writes import leases, outbox, triage
from meydan.store.writes import people as people_writes
from tests.desk.inbox_kit import Desk, House, desk_on, make_house, messages

QUESTIONS = ("glutensiz kurabiyeniz var mı?", "bugün hava güzel", "glutensiz kurabiye kaç lira?")


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = make_house(tmp_path / "ws")
    made.ingest(messages(3, QUESTIONS.__getitem__))
    return made


def as_mert(house: House) -> Store:
    """The store, opened by a colleague."""
    return open_store(house.workspace.database_url, Actor("mert", "cli"))


def asked(house: House) -> tuple[InquiryRow, ...]:
    """Everything that was asked, newest first."""
    with house.store.reading() as conn:
        return inquiries.latest(conn, 50)


def card(house: House, item_id: int) -> PersonCard:
    """The card of an item's author."""
    with house.store.reading() as conn:
        return people.card(conn, house.item(item_id).person_id, datetime.now(UTC))


def answered(house: House, item_id: int, text: str) -> None:
    """Send an answer to an item."""
    now = datetime.now(UTC)
    fence = leases.acquire(
        house.store, "outbox", "me", timedelta(seconds=15), now, holder_alive=lambda _: True
    )
    outbox.queue_reply(house.store, item_id, ReplyOrder(text, hold=timedelta(0)))
    work = outbox.claim(house.store, fence, now)  # type: ignore[arg-type]
    assert work is not None
    outbox.record_sent(house.store, fence, work.delivery.id, "s1", "", now)  # type: ignore[arg-type]


async def until(desk: Desk, holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(200):
        await desk.settle()
        if holds():
            return
    raise AssertionError(f"{desk.said}\n{desk.reading}\n" + "\n".join(desk.texts))


async def test_a_colleague_is_asked_with_a_question_and_a_time(house: House) -> None:
    first, second = (row.id for row in house.items("open")[:2])
    async with desk_on(house) as desk:
        await desk.press("H", "m", *"Var mi, hangi subede? @2030-01-02 10:00", "enter")
        (row,) = asked(house)
        assert (row.item_id, row.asked, row.text) == (first, "mert", "Var mi, hangi subede?")
        assert row.due_at == datetime(2030, 1, 2, 7, 0, tzinfo=UTC)
        assert (house.item(first).state, house.item(first).assignee) == ("waiting", "ayse")
        assert desk.inbox.items.listing.current == second
        assert "Mert is asked until" in desk.said
        await desk.press("k")
        await until(desk, lambda: "Ayşe asked Mert" in desk.reading)
        assert "Var mi, hangi subede?" in desk.reading
        await desk.press("z")
        await until(desk, lambda: house.item(first).state == "open")
        assert asked(house) == ()


async def test_escape_asks_nobody_and_other_keys_are_text(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("H", "m", "e", "tab", "d", "escape")
        assert not desk.inbox.prompt.is_open
        assert asked(house) == ()
        assert house.items("done") == []
        await desk.press("e")
        assert len(house.items("done")) == 1


async def test_many_items_are_asked_about_at_once(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("X", "H", "m", *"Ne diyelim?", "enter")
        assert {row.text for row in asked(house)} == {"Ne diyelim?"}
        assert len(asked(house)) == 3
        assert {row.state for row in house.items()} == {"waiting"}


async def test_i_see_what_i_am_asked_answer_it_and_it_leaves(house: House) -> None:
    first = house.items("open")[1].id
    mert = as_mert(house)
    past = datetime.now(UTC) - timedelta(hours=1)
    (made,) = asking.ask(mert, [first], "ayse", "Hava nasıl?", past)
    async with desk_on(house) as desk:
        assert "Asked of me 1" in desk.inbox.query_one("#splits").render_line(0).text
        while "overdue since" not in desk.reading:
            await desk.press("tab")
        assert [line for line in desk.texts if "güzel" in line]
        assert "Mert asked Ayşe" in desk.reading
        await desk.press("w", *"Gunesli", "escape")
        bar = desk.inbox.query_one("#composer-bar").plain  # type: ignore[attr-defined]
        assert "Goes to Mert, not to the platform" in bar
        assert "at a time" not in bar
        await desk.press("y")
        (row,) = asked(house)
        assert (row.answer, row.answered_by) == ("Gunesli", "ayse")
        assert house.deliveries() == []
        await until(desk, lambda: not any("güzel" in line for line in desk.texts))
        await desk.press("w")
        assert "Nobody asks you" in desk.said
    with mert.reading() as conn:
        assert inquiries.inquiry(conn, made).answer == "Gunesli"
    mert.close()


async def test_an_answer_that_comes_too_late_is_kept(house: House) -> None:
    mert = as_mert(house)
    (made,) = asking.ask(mert, [house.items("open")[0].id], "ayse", "?")
    async with desk_on(house) as desk:
        await desk.press("w", *"Var", "escape")
        asking.withdraw(mert, made)
        await desk.press("y")
        assert desk.inbox.composer.is_open
        assert desk.inbox.composer.text == "Var"
        await until(desk, lambda: house.draft(f"answer:{made}") == "Var")
    mert.close()


async def test_the_answer_is_my_draft_marked_and_becomes_a_saved_reply(house: House) -> None:
    first = house.items("open")[0].id
    (made,) = asking.ask(house.store, [first], "mert", "Var mı?")
    async with desk_on(house) as desk:
        mert = as_mert(house)
        asking.answer(mert, made, "Evet, Kadıköy'de.")
        mert.close()
        await until(desk, lambda: "answered by Mert" in desk.reading)
        await until(desk, lambda: "✓" in desk.texts[0])
        await desk.press("r")
        assert desk.inbox.composer.text == "Evet, Kadıköy'de."
        await desk.press("escape", "p", "L", *"kg", "enter")
        assert "kg is taken" in desk.said
        assert desk.inbox.prompt.is_open
        desk.inbox.prompt.field.value = "kgx"
        await desk.press("enter")
        assert "begin alike" in desk.said
        desk.inbox.prompt.field.value = "gl"
        await desk.press("enter")
        assert not desk.inbox.prompt.is_open
        with house.store.reading() as conn:
            texts = {one.code: one.text for one in team.saved_replies(conn)}
        assert texts["gl"] == "Evet, Kadıköy'de."


async def test_an_answer_stands_below_what_i_had_begun(house: House) -> None:
    first = house.items("open")[0].id
    async with desk_on(house) as desk:
        await desk.press("r", *"Bakiyorum", "escape", "p", "H", "m", *"Var mi?", "enter", "k")
        await until(desk, lambda: "asked Mert" in desk.reading)
        mert = as_mert(house)
        asking.answer(mert, asked(house)[0].id, "Var.")
        mert.close()
        await until(desk, lambda: "answered by Mert" in desk.reading)
        await desk.press("r")
        assert desk.inbox.composer.text == "Bakiyorum\n\nVar."
        assert house.draft(f"reply:{first}") == "Bakiyorum\n\nVar."


async def test_an_answer_that_comes_while_i_write_stands_below_my_text(house: House) -> None:
    first = house.items("open")[0].id
    (made,) = asking.ask(house.store, [first], "mert", "?")
    async with desk_on(house) as desk:
        await desk.press("r", *"Ben yazdim")
        await until(desk, lambda: house.draft(f"reply:{first}") == "Ben yazdim")
        mert = as_mert(house)
        asking.answer(mert, made, "Var.")
        mert.close()
        await until(desk, lambda: "Mert has answered, see above" in desk.said)
        await desk.press("!")
        await until(desk, lambda: desk.inbox.composer.text != "Ben yazdim!")
        assert desk.inbox.composer.text == "Ben yazdim!\n\nVar."
        await until(desk, lambda: "answered by Mert" in desk.reading)


async def test_what_the_store_refuses_is_said_in_the_persons_language(house: House) -> None:
    first, other = (house.item(row.id).person_id for row in house.items("open")[:2])
    people_writes.join(house.store, first, other)
    async with desk_on(house, language="tr") as desk:
        await desk.inbox.command(lambda store: people_writes.join(store, first, other))
        assert "zaten" in desk.said
        assert "already" not in desk.said


async def test_a_question_is_withdrawn(house: House) -> None:
    first = house.items("open")[0].id
    asking.ask(house.store, [first], "mert", "?")
    async with desk_on(house) as desk:
        await desk.press("C")
        assert house.item(first).state == "open"
        assert "Mert is asked no longer" in desk.said
        await desk.press("C")
        assert "Nobody is asked" in desk.said


async def test_an_earlier_answer_begins_the_reply_and_its_name_is_pointed_out(house: House) -> None:
    _, other, old = (row.id for row in house.items("open"))
    answered(house, old, "Merhaba Fan, glutensiz kurabiyemiz 60 lira.")
    async with desk_on(house) as desk:
        await until(desk, lambda: "Answered before" in desk.reading)
        assert "Ayşe ·" in desk.reading
        await desk.press("S", "1")
        assert desk.inbox.composer.text == "Merhaba Fan, glutensiz kurabiyemiz 60 lira."
        assert "written to Fan 2" in desk.said
        assert len(house.deliveries()) == 1
        await desk.press("escape", "p", "j")
        assert desk.inbox.items.listing.current == other
        await desk.press("S")
        assert "Nothing like this" in desk.said


async def test_a_note_calls_a_colleague_by_letter_and_is_seen_when_opened(house: House) -> None:
    first = house.items("open")[0].id
    async with desk_on(house) as desk:
        await desk.press("n", *"Bak @m", "tab", *"dikkat", "escape", "y")
        await until(desk, lambda: "note Ayşe  Bak @mert dikkat" in desk.reading)
        with house.store.reading() as conn:
            assert mentions.calling_items(conn, "mert") == [first]
        mert = as_mert(house)
        triage.note(mert, first, "@ayse sen de bak")
        mert.close()
        await until(desk, lambda: "Notes to me 1" in desk.inbox.query_one("#splits").render_line(0).text)
        assert "@" in desk.texts[0]
        await desk.press("enter", "escape")
        await until(desk, lambda: "Notes to me 1" not in desk.inbox.query_one("#splits").render_line(0).text)
        with house.store.reading() as conn:
            assert mentions.calling_items(conn, "ayse") == []


async def test_a_person_is_marked_and_joined_with_another(house: House) -> None:
    first, _, third = (row.id for row in house.items("open"))
    async with desk_on(house) as desk:
        await desk.press("U", "v")
        assert (card(house, first).mark, house.item(first).vip) == ("vip", True)
        await until(desk, lambda: "◆" in desk.texts[0] and "◆ VIP" in desk.reading)
        await desk.press("U", "j", *"FAN 2", "enter")
        assert "fan2 Fan 2" in desk.said
        await desk.press("1")
        assert card(house, first).items == 2
        assert house.item(third).vip
        await desk.press("u")
        await until(desk, lambda: "= Fan 2  fan2" in desk.reading)
        assert "2 messages" in desk.reading
        await desk.press("u", "U", "x")
        assert card(house, first).items == 1
        await desk.press("U", "j", *"kimse", "enter")
        assert "Nobody else" in desk.said
        await desk.press("escape", "z", "z", "z")
        await until(desk, lambda: card(house, first).mark == "")


async def test_asking_begins_at_home_too(house: House) -> None:
    async with desk_on(house, at="home") as desk:
        await desk.press("H", "m", *"Var mi?", "enter")
        await until(desk, lambda: [row.text for row in asked(house)] == ["Var mi?"])


def test_members_are_completed_only_when_it_is_clear_who() -> None:
    members = (
        MemberRow(1, "mert", "Mert Ak", "responder", "m"),
        MemberRow(2, "melis", "Melis Şen", "responder", "l"),
    )
    assert complete_call("bak @m", members) == (2, "@mert ")
    assert complete_call("@mel", members) == (4, "@melis ")
    assert complete_call("@me", members) is None
    assert complete_call("x@m", members) is None
    assert complete_call("@m ", members) is None
