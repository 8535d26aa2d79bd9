"""What somebody's writing again does to items that were done, put away, or wait for a colleague."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from meydan.store import Store
from meydan.store.counters import stored, tally
from meydan.store.reads import audit
from meydan.store.writes import inquiries, triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene


def test_a_done_item_whose_text_changes_is_open_again(scene: Scene) -> None:
    scene.arrive(*(scene.item(number, f"kargo {number}") for number in "123"))
    triage.done(scene.store, [scene.id("1"), scene.id("2")])
    later = scene.now + timedelta(hours=1)
    rewritten = scene.item("1", "kargo kötü", edited_at=later)
    scene.arrive(rewritten, scene.item("2", "kargo 2", edited_at=later))
    assert [scene.one(number).state for number in "123"] == ["open", "done", "open"]
    assert scene.one("1").sentiment == "negative"
    with scene.store.reading() as conn:
        said = audit.recent(conn, 1)[0]
        assert stored(conn) == tally(conn)
    assert (said.command, said.subject, said.detail) == ("reopen", f"item {scene.id('1')}", "edited")
    triage.done(scene.store, [scene.id("1")])
    scene.arrive(rewritten)
    assert scene.one("1").state == "done"


def test_what_a_member_says_of_spam_stands_when_the_text_changes(scene: Scene) -> None:
    bait = "bedava iphone kazan https://bit.ly/x hemen tıkla kazan"
    scene.arrive(scene.item("1", "merhaba"), scene.item("2", bait), scene.item("3", bait))
    assert [scene.one(number).spam for number in "123"] == [False, True, True]
    triage.spam(scene.store, [scene.id("1")], True)
    triage.spam(scene.store, [scene.id("2")], False)
    rewritten = (scene.item("1", "merhaba!"), scene.item("2", f"{bait}!"), scene.item("3", "kargom nerede?"))
    scene.arrive(*rewritten)
    assert [(scene.one(number).spam, scene.one(number).state) for number in "123"] == [
        (True, "done"),
        (False, "open"),
        (False, "open"),
    ]
    triage.undo(scene.store)
    triage.undo(scene.store)
    scene.arrive(scene.item("1", "merhaba!!"), scene.item("2", f"{bait}!!"))
    assert [scene.one(number).spam for number in "12"] == [False, True]
    with scene.store.reading() as conn:
        assert stored(conn) == tally(conn)


def test_an_edited_item_keeps_the_other_states(scene: Scene) -> None:
    scene.arrive(scene.item("1", "bir"), scene.item("2", "iki"))
    until = scene.now + timedelta(days=1)
    inquiries.ask(scene.store, [scene.id("1")], "bora")
    triage.snooze(scene.store, [scene.id("2")], until)
    scene.arrive(scene.item("1", "bir!"), scene.item("2", "iki!"))
    assert (scene.one("1").state, scene.one("2").state) == ("waiting", "snoozed")
    assert scene.one("2").snoozed_until == until


def test_a_snoozed_item_wakes_when_its_author_writes_again_in_the_conversation(scene: Scene) -> None:
    scene.arrive(
        scene.item("a", author="ayse", thread="t1"),
        scene.item("b", author="ayse", thread="t2"),
        scene.item("c", author="can", thread="t1"),
    )
    triage.snooze(scene.store, [scene.id(number) for number in "abc"], scene.now + timedelta(days=1))
    scene.arrive(scene.item("old", author="ayse", thread="t2", at=scene.now - timedelta(hours=1)))
    assert [scene.one(number).state for number in "abc"] == ["snoozed"] * 3
    scene.arrive(scene.item("new", author="ayse", thread="t1", at=scene.now + timedelta(hours=1)))
    assert [scene.one(number).state for number in "abc"] == ["open", "snoozed", "snoozed"]
    assert scene.one("a").snoozed_until is None
    with scene.store.reading() as conn:
        assert audit.recent(conn, 1)[0].detail == "answered"
        assert stored(conn) == tally(conn)


def test_what_waits_waits_on_and_what_is_done_stays_done_when_its_author_writes_again(scene: Scene) -> None:
    scene.arrive(scene.item("asked", kind="dm", thread="t"), scene.item("done", kind="dm", thread="t"))
    inquiries.ask(scene.store, [scene.id("asked")], "bora")
    triage.done(scene.store, [scene.id("done")])
    scene.arrive(scene.item("new", kind="dm", thread="t", at=scene.now + timedelta(hours=1)))
    assert [scene.one(number).state for number in ("asked", "done", "new")] == ["waiting", "done", "open"]


def test_undoing_done_leaves_an_item_that_its_author_reopened(scene: Scene, store: Store) -> None:
    scene.arrive(scene.item("1", "bir"))
    triage.snooze(store, [scene.id("1")], scene.now + timedelta(days=1))
    triage.done(store, [scene.id("1")])
    scene.arrive(scene.item("1", "iki"))
    assert triage.undo(store) == "done"
    assert (scene.one("1").state, scene.one("1").snoozed_until) == ("open", None)
