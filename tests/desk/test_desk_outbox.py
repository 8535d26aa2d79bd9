"""The outbox from the keyboard, on a real store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from meydan.app.desk.screens.inbox import InboxScreen
from meydan.app.desk.screens.outbox import OutboxScreen
from meydan.app.reasons import MUST_SIGN_IN
from meydan.connectors.base import Candidate
from meydan.panes.ink import Sheet
from meydan.panes.outbox.deliverylist import DeliveryList
from meydan.store.reads import calendar as reads_calendar
from meydan.store.reads import leases as reads_leases
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.rows.system import Fence
from meydan.store.tables.outbox import delivery
from meydan.store.writes import calendar, dispatch, leases, outbox
from tests.desk.inbox_kit import Desk, House, desk_on, make_house, messages

REFUSED = "Validation failed: Text character limit of 500 exceeded"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Three answers: the newest held, one in doubt, the oldest refused."""
    made = make_house(tmp_path / "ws")
    made.ingest(messages(3))
    ids = [row.id for row in made.items("open")]
    now = datetime.now(UTC)
    fence = leases.acquire(
        made.store, "outbox", "test", timedelta(minutes=5), now, holder_alive=lambda holder: True
    )
    assert isinstance(fence, Fence)
    for item_id, record, words in (
        (ids[2], dispatch.record_failed, REFUSED),
        (ids[1], dispatch.record_unknown, "The answer was lost"),
    ):
        delivery_id = outbox.queue_reply(
            made.store, item_id, ReplyOrder(f"answer {item_id}", hold=timedelta(0))
        )
        work = dispatch.claim(made.store, fence, now + timedelta(seconds=1))
        assert work is not None
        record(made.store, fence, delivery_id, words, now)
    outbox.queue_reply(made.store, ids[0], ReplyOrder(f"answer {ids[0]}", hold=timedelta(minutes=10)))
    return made


def states(house: House) -> list[str]:
    return [row.state for row in house.deliveries()]


def deliveries(desk: Desk) -> DeliveryList:
    assert isinstance(desk.app.screen, OutboxScreen)
    return desk.app.screen.deliveries


def page(desk: Desk) -> str:
    return desk.app.screen.query_one("#page", Sheet).plain


async def test_what_became_of_each_is_to_be_read(house: House) -> None:
    async with desk_on(house, at="outbox") as desk:
        lines = [deliveries(desk).render_line(y).text for y in range(3)]
        assert "held" in lines[0]
        assert lines[0].rstrip().endswith(" s")
        assert "in doubt" in lines[1]
        assert "not sent" in lines[2]
        await desk.press("G")
        assert REFUSED in " ".join(page(desk).split())


@pytest.mark.parametrize(
    ("reason", "ours"),
    [
        (MUST_SIGN_IN, True),
        ("The message is no longer there", True),
        ("no item 7", True),
        ("builtins.KeyError", True),
        (REFUSED, False),
        ("Record not found", False),
    ],
)
async def test_a_reason_is_said_to_be_the_platforms_only_where_it_is(
    house: House, reason: str, ours: bool
) -> None:
    with house.store.writing() as conn:
        conn.execute(update(delivery).where(delivery.c.state == "failed").values(error=reason))
    async with desk_on(house, at="outbox") as desk:
        await desk.press("G")
        words = " ".join(page(desk).split())
        assert reason in words
        assert ("In the platform's own words" in words) is not ours


async def test_only_the_keys_that_mean_something_are_offered(house: House) -> None:
    async with desk_on(house, at="outbox") as desk:
        assert "do not send" in desk.said
        assert "it did arrive" not in desk.said
        await desk.press("j")
        assert "it did arrive" in desk.said
        await desk.press("j")
        assert "try again" in desk.said


async def test_a_held_answer_is_cancelled(house: House) -> None:
    async with desk_on(house, at="outbox") as desk:
        await desk.press("d")
        assert states(house) == ["cancelled", "unknown", "failed"]


async def test_it_did_arrive(house: House) -> None:
    async with desk_on(house, at="outbox") as desk:
        await desk.press("j", "y")
        assert states(house) == ["held", "sent", "failed"]


async def test_it_did_not_arrive(house: House) -> None:
    async with desk_on(house, at="outbox") as desk:
        await desk.press("j", "n")
        assert states(house) == ["held", "ready", "failed"]


async def test_a_refused_answer_is_tried_again_or_seen(house: House) -> None:
    async with desk_on(house, at="outbox") as desk:
        await desk.press("j", "j", "a")
        assert house.deliveries()[2].acknowledged
        await desk.press("r")
        assert states(house) == ["held", "unknown", "ready"]


async def test_editing_takes_it_back_and_opens_the_composer_where_it_was_written(house: House) -> None:
    async with desk_on(house, at="outbox") as desk:
        row = house.deliveries()[0]
        await desk.press("e")
        assert states(house)[0] == "cancelled"
        assert isinstance(desk.app.screen, InboxScreen)
        composer = desk.app.screen.composer
        assert composer.text == row.text
        assert composer.target is not None
        assert composer.target.item_id == row.item_id
        assert house.draft(f"reply:{row.item_id}") == row.text


async def test_enter_goes_to_what_it_answers(house: House) -> None:
    async with desk_on(house, at="outbox") as desk:
        row = house.deliveries()[1]
        await desk.press("j", "enter")
        assert isinstance(desk.app.screen, InboxScreen)
        assert desk.app.screen.items.listing.current == row.item_id


async def test_the_splits_are_the_states_that_have_something(house: House) -> None:
    async with desk_on(house, at="outbox") as desk:
        found = []
        for _ in range(3):
            await desk.press("tab")
            found.append(len(deliveries(desk).listing))
        assert found == [1, 1, 1], "on its way, not sent, in doubt; nothing waits for approval"
        await desk.press("shift+tab", "shift+tab", "shift+tab")
        assert len(deliveries(desk).listing) == 3


async def test_failures_have_a_split_of_their_own_in_the_inbox(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("shift+tab")
        assert len(desk.inbox.items.listing) == 2
        assert "Failed 2" in desk.inbox.query_one("#splits", Sheet).plain


async def test_a_doubt_says_what_was_found_and_what_it_answers(house: House) -> None:
    unclear = house.deliveries()[1]
    with house.store.reading() as conn:
        fence = reads_leases.lease(conn, "outbox")
    assert fence is not None
    seen = Candidate(datetime.now(UTC), "https://sosyal.example/@kahve/7", "answer, perhaps")
    async with desk_on(house, at="outbox", size=(160, 50)) as desk:
        await desk.press("j")
        assert "The platform was not asked yet." in page(desk)
        held = Fence("outbox", fence.holder, fence.fence)
        dispatch.record_look(
            house.store, held, unclear.id, "It has not been seen yet", [seen], datetime.now(UTC)
        )
        await desk.pilot.pause(0.3)
        await desk.settle()
        shown = " ".join(page(desk).split())
        assert "looked 1 time" in shown
        assert "answer, perhaps https://sosyal.example/@kahve/7" in shown
        assert house.item(unclear.item_id or 0).text in shown
        assert "fan" in shown


async def test_a_doubt_is_not_sent_again_by_a_slip_of_the_finger(house: House) -> None:
    async with desk_on(house, at="outbox") as desk:
        await desk.press("j", "r")
        assert "Nobody knows whether it arrived" in desk.said
        assert states(house) == ["held", "unknown", "failed"]


async def test_our_own_words_are_in_the_persons_language(house: House) -> None:
    async with desk_on(house, at="outbox", language="tr") as desk:
        await desk.press("j")
        assert "Yanıt kayboldu" in page(desk)
        assert "Yanıt kayboldu" in deliveries(desk).render_line(1).text


async def test_what_waits_too_long_is_red_and_says_why(house: House) -> None:
    due = datetime.now(UTC) - timedelta(minutes=3)
    for row in house.deliveries()[1:]:
        outbox.discard(house.store, row.id)
    outbox.cancel(house.store, house.deliveries()[0].id)
    outbox.queue_reply(house.store, house.items()[0].id, ReplyOrder("geç", hold=timedelta(0), due_at=due))
    async with desk_on(house, at="home") as desk:
        status = desk.app.screen.query_one("#status", Sheet).plain
        alert = desk.app.screen.query_one("#alert", Sheet).plain
        assert "1 late" in status
        assert "1 delivery is late" in alert
        assert "nobody syncs" in alert


async def test_a_missed_post_is_red_until_it_has_a_new_time(house: House) -> None:
    for row in house.deliveries()[1:]:
        outbox.acknowledge(house.store, row.id)
    due = datetime.now(UTC) - timedelta(hours=2)
    calendar.create_post(house.store, "dün", [house.items()[0].account_id], due, "UTC")
    with house.store.reading() as conn:
        fence = reads_leases.lease(conn, "outbox")
    assert fence is not None
    calendar.release_due(house.store, Fence("outbox", fence.holder, fence.fence), datetime.now(UTC))
    async with desk_on(house, at="home") as desk:
        alert = desk.app.screen.query_one("#alert", Sheet)
        assert "1 missed" in desk.app.screen.query_one("#status", Sheet).plain
        assert "1 post was missed" in alert.plain
        target = planned(house)
        calendar.move_target(house.store, target, datetime.now(UTC) + timedelta(days=1), "UTC")
        await desk.pilot.pause(0.3)
        await desk.settle()
        assert "missed" not in alert.plain


def planned(house: House) -> int:
    """The only target of the calendar."""
    now = datetime.now(UTC)
    with house.store.reading() as conn:
        (entry,) = reads_calendar.agenda(conn, now - timedelta(days=1), now + timedelta(days=1))
    return entry.target_id
