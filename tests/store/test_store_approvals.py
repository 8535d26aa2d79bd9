"""What a junior writes leaves only when a senior lets it; nothing written is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from meydan.store import Actor, Conflict, Forbidden, NotFound, Store
from meydan.store.reads import drafts, outbox
from meydan.store.rows.outgoing import DeliveryRow, ReplyOrder
from meydan.store.writes import approvals, dispatch, moderation, team, triage
from meydan.store.writes import outbox as writes

if TYPE_CHECKING:
    from tests.store.conftest import Scene

NONE = timedelta(0)
HOLD = timedelta(seconds=10)
As = Callable[[str], Store]


@pytest.fixture
def act_as(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> As:
    """The scene's store with another member at it."""
    for login, role in (("cem", "writer"), ("mert", "publisher"), ("zeynep", "approver"), ("ece", "viewer")):
        team.add_member(scene.store, login, login.title(), role, login[0])
    scene.arrive(scene.item("1", "fiyat?"), scene.item("2"))

    def act(login: str) -> Store:
        monkeypatch.setattr(scene.store, "actor", Actor(login, "desk"))
        return scene.store

    return act


def row(scene: Scene, number: int) -> DeliveryRow:
    with scene.store.reading() as conn:
        return outbox.delivery(conn, number)


def draft_text(scene: Scene, key: str, login: str) -> str:
    with scene.store.reading() as conn:
        found = drafts.draft(conn, key, login)
    return found.text if found else ""


def test_what_a_writer_sends_waits_for_approval_and_is_never_claimed(scene: Scene, act_as: As) -> None:
    number = writes.queue_reply(act_as("cem"), scene.id("1"), ReplyOrder("120 TL", hold=NONE, done=True))
    assert (row(scene, number).state, scene.one("1").state) == ("asked", "waiting")
    assert writes.claim(scene.store, scene.lease(), scene.now + timedelta(days=1)) is None
    with scene.store.reading() as conn:
        assert (outbox.counts(conn).asked, outbox.next_due(conn)) == (1, None)
    approvals.approve(act_as("zeynep"), number, row(scene, number).version, hold=NONE)
    work = writes.claim(scene.store, scene.lease(), scene.now)
    assert work is not None and work.delivery.decided_by == "zeynep"
    dispatch.record_sent(scene.store, scene.lease(), number, "r", "", scene.now)
    assert scene.one("1").state == "done"


def test_roles_decide_who_may(scene: Scene, act_as: As) -> None:
    with pytest.raises(Forbidden):
        writes.queue_reply(act_as("ece"), scene.id("1"), ReplyOrder("x", hold=NONE))
    with pytest.raises(Forbidden):
        moderation.queue_acts(act_as("ece"), [scene.id("1")], "hide", hold=NONE)
    with pytest.raises(Forbidden, match="cem"):
        writes.queue_reply(act_as("mert"), scene.id("1"), ReplyOrder("x", hold=NONE, ask="cem"))
    with pytest.raises(NotFound, match="nobody"):
        writes.queue_reply(act_as("mert"), scene.id("1"), ReplyOrder("x", hold=NONE, ask="nobody"))
    (asked,) = moderation.queue_acts(act_as("cem"), [scene.id("2")], "hide", hold=NONE)
    assert row(scene, asked).state == "asked"
    number = writes.queue_reply(act_as("cem"), scene.id("1"), ReplyOrder("x", hold=NONE, ask="mert"))
    for login in ("cem", "ece"):
        with pytest.raises(Forbidden):
            approvals.approve(act_as(login), number, 1, hold=NONE)
        with pytest.raises(Forbidden):
            approvals.reject(act_as(login), number, "no")
    approvals.approve(act_as("mert"), number, 1, hold=HOLD)
    other = writes.queue_reply(act_as("cem"), scene.id("2"), ReplyOrder("y", hold=NONE))
    with pytest.raises(Forbidden):
        approvals.approve(act_as("mert"), other, 1, hold=NONE)
    assert (
        row(scene, writes.queue_reply(act_as("guest"), scene.id("2"), ReplyOrder("z", hold=NONE))).state
        == "ready"
    )


def test_an_approved_text_is_not_changed_by_who_needed_approval(scene: Scene, act_as: As) -> None:
    number = writes.queue_reply(act_as("cem"), scene.id("1"), ReplyOrder("x", hold=NONE))
    writes.edit(act_as("cem"), number, "y", 1)
    with pytest.raises(Conflict, match="changed by cem"):
        approvals.approve(act_as("zeynep"), number, 1, hold=HOLD)
    approvals.approve(act_as("zeynep"), number, 2, hold=HOLD, text="y, buyurun")
    done = row(scene, number)
    assert (done.text, done.proposed, done.edited_by, done.state) == ("y, buyurun", "y", "zeynep", "held")
    with pytest.raises(Forbidden):
        writes.edit(act_as("cem"), number, "z", done.version)


def test_a_rejected_text_is_a_draft_of_its_author_with_the_reason(scene: Scene, act_as: As) -> None:
    number = writes.queue_reply(act_as("cem"), scene.id("1"), ReplyOrder("120 TL", hold=NONE, codes=("f",)))
    key = f"reply:{scene.id('1')}"
    with pytest.raises(Conflict, match="reason"):
        approvals.reject(act_as("zeynep"), number, "  ")
    approvals.reject(act_as("zeynep"), number, "fiyat verme")
    done = row(scene, number)
    assert (done.state, done.decided_by, done.reason) == ("rejected", "zeynep", "fiyat verme")
    assert scene.one("1").state == "open"
    assert draft_text(scene, key, "cem") == "120 TL"
    with pytest.raises(Conflict):
        approvals.approve(act_as("zeynep"), number, done.version, hold=NONE)
    assert triage.undo(scene.store) == "reject"
    assert (row(scene, number).state, row(scene, number).reason) == ("asked", "")


def test_a_rejection_leaves_what_the_author_writes_meanwhile(scene: Scene, act_as: As) -> None:
    from meydan.store.writes.drafts import save_draft

    number = writes.queue_reply(act_as("cem"), scene.id("1"), ReplyOrder("120 TL", hold=NONE))
    key = f"reply:{scene.id('1')}"
    save_draft(act_as("cem"), key, "bir de")
    approvals.reject(act_as("zeynep"), number, "hayır")
    assert draft_text(scene, key, "cem") == "bir de\n\n120 TL"


def test_of_two_proposals_one_is_approved_and_the_other_is_asked_about(scene: Scene, act_as: As) -> None:
    first = writes.queue_reply(act_as("cem"), scene.id("1"), ReplyOrder("bir", hold=NONE))
    second = writes.queue_reply(act_as("mert"), scene.id("1"), ReplyOrder("iki", hold=NONE, ask=""))
    with pytest.raises(approvals.OtherProposals) as asked:
        approvals.approve(act_as("zeynep"), second, 1, hold=HOLD)
    assert asked.value.ids == (first,)
    approvals.approve(act_as("zeynep"), second, 1, hold=HOLD, reject_others=True)
    assert [row(scene, number).state for number in (first, second)] == ["rejected", "held"]
    assert row(scene, first).reason == approvals.SUPERSEDED
    assert draft_text(scene, f"reply:{scene.id('1')}", "cem") == "bir"
    assert triage.undo(scene.store) == "approve"
    assert [row(scene, number).state for number in (first, second)] == ["asked", "asked"]
    assert row(scene, second).decided_by == ""
    assert triage.redo(scene.store) == "approve"
    assert [row(scene, number).state for number in (first, second)] == ["rejected", "held"]


def test_the_author_takes_back_what_waits_for_approval(scene: Scene, act_as: As) -> None:
    number = writes.queue_reply(act_as("cem"), scene.id("1"), ReplyOrder("x", hold=HOLD))
    assert triage.undo(scene.store) == "ask_approval"
    assert (row(scene, number).state, scene.one("1").state) == ("cancelled", "open")
    assert triage.redo(scene.store) == "ask_approval"
    assert (row(scene, number).state, scene.one("1").state) == ("asked", "waiting")
    for give_up in (writes.cancel, writes.discard):
        with pytest.raises(Forbidden):
            give_up(act_as("ece"), number)
    writes.cancel(act_as("cem"), number)
    assert (row(scene, number).state, scene.one("1").state) == ("cancelled", "open")
    other = writes.queue_reply(act_as("cem"), scene.id("2"), ReplyOrder("x", hold=HOLD))
    writes.discard(scene.store, other)
    assert (row(scene, other).state, scene.one("2").state) == ("cancelled", "open")


def test_nothing_is_queued_that_would_leave_after_the_window(scene: Scene, act_as: As) -> None:
    from meydan.store.clock import utc_now

    store, closes = act_as("mert"), utc_now() + timedelta(minutes=1)
    with pytest.raises(Conflict, match="window"):
        writes.queue_reply(store, scene.id("1"), ReplyOrder("x", hold=timedelta(minutes=2)), before=closes)
    with pytest.raises(Conflict, match="window"):
        writes.queue_reply(
            store,
            scene.id("1"),
            ReplyOrder("x", hold=NONE, due_at=closes + timedelta(seconds=1)),
            before=closes,
        )
    number = writes.queue_reply(store, scene.id("1"), ReplyOrder("x", hold=NONE, ask=""), before=closes)
    with pytest.raises(Conflict, match="window"):
        approvals.approve(act_as("zeynep"), number, 1, hold=NONE, before=utc_now() - timedelta(seconds=1))
    assert row(scene, number).state == "asked"
