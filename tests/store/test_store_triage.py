"""What people do with items, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from meydan.store import NotFound, Store
from meydan.store.reads import audit, calendar, inbox, outbox, team, threads
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.writes import calendar as calendar_writes
from meydan.store.writes import inquiries, triage
from meydan.store.writes import outbox as outbox_writes
from meydan.store.writes import team as team_writes

if TYPE_CHECKING:
    from tests.store.conftest import Scene


def test_each_command_does_what_it_says_and_is_audited(scene: Scene) -> None:
    scene.arrive(scene.item("1"), scene.item("2"))
    store, one, two = scene.store, scene.id("1"), scene.id("2")
    until = scene.now + timedelta(days=1)
    team_writes.add_tag(store, "k", "kargo")
    team_writes.add_tag(store, "f", "fiyat")
    triage.tag(store, [one, two], "kargo")
    triage.tag(store, [one], "fiyat")
    triage.untag(store, [two], "kargo")
    triage.star(store, [one], True)
    inquiries.ask(store, [one], "bora")
    triage.snooze(store, [two], until)
    triage.note(store, one, "müdüre sor")
    row, other = scene.one("1"), scene.one("2")
    assert (row.tags, row.starred, row.state, row.assignee) == (("fiyat", "kargo"), True, "waiting", "ayse")
    assert (other.tags, other.state, other.snoozed_until) == ((), "snoozed", until)
    with store.reading() as conn:
        (note,) = inbox.item_notes(conn, one)
        said = [(entry.login, entry.command, entry.subject) for entry in audit.recent(conn, 3)]
    assert (note.login, note.text) == ("ayse", "müdüre sor")
    assert said == [
        ("ayse", "note", f"item {one}"),
        ("ayse", "snooze", f"item {two}"),
        ("ayse", "ask", f"item {one}"),
    ]
    triage.reopen(store, [two])
    assert (scene.one("2").state, scene.one("2").snoozed_until) == ("open", None)


def test_a_command_that_names_something_unknown_changes_nothing(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    number = scene.id("1")
    with pytest.raises(NotFound, match="no item 999"):
        triage.done(scene.store, [number, 999])
    with pytest.raises(NotFound, match="no member zeki"):
        triage.assign(scene.store, [number], "zeki")
    with pytest.raises(NotFound, match="no tag yok"):
        triage.tag(scene.store, [number], "yok")
    with pytest.raises(NotFound):
        triage.note(scene.store, 999, "x")
    with pytest.raises(ValueError, match="no sentiment"):
        triage.sentiment(scene.store, [number], "angry")
    assert scene.one("1").state == "open"
    with scene.store.reading() as conn:
        assert {entry.command for entry in audit.recent(conn, 50)} <= {"init", "add_member", "connect"}


def test_snoozed_items_wake_when_their_time_has_come(scene: Scene) -> None:
    scene.arrive(scene.item("1"), scene.item("2"))
    triage.snooze(scene.store, [scene.id("1")], scene.now + timedelta(hours=1))
    triage.snooze(scene.store, [scene.id("2")], scene.now + timedelta(hours=3))
    assert triage.wake(scene.store, scene.now) == 0
    assert triage.wake(scene.store, scene.now + timedelta(hours=2)) == 1
    assert (scene.one("1").state, scene.one("2").state) == ("open", "snoozed")


def test_undo_and_redo_go_through_every_command(scene: Scene) -> None:
    scene.arrive(scene.item("1", "kötü"), scene.item("2"))
    store, ids = scene.store, [scene.id("1"), scene.id("2")]
    team_writes.add_tag(store, "k", "kargo")
    before = [scene.one("1"), scene.one("2")]
    commands: dict[str, Callable[[], object]] = {
        "assign": lambda: triage.assign(store, ids, "bora"),
        "sentiment": lambda: triage.sentiment(store, ids, "positive"),
        "tag": lambda: triage.tag(store, ids, "kargo"),
        "star": lambda: triage.star(store, ids, True),
        "snooze": lambda: triage.snooze(store, ids, scene.now + timedelta(hours=1)),
        "ask": lambda: inquiries.ask(store, ids, "ayse"),
        "done": lambda: triage.done(store, ids),
        "note": lambda: triage.note(store, ids[0], "not"),
        "untag": lambda: triage.untag(store, ids[:1], "kargo"),
    }
    for work in commands.values():
        work()
    after = [scene.one("1"), scene.one("2")]
    names = list(commands)
    assert [triage.undo(store) for _ in names] == names[::-1]
    assert [scene.one("1"), scene.one("2")] == before
    assert [triage.redo(store) for _ in names] == names
    assert [scene.one("1"), scene.one("2")] == after
    assert triage.redo(store) is None
    with store.reading() as conn:
        assert [note.text for note in inbox.item_notes(conn, ids[0])] == ["not"]


def test_a_command_after_undo_ends_redo(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    number = scene.id("1")
    triage.done(scene.store, [number])
    assert triage.undo(scene.store) == "done"
    triage.star(scene.store, [number], True)
    assert triage.redo(scene.store) is None
    assert scene.one("1").state == "open"


def test_undo_is_per_login_and_leaves_what_others_changed_since(
    scene: Scene, as_login: Mapping[str, Store]
) -> None:
    scene.arrive(scene.item("1"), scene.item("2"))
    ids = [scene.id("1"), scene.id("2")]
    triage.done(scene.store, ids)
    assert triage.undo(as_login["bora"]) is None
    triage.snooze(as_login["bora"], ids[:1], scene.now + timedelta(hours=1))
    assert triage.undo(scene.store) == "done"
    assert (scene.one("1").state, scene.one("2").state) == ("snoozed", "open")


def test_a_command_that_changes_nothing_is_not_undone(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    triage.star(scene.store, [scene.id("1")], True)
    triage.reopen(scene.store, [scene.id("1")])
    assert triage.undo(scene.store) == "star"


def test_undoing_a_held_reply_cancels_it_and_reopens_the_item(scene: Scene) -> None:
    scene.arrive(scene.item("1", "fiyat?"))
    number = scene.id("1")
    inquiries.ask(scene.store, [number], "bora")
    made = outbox_writes.queue_reply(
        scene.store, number, ReplyOrder("120", hold=timedelta(hours=1), done=True)
    )
    assert scene.one("1").state == "done"
    assert triage.undo(scene.store) == "reply"
    with scene.store.reading() as conn:
        assert outbox.delivery(conn, made).state == "cancelled"
    assert scene.one("1").state == "waiting"
    assert triage.redo(scene.store) == "reply"
    with scene.store.reading() as conn:
        again = outbox.delivery(conn, made)
    assert (again.state, scene.one("1").state) == ("held", "done")
    assert again.hold_until is not None


def test_what_has_left_the_machine_is_passed_over(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    number = scene.id("1")
    triage.star(scene.store, [number], True)
    outbox_writes.queue_reply(scene.store, number, ReplyOrder("selam", hold=timedelta(0)))
    assert outbox_writes.claim(scene.store, scene.lease(), scene.now) is not None
    assert triage.undo(scene.store) == "star"
    assert triage.redo(scene.store) == "star"
    assert triage.redo(scene.store) is None


def test_the_teams_own_things_come_back_too(scene: Scene) -> None:
    store = scene.store
    scene.arrive(scene.item("1"))
    number = scene.id("1")
    team_writes.add_tag(store, "k", "kargo")
    triage.tag(store, [number], "kargo")
    triage.assign(store, [number], "bora")
    team_writes.remove_tag(store, "kargo")
    team_writes.remove_member(store, "bora")
    assert (scene.one("1").tags, scene.one("1").assignee) == ((), "")
    assert [triage.undo(store), triage.undo(store)] == ["remove_member", "remove_tag"]
    assert (scene.one("1").tags, scene.one("1").assignee) == (("kargo",), "bora")
    team_writes.add_saved(store, "kk", "Kargonuz yolda")
    assert triage.undo(store) == "add_saved"
    with store.reading() as conn:
        assert team.saved_replies(conn) == ()


def test_a_planned_post_is_taken_back(scene: Scene) -> None:
    due = scene.now + timedelta(days=1)
    calendar_writes.create_post(scene.store, "yarın", [scene.account.id], due, "Europe/Istanbul")
    whole_day = (scene.now, scene.now + timedelta(days=2))
    assert triage.undo(scene.store) == "post"
    with scene.store.reading() as conn:
        assert calendar.agenda(conn, *whole_day) == ()
    assert triage.redo(scene.store) == "post"
    with scene.store.reading() as conn:
        assert len(calendar.agenda(conn, *whole_day)) == 1


def test_notes_that_were_undone_are_not_in_the_thread(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    triage.note(scene.store, scene.id("1"), "gizli")
    triage.undo(scene.store)
    with scene.store.reading() as conn:
        assert [entry.origin for entry in threads.thread(conn, scene.id("1"))] == ["item"]
