"""Moderating and giving work out at the desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from meydan.store.reads import inbox
from meydan.store.rows.system import Fence, LeaseRow
from meydan.store.writes import leases, outbox, team, triage
from tests.desk.inbox_kit import Desk, House, desk_on, make_house, messages
from tests.desk.test_desk_inbox import eventually


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Three messages on a platform that can hide and delete."""
    made = make_house(tmp_path / "ws")
    made.ingest(messages(3), "oyun", "playground")
    return made


def ids(house: House) -> list[int]:
    return [row.id for row in house.items("open")]


def acts(house: House) -> list[tuple[str, str, int | None]]:
    return [(row.action, row.state, row.item_id) for row in house.deliveries()[::-1]]


def send(house: House) -> None:
    """Let everything leave the machine."""
    from datetime import UTC, datetime, timedelta

    later = datetime.now(UTC) + timedelta(hours=1)
    fence = leases.acquire(house.store, "sync", "me", timedelta(days=1), later, holder_alive=lambda _: False)
    assert isinstance(fence, Fence) and not isinstance(fence, LeaseRow)
    while (work := outbox.claim(house.store, fence, later)) is not None:
        outbox.record_sent(house.store, fence, work.delivery.id, "", "", later)
    leases.release(house.store, fence)


async def choices(desk: Desk) -> str:
    """What may follow `m`."""
    await desk.press("m")
    said = desk.said
    await desk.press("escape")
    return said


async def test_hiding_closes_goes_on_and_then_offers_to_show_again(house: House) -> None:
    async with desk_on(house) as desk:
        first, second, _ = ids(house)
        assert "h hide it" in await choices(desk) and "show it again" not in await choices(desk)
        await desk.press("m", "h")
        assert "z takes it back" in desk.said
        assert desk.inbox.items.listing.current == second
        assert (house.item(first).state, acts(house)) == ("done", [("hide", "held", first)])
        send(house)
        await eventually(desk, lambda: "hidden" in desk.texts[0])
        await desk.press("k")
        assert "hidden" in desk.reading
        shown = await choices(desk)
        assert "u show it again" in shown and "hide it" not in shown
        await desk.press("z")
        assert "Undone: hide: 1 had been sent: taking it back waits in the outbox" in desk.said
        assert acts(house) == [("hide", "sent", first), ("unhide", "held", first)]
        send(house)
        await eventually(desk, lambda: "hidden" not in desk.texts[0])
        assert house.item(first).state == "open"


async def test_deleting_wants_the_word_and_stands(house: House) -> None:
    async with desk_on(house) as desk:
        first, _, last = ids(house)
        await desk.press("m", "d", "e", "l", "x")
        assert acts(house) == []
        await desk.press("asterisk", "m", "d", *"delete")
        assert acts(house) == [("delete", "held", first)]
        send(house)
        await desk.settle()
        await desk.press("z")
        assert "Not undone: delete: 1 had been sent and cannot be taken back" in desk.said
        assert house.item(first).state == "done"
        assert house.item(first).starred
        await desk.press("z")
        assert not house.item(first).starred
        assert house.item(last).state == "open"


async def test_many_are_moderated_at_once_where_their_platform_can(house: House) -> None:
    house.ingest(messages(2, "yerel {}".format), "kahve", "mastodon")
    async with desk_on(house) as desk:
        await desk.press("X", "m", "h")
        await eventually(desk, lambda: "2 left out" in desk.said)
        assert [action for action, _, _ in acts(house)] == ["hide"] * 3
        assert {row.account for row in house.items("open")} == {"kahve"}
        await desk.press("z")
        assert {state for _, state, _ in acts(house)} == {"cancelled"}
        assert len(house.items("open")) == 5


async def test_spam_is_closed_and_stays_here(house: House) -> None:
    async with desk_on(house) as desk:
        first, second, _ = ids(house)
        await desk.press("m", "s")
        assert (house.item(first).spam, house.item(first).state) == (True, "done")
        assert desk.inbox.items.listing.current == second
        await desk.press("k")
        assert "spam" in desk.reading
        assert "s no spam" in await choices(desk)
        await desk.press("z")
        assert (house.item(first).spam, house.item(first).state) == (False, "open")
        assert acts(house) == []


async def test_work_is_offered_to_who_has_room_and_a_full_one_is_warned_of(house: House) -> None:
    team.add_member(house.store, "can", "Can", "responder", "c")
    team.add_member(house.store, "zeynep", "Zeynep", "responder", "z")
    team.set_member(house.store, "can", {"available": False})
    team.set_member(house.store, "mert", {"max_open": 1})
    first, second, _ = ids(house)
    triage.assign(house.store, [first], "mert")
    async with desk_on(house) as desk:
        await desk.press("j", "a")
        offered = desk.said
        assert offered.index("z Zeynep 0") < offered.index("m Mert 1/1") < offered.index("c Can 0 (away)")
        await desk.press("m")
        assert "Mert has 2 open now, the limit is 1" in desk.said
        assert house.item(second).assignee == "mert"
        with house.store.reading() as conn:
            assert inbox.item(conn, first).assignee == "mert"
