"""What leaves late is counted, what is too late waits for a person; what reading back found is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from meydan.connectors.base import Candidate
from meydan.store import Conflict, LeaseLost, NotFound
from meydan.store.reads import calendar as agenda_reads
from meydan.store.reads import outbox as reads
from meydan.store.rows.outgoing import CalendarEntry, DeliveryPage, DeliveryRow, ReplyOrder
from meydan.store.rows.outgoing import Candidate as CandidateRow
from meydan.store.rows.system import Fence
from meydan.store.writes import accounts, calendar, outbox

if TYPE_CHECKING:
    from tests.store.conftest import Scene

NONE = timedelta(0)
ZONE = "Europe/Istanbul"


@pytest.fixture
def scene(scene: Scene) -> Scene:
    scene.arrive(scene.item("1", "fiyat?"), scene.item("2"))
    return scene


def late(scene: Scene, after: timedelta = NONE) -> int:
    with scene.store.reading() as conn:
        return reads.late(conn, scene.now + after)


def page(scene: Scene, number: int) -> DeliveryPage:
    with scene.store.reading() as conn:
        return reads.page_of(conn, number)


def planned(scene: Scene) -> CalendarEntry:
    with scene.store.reading() as conn:
        (entry,) = agenda_reads.agenda(conn, scene.now - timedelta(days=1), scene.now + timedelta(days=1))
    return entry


def newest(scene: Scene) -> DeliveryRow:
    with scene.store.reading() as conn:
        return reads.page(conn, frozenset(), 1)[0]


def test_what_should_have_left_two_minutes_ago_is_late(scene: Scene) -> None:
    due = scene.now + timedelta(minutes=10)
    outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("bir", hold=NONE, due_at=due))
    calendar.create_post(scene.store, "iki", [scene.account.id], due, ZONE)
    calendar.create_post(scene.store, "yok", [scene.account.id], None, ZONE)
    assert late(scene, timedelta(minutes=12)) == 0
    assert late(scene, timedelta(minutes=12, seconds=1)) == 2


def test_a_delivery_that_nobody_claims_is_late_and_one_that_is_sent_is_not(scene: Scene) -> None:
    outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("bir", hold=NONE))
    later = newest(scene).created_at + timedelta(minutes=3)
    with scene.store.reading() as conn:
        assert reads.late(conn, later) == 1
    work = outbox.claim(scene.store, scene.lease(), scene.now)
    assert work is not None
    assert work.delivery.last_attempt_at == scene.now
    assert late(scene, timedelta(minutes=3)) == 1
    outbox.record_sent(scene.store, scene.lease(), work.delivery.id, "r1", "", scene.now)
    assert late(scene, timedelta(minutes=3)) == 0


def test_a_post_stuck_in_the_outbox_for_an_hour_is_missed_and_leaves_only_by_a_persons_word(
    scene: Scene,
) -> None:
    calendar.create_post(scene.store, "öğlen", [scene.account.id], scene.now, ZONE)
    fence = scene.lease()
    (number,) = calendar.release_due(scene.store, fence, scene.now).queued
    accounts.set_state(scene.store, scene.account.id, "signed_out")
    hour = scene.now + calendar.TOO_LATE
    assert calendar.release_due(scene.store, fence, hour).missed == ()
    fence = scene.lease(now=hour)

    released = calendar.release_due(scene.store, fence, hour + timedelta(seconds=1))

    accounts.set_state(scene.store, scene.account.id, "active")
    assert released.missed == (planned(scene).target_id,)
    assert planned(scene).state == "missed"
    assert (newest(scene).state, newest(scene).error) == ("failed", calendar.MISSED)
    assert outbox.claim(scene.store, fence, hour) is None
    with scene.store.reading() as conn:
        assert reads.counts(conn).failed == 1

    outbox.retry(scene.store, number)
    now = newest(scene).due_at
    assert now is not None
    fence = scene.lease(now=now)
    assert calendar.release_due(scene.store, fence, now).missed == ()
    work = outbox.claim(scene.store, fence, now)
    assert work is not None
    assert work.delivery.id == number


def test_a_post_that_was_planned_anew_is_not_sent_by_a_retry_too(scene: Scene) -> None:
    calendar.create_post(scene.store, "öğlen", [scene.account.id], scene.now, ZONE)
    fence = scene.lease()
    (number,) = calendar.release_due(scene.store, fence, scene.now).queued
    assert outbox.claim(scene.store, fence, scene.now) is not None
    outbox.record_failed(scene.store, fence, number, "no", scene.now)
    calendar.move_target(scene.store, planned(scene).target_id, scene.now + timedelta(hours=1), ZONE)
    with pytest.raises(Conflict, match="is scheduled"):
        outbox.retry(scene.store, number)


def test_giving_up_an_answer_opens_the_item_that_it_closed(scene: Scene) -> None:
    number = outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("bir", hold=NONE, done=True))
    work = outbox.claim(scene.store, scene.lease(), scene.now)
    assert work is not None
    outbox.record_failed(scene.store, scene.lease(), number, "no", scene.now)
    assert scene.one("1").state == "done"
    outbox.discard(scene.store, number)
    assert scene.one("1").state == "open"


def test_what_a_look_found_is_kept_until_a_person_decides(scene: Scene) -> None:
    number = outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("bir", hold=NONE))
    fence = scene.lease()
    assert outbox.claim(scene.store, fence, scene.now) is not None
    outbox.record_unknown(scene.store, fence, number, "The answer was lost", scene.now)
    outbox.acknowledge(scene.store, number)
    seen = Candidate(scene.now, "https://sosyal.example/a b", "bir\tiki üç")
    for found in ((), (seen, Candidate(scene.now, "", ""))):
        outbox.record_look(scene.store, fence, number, "It has not been seen yet", found, scene.now)

    whole = page(scene, number)
    assert (whole.looks, whole.looked_at, whole.look) == (2, scene.now, "It has not been seen yet")
    assert whole.candidates == (
        CandidateRow(scene.now, "https://sosyal.example/a%20b", "bir\tiki üç"),
        CandidateRow(scene.now, "", ""),
    )
    assert whole.original == scene.one("1")
    assert (whole.work.delivery.state, whole.work.delivery.acknowledged) == ("unknown", True)

    outbox.arrived(scene.store, number)
    outbox.record_look(scene.store, fence, number, "too late", (), scene.now)
    assert page(scene, number).look == "It has not been seen yet"
    with pytest.raises(LeaseLost):
        outbox.record_look(scene.store, Fence("outbox", "other", 99), number, "", (), scene.now)
    with pytest.raises(NotFound):
        page(scene, 99)


def test_a_second_doubt_is_new_even_if_the_first_was_seen(scene: Scene) -> None:
    number = outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("bir", hold=NONE))
    fence = scene.lease()
    assert outbox.claim(scene.store, fence, scene.now) is not None
    outbox.record_unknown(scene.store, fence, number, "lost", scene.now)
    outbox.acknowledge(scene.store, number)
    outbox.record_retry(scene.store, fence, number, "not there", None, scene.now)
    assert outbox.claim(scene.store, fence, scene.now) is not None
    other = scene.lease("other", now=scene.now + timedelta(minutes=1))
    assert [one.delivery.id for one in outbox.orphans(scene.store, other, scene.now)] == [number]
    with scene.store.reading() as conn:
        assert reads.counts(conn).unknown == 1
