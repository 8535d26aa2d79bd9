"""Asking for approval and giving it, at the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from meydan.app.desk.screens.outbox import OutboxScreen
from meydan.panes.ink import Sheet
from meydan.store import Actor, Store, open_store
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.writes import approvals, outbox, team
from tests.desk.inbox_kit import LOGIN, Desk, House, desk_on, make_house, messages
from tests.desk.test_desk_inbox import eventually

HOLD = timedelta(minutes=10)
T = TypeVar("T")


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = make_house(tmp_path / "ws")
    team.add_member(made.store, "cem", "Cem", "writer", "c")
    team.add_member(made.store, "zeynep", "Zeynep", "approver", "z")
    made.ingest(messages(3))
    return made


def as_member(house: House, login: str, act: Callable[[Store], T]) -> T:
    store = open_store(house.workspace.database_url, Actor(login, "desk"))
    try:
        return act(store)
    finally:
        store.close()


def propose(house: House, place: int, text: str) -> int:
    """An answer of the writer to an item of the list."""
    item = house.items()[place].id
    return as_member(house, "cem", lambda store: outbox.queue_reply(store, item, ReplyOrder(text, hold=HOLD)))


def states(house: House) -> list[str]:
    return [row.state for row in house.deliveries()]


def page(desk: Desk) -> str:
    assert isinstance(desk.app.screen, OutboxScreen)
    return " ".join(desk.app.screen.query_one("#page", Sheet).plain.split())


async def test_a_senior_is_asked_by_letter_and_the_item_waits(house: House) -> None:
    async with desk_on(house) as desk:
        first, second = (row.id for row in house.items("open")[:2])
        await desk.press("r", *"Bakiyoruz", "escape", "a")
        assert "Zeynep" in desk.said and "Cem" not in desk.said
        await desk.press("z")
        (row,) = house.deliveries()
        assert (row.state, row.asked_of) == ("asked", "zeynep")
        assert house.item(first).state == "waiting"
        assert desk.inbox.items.listing.current == second
        await desk.press("z")
        await eventually(desk, lambda: house.draft(f"reply:{first}") == "Bakiyoruz")
        assert house.item(first).state == "open"


async def test_a_writers_y_asks_for_approval(house: House) -> None:
    team.add_member(house.store, LOGIN, "Ayşe", "writer", "a")
    async with desk_on(house) as desk:
        await desk.press("r", *"Bakiyoruz", "escape")
        assert "y ask for approval" in desk.inbox.query_one("#composer-bar", Sheet).plain
        await desk.press("Y")
        assert house.deliveries() == []
        await desk.press("y")
        assert states(house) == ["asked"]
        assert "Asked for approval" in desk.said


async def test_a_viewer_writes_nothing(house: House) -> None:
    team.add_member(house.store, LOGIN, "Ayşe", "viewer", "a")
    async with desk_on(house) as desk:
        await desk.press("r")
        assert not desk.inbox.composer.is_open
        assert "You may look" in desk.said


async def test_an_approver_lets_it_go_and_takes_that_back(house: House) -> None:
    propose(house, 0, "120 lira")
    async with desk_on(house, at="outbox") as desk:
        assert "approve" in desk.said and "it did arrive" not in desk.said
        await desk.press("tab")
        await desk.press("y")
        await eventually(desk, lambda: states(house) == ["held"])
        await desk.press("z")
        await eventually(desk, lambda: states(house) == ["asked"])


async def test_a_rejection_needs_a_reason_and_the_author_reads_it(house: House) -> None:
    propose(house, 0, "120 lira")
    async with desk_on(house, at="outbox") as desk:
        await desk.press("n", "enter")
        assert states(house) == ["asked"]
        await desk.press("escape", "n", *"fiyat yazma", "enter")
        await eventually(desk, lambda: states(house) == ["rejected"])
        await eventually(desk, lambda: "fiyat yazma" in page(desk))


async def test_the_author_finds_the_text_with_the_reason(house: House) -> None:
    team.add_member(house.store, LOGIN, "Ayşe", "writer", "a")
    async with desk_on(house) as desk:
        first = house.items("open")[0].id
        await desk.press("r", *"120 lira", "escape", "y")
        (row,) = house.deliveries()
        as_member(house, "zeynep", lambda store: approvals.reject(store, row.id, "fiyat yazma"))
        await eventually(desk, lambda: "Zeynep sent the text to Fan 0 back: fiyat yazma" in desk.said)
        await desk.app.open_item(first)
        await desk.press("r")
        await eventually(desk, lambda: desk.inbox.composer.text == "120 lira")
        head = desk.inbox.query_one("#composer-head", Sheet)
        await eventually(desk, lambda: "Zeynep sent it back: fiyat yazma" in head.plain)


async def test_what_is_changed_is_approved_with_it_and_shown(house: House) -> None:
    propose(house, 0, "120 lira efendim")
    async with desk_on(house, at="outbox") as desk:
        await desk.press("enter")
        await eventually(desk, lambda: desk.inbox.composer.text == "120 lira efendim")
        await desk.press(*" olur", "escape", "y")
        await eventually(desk, lambda: states(house) == ["held"])
        (row,) = house.deliveries()
        assert (row.text, row.proposed) == ("120 lira efendim olur", "120 lira efendim")
        await desk.app.go("outbox")
        await desk.settle()
        assert "As it was proposed 120 lira efendim Changed by ayse 120 lira efendim olur" in page(desk)


async def test_what_its_author_changed_meanwhile_is_not_approved_unseen(house: House) -> None:
    number = propose(house, 0, "120 lira")
    async with desk_on(house, at="outbox") as desk:
        await desk.press("enter")
        await eventually(desk, lambda: desk.inbox.composer.text == "120 lira")
        as_member(house, "cem", lambda store: outbox.edit(store, number, "130 lira", 1))
        await desk.press("escape", "y")
        bar = desk.inbox.query_one("#composer-bar", Sheet)
        await eventually(desk, lambda: "changed by cem meanwhile" in " ".join(bar.plain.split()))
        assert states(house) == ["asked"]
        assert desk.inbox.composer.text == "120 lira"


async def test_of_two_proposals_the_other_is_asked_about(house: House) -> None:
    propose(house, 0, "bir")
    as_member(
        house,
        "mert",
        lambda store: outbox.queue_reply(store, house.items()[0].id, ReplyOrder("iki", hold=HOLD, ask="")),
    )
    async with desk_on(house, at="outbox") as desk:
        await desk.press("y")
        assert states(house) == ["asked", "asked"]
        assert "reject them" in desk.said
        await desk.press("y")
        await eventually(desk, lambda: states(house) == ["held", "rejected"])
