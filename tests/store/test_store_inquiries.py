"""Asking colleagues: the item waits, the answer comes back as a draft, all of it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from meydan.store import Conflict, NotFound, Store
from meydan.store.reads import around, audit, drafts, inbox, inquiries
from meydan.store.rows.around import InquiryRow, Sign
from meydan.store.rows.inbox import InboxQuery
from meydan.store.writes import drafts as draft_writes
from meydan.store.writes import inquiries as asking
from meydan.store.writes import removal, triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene


def asked_of(store: Store, login: str) -> list[int]:
    """The items that a member is asked about."""
    with store.reading() as conn:
        return inquiries.asked_items(conn, login)


def draft_of(store: Store, item_id: int, login: str) -> str | None:
    """A member's draft of the reply to an item."""
    with store.reading() as conn:
        found = drafts.draft(conn, f"reply:{item_id}", login)
    return found.text if found else None


def one(store: Store, inquiry_id: int) -> InquiryRow:
    with store.reading() as conn:
        return inquiries.inquiry(conn, inquiry_id)


def test_the_item_waits_with_the_asker_and_the_colleague_sees_the_question(scene: Scene) -> None:
    scene.arrive(scene.item("1", "glutensiz mi?"), scene.item("2"))
    store, number = scene.store, scene.id("1")
    due = scene.now + timedelta(hours=2)
    (made,) = asking.ask(store, [number], "bora", "glutensiz var mı?", due)
    row = one(store, made)
    assert (row.asked_by, row.asked, row.text, row.due_at, row.waits) == (
        "ayse",
        "bora",
        "glutensiz var mı?",
        due,
        True,
    )
    assert (scene.one("1").state, scene.one("1").assignee) == ("waiting", "ayse")
    assert asked_of(store, "bora") == [number]
    assert asked_of(store, "ayse") == []
    assert (row.overdue(due - timedelta(1)), row.overdue(due)) == (False, True)
    with store.reading() as conn:
        (said,) = audit.recent(conn, 1)
    assert (said.command, said.subject, said.detail) == ("ask", f"item {number}", "bora: glutensiz var mı?")


def test_whoever_has_the_item_keeps_it(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    triage.assign(scene.store, [scene.id("1")], "bora")
    asking.ask(scene.store, [scene.id("1")], "ayse", "?")
    assert scene.one("1").assignee == "bora"


def test_one_question_for_many_items_is_one_step_to_undo(scene: Scene) -> None:
    scene.arrive(*(scene.item(str(n)) for n in range(50)))
    with scene.store.reading() as conn:
        ids = list(inbox.ids(conn, InboxQuery()))
    made = asking.ask(scene.store, ids, "bora", "ne diyelim?")
    assert [one(scene.store, number).item_id for number in made] == ids
    assert sorted(asked_of(scene.store, "bora")) == sorted(ids)
    assert triage.undo(scene.store) == "ask"
    assert asked_of(scene.store, "bora") == []
    assert {(scene.one(str(n)).state, scene.one(str(n)).assignee) for n in range(50)} == {("open", "")}
    assert triage.redo(scene.store) == "ask"
    assert sorted(asked_of(scene.store, "bora")) == sorted(ids)
    assert (scene.one("7").state, scene.one("7").assignee) == ("waiting", "ayse")


def test_the_answer_is_the_askers_draft_and_opens_the_item(
    scene: Scene, as_login: Mapping[str, Store]
) -> None:
    scene.arrive(scene.item("1"))
    store, number = scene.store, scene.id("1")
    (made,) = asking.ask(store, [number], "bora", "var mı?")
    row = asking.answer(as_login["bora"], made, "Evet, iki şubede.")
    assert (row.answer, row.answered_by, row.waits) == ("Evet, iki şubede.", "bora", False)
    assert scene.one("1").state == "open"
    assert draft_of(store, number, "ayse") == "Evet, iki şubede."
    assert draft_of(store, number, "bora") is None
    assert asked_of(store, "bora") == []
    with store.reading() as conn:
        assert around.signs(conn, "ayse", scene.now).items == {number: Sign(answered_by="bora")}
    with pytest.raises(Conflict, match="bora has answered"):
        asking.answer(store, made, "ben de")
    with pytest.raises(Conflict, match="bora has answered"):
        asking.withdraw(store, made)


def test_an_answer_is_taken_back_with_its_draft(scene: Scene, as_login: Mapping[str, Store]) -> None:
    scene.arrive(scene.item("1"))
    store, number = scene.store, scene.id("1")
    draft_writes.save_draft(store, f"reply:{number}", "Merhaba!")
    (made,) = asking.ask(store, [number], "bora")
    asking.answer(as_login["bora"], made, "Var.")
    assert draft_of(store, number, "ayse") == "Merhaba!\n\nVar."
    assert triage.undo(as_login["bora"]) == "answer"
    assert draft_of(store, number, "ayse") == "Merhaba!"
    assert scene.one("1").state == "waiting"
    assert asked_of(store, "bora") == [number]
    assert triage.redo(as_login["bora"]) == "answer"
    assert draft_of(store, number, "ayse") == "Merhaba!\n\nVar."


def test_a_draft_that_was_written_on_stays_when_the_answer_is_taken_back(
    scene: Scene, as_login: Mapping[str, Store]
) -> None:
    scene.arrive(scene.item("1"))
    store, number = scene.store, scene.id("1")
    (made,) = asking.ask(store, [number], "bora")
    asking.answer(as_login["bora"], made, "Var.")
    draft_writes.save_draft(store, f"reply:{number}", "Var, bekleriz.")
    triage.undo(as_login["bora"])
    assert draft_of(store, number, "ayse") == "Var, bekleriz."


def test_undoing_the_question_does_not_take_the_answer_away(
    scene: Scene, as_login: Mapping[str, Store]
) -> None:
    scene.arrive(scene.item("1"))
    (made,) = asking.ask(scene.store, [scene.id("1")], "bora")
    asking.answer(as_login["bora"], made, "Var.")
    assert triage.undo(scene.store) == "ask"
    assert one(scene.store, made).answer == "Var."
    assert not one(scene.store, made).withdrawn
    assert scene.one("1").state == "open"


def test_what_is_withdrawn_no_longer_waits_unless_somebody_else_is_asked(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    number = scene.id("1")
    (first,) = asking.ask(scene.store, [number], "bora")
    (second,) = asking.ask(scene.store, [number], "ayse")
    asking.withdraw(scene.store, first)
    assert scene.one("1").state == "waiting"
    assert asked_of(scene.store, "bora") == []
    asking.withdraw(scene.store, second)
    assert scene.one("1").state == "open"
    with pytest.raises(Conflict, match="no longer asks"):
        asking.answer(scene.store, second, "geç")
    assert triage.undo(scene.store) == "withdraw"
    assert scene.one("1").state == "waiting"


def test_the_soonest_due_is_asked_first(scene: Scene) -> None:
    scene.arrive(*(scene.item(str(n)) for n in range(4)))
    ids = [scene.id(str(n)) for n in range(4)]
    for number, hours in zip(ids, (None, 5, 1, None), strict=True):
        asking.ask(
            scene.store, [number], "bora", "?", None if hours is None else scene.now + timedelta(hours=hours)
        )
    assert asked_of(scene.store, "bora") == [ids[2], ids[1], ids[3], ids[0]]
    with scene.store.reading() as conn:
        found = around.signs(conn, "ayse", scene.now + timedelta(hours=2))
    assert {number for number, sign in found.items.items() if sign.overdue} == {ids[2]}


def test_what_cannot_be_asked_or_answered_is_named(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    with pytest.raises(NotFound, match="no member zeki"):
        asking.ask(scene.store, [scene.id("1")], "zeki", "?")
    with pytest.raises(NotFound, match="no item 999"):
        asking.ask(scene.store, [scene.id("1"), 999], "bora", "?")
    with pytest.raises(NotFound, match="no inquiry 5"):
        asking.answer(scene.store, 5, "x")
    (made,) = asking.ask(scene.store, [scene.id("1")], "bora", "?")
    with pytest.raises(ValueError, match="needs a text"):
        asking.answer(scene.store, made, "  ")
    assert asked_of(scene.store, "bora") == [scene.id("1")]


def test_an_account_goes_with_what_was_asked_about_its_items(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    (made,) = asking.ask(scene.store, [scene.id("1")], "bora", "?")
    asking.answer(scene.store, made, "evet")
    triage.note(scene.store, scene.id("1"), "@bora bak")
    removal.remove(scene.store, scene.account.id)
    with pytest.raises(NotFound):
        one(scene.store, made)
