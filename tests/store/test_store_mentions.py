"""Notes that call members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from meydan.store import Store
from meydan.store.reads import mentions
from meydan.store.writes import mentions as seeing
from meydan.store.writes import triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene


def calls(store: Store, login: str) -> list[int]:
    """The items whose notes call a member who has not read them."""
    with store.reading() as conn:
        return mentions.calling_items(conn, login)


def test_a_note_calls_members_until_they_have_read_it(scene: Scene, as_login: Mapping[str, Store]) -> None:
    scene.arrive(scene.item("1"), scene.item("2"))
    first, second = scene.id("1"), scene.id("2")
    triage.note(scene.store, first, "@bora bunu bilirsin, @Bora?")
    triage.note(scene.store, second, "(@bora) ve @ayse.")
    assert calls(scene.store, "bora") == [second, first]
    assert calls(scene.store, "ayse") == [second]
    assert seeing.see(as_login["bora"], first)
    assert not seeing.see(as_login["bora"], first)
    assert calls(scene.store, "bora") == [second]
    assert calls(scene.store, "ayse") == [second]


def test_addresses_and_strangers_call_nobody(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    triage.note(scene.store, scene.id("1"), "x@bora yazdı, a.@bora da; @zeki, @ ve @borabora")
    assert calls(scene.store, "bora") == []


def test_a_note_that_was_taken_back_calls_nobody(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    triage.note(scene.store, scene.id("1"), "@bora")
    triage.undo(scene.store)
    assert calls(scene.store, "bora") == []
    triage.redo(scene.store)
    assert calls(scene.store, "bora") == [scene.id("1")]
