"""Hiding, deleting, blocking, calling spam; and how much of it can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from meydan.store import NotFound, counters
from meydan.store.reads import outbox as reads
from meydan.store.rows.outgoing import DeliveryRow
from meydan.store.writes import moderation, outbox, triage
from meydan.store.writes.takeback import Turned

if TYPE_CHECKING:
    from tests.store.conftest import Scene

HOLD = timedelta(seconds=10)
LATER = timedelta(hours=1)


@pytest.fixture
def scene(scene: Scene) -> Scene:
    scene.arrive(*(scene.item(str(number), "kötü") for number in range(1, 4)))
    return scene


def ids(scene: Scene, *remote_ids: str) -> list[int]:
    return [scene.id(each) for each in remote_ids]


def deliveries(scene: Scene) -> list[DeliveryRow]:
    """All of the outbox, oldest first."""
    with scene.store.reading() as conn:
        return reads.page(conn, frozenset(), 100)[::-1]


def send(scene: Scene, count: int = 1) -> None:
    """Let deliveries leave the machine, the oldest first."""
    fence = scene.lease()
    for _ in range(count):
        work = outbox.claim(scene.store, fence, scene.now + timedelta(days=900))
        assert work is not None
        outbox.record_sent(scene.store, fence, work.delivery.id, "", "", scene.now)


def hide(scene: Scene, *remote_ids: str) -> list[int]:
    """Hide items on a platform that can show them again."""
    wanted = ids(scene, *remote_ids)
    back = dict.fromkeys(wanted, "unhide")
    return moderation.queue_acts(scene.store, wanted, "hide", hold=HOLD, back=back)


def states(scene: Scene, *remote_ids: str) -> list[tuple[str, bool]]:
    return [(scene.one(each).state, scene.one(each).hidden) for each in remote_ids]


def test_hiding_many_is_one_command(scene: Scene) -> None:
    made = hide(scene, "1", "2", "3", "1")
    assert len(made) == 3
    assert [(row.action, row.target, row.state) for row in deliveries(scene)] == [
        ("hide", "1", "held"),
        ("hide", "2", "held"),
        ("hide", "3", "held"),
    ]
    assert states(scene, "1", "2", "3") == [("done", False)] * 3
    assert triage.undo(scene.store) == "hide"
    assert {row.state for row in deliveries(scene)} == {"cancelled"}
    assert states(scene, "1", "2", "3") == [("open", False)] * 3
    assert triage.redo(scene.store) == "hide"
    assert {row.state for row in deliveries(scene)} == {"held"}


def test_an_unknown_item_among_them_queues_nothing(scene: Scene) -> None:
    with pytest.raises(NotFound, match="no item 999"):
        moderation.queue_acts(scene.store, [*ids(scene, "1"), 999], "hide", hold=HOLD)
    assert deliveries(scene) == []
    assert states(scene, "1") == [("open", False)]


def test_blocking_leaves_an_item_open(scene: Scene) -> None:
    moderation.queue_acts(scene.store, ids(scene, "1"), "block", hold=HOLD)
    send(scene)
    assert states(scene, "1") == [("open", False)]


def test_a_sent_hide_is_taken_back_by_showing_it_again(scene: Scene) -> None:
    hide(scene, "1")
    send(scene)
    assert states(scene, "1") == [("done", True)]
    assert triage.turn_back(scene.store) == Turned("hide", reversing=1)
    hidden, shown = deliveries(scene)
    assert (hidden.state, shown.action, shown.target, shown.state) == ("sent", "unhide", "1", "held")
    assert states(scene, "1") == [("open", True)], "hidden until the platform has shown it"
    send(scene)
    assert states(scene, "1") == [("open", False)]
    assert triage.redo(scene.store) is None


def test_what_was_sent_for_good_is_told_and_nothing_else_is_undone(scene: Scene) -> None:
    triage.star(scene.store, ids(scene, "2"), True)
    moderation.queue_acts(scene.store, ids(scene, "1"), "delete", hold=HOLD)
    send(scene)
    assert triage.turn_back(scene.store) == Turned("delete", lost=1, stands=True)
    assert states(scene, "1") == [("done", False)]
    assert scene.one("2").starred
    assert triage.turn_back(scene.store) == Turned("star")
    assert not scene.one("2").starred


def test_of_many_what_still_waits_is_taken_back(scene: Scene) -> None:
    moderation.queue_acts(scene.store, ids(scene, "1", "2", "3"), "delete", hold=HOLD)
    send(scene)
    assert triage.turn_back(scene.store) == Turned("delete", lost=1)
    assert [row.state for row in deliveries(scene)] == ["sent", "cancelled", "cancelled"]
    assert [state for state, _ in states(scene, "1", "2", "3")] == ["done", "open", "open"]


def test_of_many_hidden_ones_the_sent_are_shown_again(scene: Scene) -> None:
    hide(scene, "1", "2")
    send(scene)
    assert triage.undo(scene.store) == "hide"
    assert [(row.action, row.target, row.state) for row in deliveries(scene)] == [
        ("hide", "1", "sent"),
        ("hide", "2", "cancelled"),
        ("unhide", "1", "held"),
    ]


def test_a_cancelled_hide_opens_its_item_again(scene: Scene) -> None:
    (made,) = moderation.queue_acts(scene.store, ids(scene, "1"), "hide", hold=HOLD)
    outbox.cancel(scene.store, made)
    assert states(scene, "1") == [("open", False)]


def test_spam_is_closed_counted_and_taken_back(scene: Scene) -> None:
    triage.snooze(scene.store, ids(scene, "2"), scene.now + LATER)
    triage.spam(scene.store, ids(scene, "1", "2"), True)
    assert [(scene.one(each).spam, scene.one(each).state) for each in "123"] == [
        (True, "done"),
        (True, "done"),
        (False, "open"),
    ]
    with scene.store.reading() as conn:
        stored = +counters.stored(conn)
        assert stored == counters.tally(conn)
        assert sum(number for key, number in stored.items() if key[5]) == 2
    assert triage.undo(scene.store) == "spam"
    assert [(scene.one(each).spam, scene.one(each).state) for each in "12"] == [
        (False, "open"),
        (False, "snoozed"),
    ]
    assert triage.redo(scene.store) == "spam"
    triage.spam(scene.store, ids(scene, "1"), False)
    assert (scene.one("1").spam, scene.one("1").state) == (False, "open")
    assert deliveries(scene) == [], "nothing leaves the machine"


def test_what_the_platform_says_of_hiding_counts(scene: Scene) -> None:
    hidden = replace(scene.item("9", "gizli"), hidden=True)
    scene.arrive(hidden)
    assert scene.one("9").hidden
    assert scene.arrive(hidden).unchanged == 1
    scene.arrive(replace(hidden, hidden=False))
    assert not scene.one("9").hidden
    hide(scene, "9")
    send(scene)
    scene.arrive(replace(hidden, hidden=None, text="gizli, düzeltildi"))
    assert scene.one("9").hidden, "where it does not say, what we did counts"
