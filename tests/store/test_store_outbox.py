"""Everything that leaves the machine has one of three outcomes, and only one claimer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from meydan.store import Conflict, LeaseLost, NotFound, Store
from meydan.store.reads import leases as lease_reads
from meydan.store.reads import outbox as reads
from meydan.store.rows.outgoing import DeliveryRow, DeliveryWork, ReplyOrder
from meydan.store.rows.system import LeaseRow
from meydan.store.writes import accounts, leases, moderation, outbox, sync

if TYPE_CHECKING:
    from tests.store.conftest import Scene

NONE = timedelta(0)
TTL = timedelta(seconds=15)


def state(scene: Scene, number: int) -> DeliveryRow:
    with scene.store.reading() as conn:
        return reads.delivery(conn, number)


def claimed(scene: Scene, text: str = "selam") -> DeliveryWork:
    """A reply to item 1, `sending` under the holder `me`."""
    outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder(text, hold=NONE))
    work = outbox.claim(scene.store, scene.lease(), scene.now)
    assert work is not None
    return work


@pytest.fixture
def scene(scene: Scene) -> Scene:
    scene.arrive(
        scene.item("1", "fiyat?", kind="dm", thread="konu"), scene.item("2"), scene.item("3", author="fan")
    )
    return scene


def test_a_claimed_reply_carries_all_that_its_connector_needs(scene: Scene) -> None:
    number = outbox.queue_reply(
        scene.store,
        scene.id("1"),
        ReplyOrder("120 TL", hold=NONE, private=True, media=("/a.png",), alt_texts=("fincan",)),
    )
    work = outbox.claim(scene.store, scene.lease(), scene.now)
    assert work is not None
    row = work.delivery
    assert (row.id, row.state, row.attempts, row.first_attempt_at) == (number, "sending", 1, scene.now)
    assert (row.target, row.handle, row.account, row.platform) == ("1", "ayse", "kahve", "mastodon")
    assert (work.thread, work.kind, work.author_id, work.private) == ("konu", "dm", "ayse", True)
    assert (work.media, work.alt_texts, len(row.send_key)) == (("/a.png",), ("fincan",), 36)
    assert row == state(scene, number)


def test_a_held_reply_is_sent_when_its_hold_is_over(scene: Scene) -> None:
    number = outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("bir", hold=timedelta(seconds=10)))
    held = state(scene, number)
    assert held.hold_until is not None
    with scene.store.reading() as conn:
        assert reads.next_due(conn) == held.hold_until
    fence = scene.lease(now=held.hold_until)
    assert outbox.claim(scene.store, fence, held.hold_until - timedelta(microseconds=1)) is None
    assert state(scene, number).state == "held"
    work = outbox.claim(scene.store, fence, held.hold_until)
    assert work is not None
    assert work.delivery.id == number


def test_sent_closes_the_item_and_keeps_the_remote_id(scene: Scene) -> None:
    work = claimed(scene)
    outbox.record_sent(scene.store, scene.lease(), work.delivery.id, "r9", "https://x/r9", scene.now)
    row = state(scene, work.delivery.id)
    assert (row.state, row.remote_id, row.permalink, row.sent_at) == ("sent", "r9", "https://x/r9", scene.now)
    assert scene.one("1").state == "done"
    with pytest.raises(Conflict):
        outbox.record_failed(scene.store, scene.lease(), work.delivery.id, "late", scene.now)


def test_failed_stays_counted_until_acknowledged_and_may_be_retried(scene: Scene) -> None:
    work = claimed(scene)
    number, fence = work.delivery.id, scene.lease()
    outbox.record_failed(scene.store, fence, number, "too long", scene.now)
    assert scene.one("1").state == "open"
    with scene.store.reading() as conn:
        assert (reads.counts(conn).failed, reads.next_due(conn)) == (1, None)
    outbox.acknowledge(scene.store, number)
    with scene.store.reading() as conn:
        assert reads.counts(conn).failed == 0
    outbox.retry(scene.store, number)
    again = outbox.claim(scene.store, fence, scene.now)
    assert again is not None
    assert (again.delivery.send_key, again.delivery.attempts) == (work.delivery.send_key, 2)
    assert again.delivery.first_attempt_at == scene.now


def test_not_sent_waits_for_its_time(scene: Scene) -> None:
    work, fence = claimed(scene), scene.lease()
    later = scene.now + timedelta(minutes=5)
    outbox.record_retry(scene.store, fence, work.delivery.id, "429", later, scene.now)
    with scene.store.reading() as conn:
        assert reads.next_due(conn) == later
    assert outbox.claim(scene.store, fence, later - timedelta(seconds=1)) is None
    assert outbox.claim(scene.store, fence, later) is not None


def test_unknown_is_never_claimed_again_until_it_is_cleared_up(scene: Scene) -> None:
    work, fence = claimed(scene), scene.lease()
    number = work.delivery.id
    outbox.record_unknown(scene.store, fence, number, "timeout", scene.now)
    assert outbox.claim(scene.store, fence, scene.now + timedelta(days=1)) is None
    with pytest.raises(Conflict):
        outbox.retry(scene.store, number)
    with pytest.raises(Conflict):
        outbox.cancel(scene.store, number)
    assert [each.delivery.id for each in outbox.orphans(scene.store, fence, scene.now)] == [number]
    outbox.record_retry(scene.store, fence, number, "not there", None, scene.now)
    assert outbox.claim(scene.store, fence, scene.now) is not None
    outbox.record_unknown(scene.store, fence, number, "timeout", scene.now)
    outbox.record_sent(scene.store, fence, number, "found", "", scene.now)
    assert (state(scene, number).state, scene.one("1").state) == ("sent", "done")


@pytest.mark.parametrize(
    ("decide", "becomes"),
    [(outbox.arrived, "sent"), (outbox.not_arrived, "ready"), (outbox.discard, "cancelled")],
)
def test_a_person_may_clear_up_what_is_unknown(scene: Scene, decide: object, becomes: str) -> None:
    work = claimed(scene)
    outbox.record_unknown(scene.store, scene.lease(), work.delivery.id, "timeout", scene.now)
    assert callable(decide)
    decide(scene.store, work.delivery.id)
    assert state(scene, work.delivery.id).state == becomes
    with scene.store.reading() as conn:
        assert reads.counts(conn).unknown == 0


def test_one_at_a_time_for_each_account(scene: Scene) -> None:
    other = accounts.add(scene.store, platform="x", name="iki", remote_id="2")
    scene.arrive()
    outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("bir", hold=NONE))
    second = outbox.queue_reply(scene.store, scene.id("2"), ReplyOrder("iki", hold=NONE))
    fence = scene.lease()
    first = outbox.claim(scene.store, fence, scene.now)
    assert first is not None
    assert outbox.claim(scene.store, fence, scene.now) is None
    with scene.store.writing() as conn:
        conn.exec_driver_sql(f"UPDATE delivery SET account_id = {other.id} WHERE id = {second}")
    work = outbox.claim(scene.store, fence, scene.now)
    assert work is not None
    assert work.delivery.account == "iki"


def test_a_paused_account_waits_and_says_until_when(scene: Scene) -> None:
    outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("bir", hold=NONE))
    until = scene.now + timedelta(days=400)
    sync.note_usage(scene.store, scene.account.id, scene.now, blocked_until=until)
    fence = scene.lease()
    assert outbox.claim(scene.store, fence, scene.now) is None
    with scene.store.reading() as conn:
        assert reads.next_due(conn) == until
    assert outbox.claim(scene.store, fence, until) is not None


def test_signed_out_accounts_send_nothing(scene: Scene) -> None:
    outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("bir", hold=NONE))
    accounts.set_state(scene.store, scene.account.id, "signed_out")
    assert outbox.claim(scene.store, scene.lease(), scene.now) is None
    with scene.store.reading() as conn:
        assert reads.next_due(conn) is None


def test_cancel_reopens_what_the_reply_had_closed(scene: Scene) -> None:
    number = outbox.queue_reply(
        scene.store, scene.id("1"), ReplyOrder("bir", hold=timedelta(hours=1), done=True)
    )
    outbox.cancel(scene.store, number)
    assert (state(scene, number).state, scene.one("1").state) == ("cancelled", "open")
    with pytest.raises(Conflict):
        outbox.cancel(scene.store, number)
    with pytest.raises(NotFound):
        outbox.cancel(scene.store, 999)


def test_of_two_editors_the_second_learns_who_won(scene: Scene, as_login: Mapping[str, Store]) -> None:
    number = outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("bir", hold=timedelta(hours=1)))
    version = state(scene, number).version
    outbox.edit(as_login["bora"], number, "iki", version)
    with pytest.raises(Conflict, match="bora"):
        outbox.edit(scene.store, number, "üç", version)
    assert state(scene, number).text == "iki"
    work = outbox.claim(scene.store, scene.lease(), scene.now + timedelta(days=900))
    assert work is not None
    with pytest.raises(Conflict):
        outbox.edit(scene.store, number, "dört", work.delivery.version)


def test_acts_aim_at_the_item(scene: Scene) -> None:
    number = moderation.queue_acts(scene.store, [scene.id("3")], "hide", hold=NONE)[0]
    work = outbox.claim(scene.store, scene.lease(), scene.now)
    assert work is not None
    assert (work.delivery.id, work.delivery.action) == (number, "hide")
    assert (work.delivery.target, work.author_id) == ("3", "fan")
    outbox.record_sent(scene.store, scene.lease(), number, "", "", scene.now)
    assert (scene.one("3").state, scene.one("3").hidden) == ("done", True)


def test_a_lease_is_held_by_one_and_its_number_grows(scene: Scene) -> None:
    first = scene.lease("a")
    other = leases.acquire(scene.store, "outbox", "b", TTL, scene.now, holder_alive=lambda _: True)
    assert isinstance(other, LeaseRow)
    assert (other.holder, other.fence) == ("a", first.fence)
    assert scene.lease("a") == first
    dead = scene.lease("b", alive=False)
    assert dead.fence == first.fence + 1
    late = scene.lease("c", now=scene.now + TTL)
    assert late.fence == dead.fence + 1
    for stale in (first, dead):
        with pytest.raises(LeaseLost):
            leases.renew(scene.store, stale, TTL, scene.now)
    leases.renew(scene.store, late, TTL, scene.now + timedelta(seconds=20))
    leases.release(scene.store, late)
    with scene.store.reading() as conn:
        assert lease_reads.lease(conn, "outbox") is None
    assert scene.lease("d").fence == late.fence + 1


def test_a_lease_from_a_clock_that_was_ahead_does_not_block(scene: Scene) -> None:
    scene.lease("a", now=scene.now + timedelta(days=1))
    assert scene.lease("b").holder == "b"


def test_the_fenced_out_claim_nothing_and_record_only_what_arrived(scene: Scene) -> None:
    work, old = claimed(scene), scene.lease()
    outbox.queue_reply(scene.store, scene.id("2"), ReplyOrder("iki", hold=NONE))
    new = scene.lease("you", alive=False)
    number = work.delivery.id
    with pytest.raises(LeaseLost):
        outbox.claim(scene.store, old, scene.now)
    with pytest.raises(LeaseLost):
        outbox.orphans(scene.store, old, scene.now)
    for record in (outbox.record_failed, outbox.record_unknown):
        with pytest.raises(LeaseLost):
            record(scene.store, old, number, "late", scene.now)
    with pytest.raises(LeaseLost):
        outbox.record_retry(scene.store, old, number, "late", None, scene.now)
    (orphan,) = outbox.orphans(scene.store, new, scene.now)
    assert (orphan.delivery.id, orphan.delivery.state) == (number, "unknown")
    outbox.record_sent(scene.store, old, number, "r1", "", scene.now)
    assert state(scene, number).state == "sent"
    assert outbox.orphans(scene.store, new, scene.now) == ()


def test_a_claim_made_anew_is_not_the_old_claimers_to_record(scene: Scene) -> None:
    work, old = claimed(scene), scene.lease()
    new = scene.lease("you", alive=False)
    outbox.orphans(scene.store, new, scene.now)
    outbox.record_retry(scene.store, new, work.delivery.id, "not there", None, scene.now)
    assert outbox.claim(scene.store, new, scene.now) is not None
    with pytest.raises(LeaseLost):
        outbox.record_sent(scene.store, old, work.delivery.id, "r1", "", scene.now)


def test_own_claims_are_no_orphans(scene: Scene) -> None:
    claimed(scene)
    assert outbox.orphans(scene.store, scene.lease(), scene.now) == ()


def test_pages_and_counts_by_state(scene: Scene) -> None:
    ids = [
        outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder(str(n), hold=timedelta(n)))
        for n in range(3)
    ]
    with scene.store.reading() as conn:
        assert [row.id for row in reads.page(conn, frozenset(), 10)] == ids[::-1]
        assert [row.id for row in reads.page(conn, frozenset({"held"}), 1)] == ids[2:]
        assert (reads.counts(conn).held, reads.counts(conn).ready) == (2, 1)
