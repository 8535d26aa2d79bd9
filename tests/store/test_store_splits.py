"""Filters that are kept as splits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from meydan.store import NotFound, Store
from meydan.store.reads import audit, settings
from meydan.store.reads import splits as reads
from meydan.store.writes import settings as settings_writes
from meydan.store.writes import splits, triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene


def titles(store: Store, login: str) -> list[tuple[str, str]]:
    with store.reading() as conn:
        return [(row.title, row.filter) for row in reads.saved(conn, login)]


def test_each_member_has_their_own_and_the_teams(scene: Scene, as_login: Mapping[str, Store]) -> None:
    splits.save(scene.store, "Kargo", "kargo tone:-")
    splits.save(scene.store, "İade", "tag:iade", team=True)
    splits.save(as_login["bora"], "Kargo", "kargo")
    assert titles(scene.store, "ayse") == [("Kargo", "kargo tone:-"), ("İade", "tag:iade")]
    assert titles(scene.store, "bora") == [("İade", "tag:iade"), ("Kargo", "kargo")]
    assert titles(scene.store, "can") == [("İade", "tag:iade")]


def test_keeping_and_removing_can_be_taken_back(scene: Scene) -> None:
    store = scene.store
    made = splits.save(store, "Kargo", "kargo")
    assert splits.save(store, "Kargo", "kargo tone:-").id == made.id
    splits.remove(store, "Kargo")
    assert titles(store, "ayse") == []
    assert triage.undo(store) == "remove_split"
    assert titles(store, "ayse") == [("Kargo", "kargo tone:-")]
    assert triage.undo(store) == "save_split"
    assert titles(store, "ayse") == [("Kargo", "kargo")]
    assert triage.undo(store) == "save_split"
    assert titles(store, "ayse") == []
    assert triage.redo(store) == "save_split"
    assert titles(store, "ayse") == [("Kargo", "kargo")]


def test_a_removed_split_comes_back_under_its_title(scene: Scene) -> None:
    made = splits.save(scene.store, "Kargo", "kargo")
    splits.remove(scene.store, "Kargo")
    assert splits.save(scene.store, "Kargo", "kargo") == made
    splits.save(scene.store, "Kargo", "kargo")
    assert triage.undo(scene.store) == "save_split"
    assert titles(scene.store, "ayse") == []


def test_a_split_that_is_not_there_or_not_ones_own_is_not_removed(
    scene: Scene, as_login: Mapping[str, Store]
) -> None:
    splits.save(scene.store, "Kargo", "kargo")
    with pytest.raises(NotFound, match="no split Kargo"):
        splits.remove(as_login["bora"], "Kargo")
    with pytest.raises(NotFound, match="no split Kargo"):
        splits.remove(scene.store, "Kargo", team=True)
    assert len(titles(scene.store, "ayse")) == 1


def test_settings_are_kept_and_audited(scene: Scene) -> None:
    settings_writes.put(scene.store, "sla", "1")
    settings_writes.put(scene.store, "sla", "2")
    settings_writes.put(scene.store, "holidays", "{}", told="TR 2026")
    with scene.store.reading() as conn:
        assert settings.values(conn, ["sla", "holidays", "other"]) == {"sla": "2", "holidays": "{}"}
        said = [(entry.subject, entry.detail) for entry in audit.recent(conn, 3)]
    assert said == [("holidays", "TR 2026"), ("sla", "2"), ("sla", "1")]
