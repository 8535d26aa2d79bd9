"""A person's own SQL reads everything and writes nothing."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from meydan.store import StoreError
from meydan.store.reads import console

if TYPE_CHECKING:
    from tests.store.conftest import Scene


def test_it_reads(scene: Scene) -> None:
    scene.arrive(scene.item("1", "bir"), scene.item("2", "iki"), scene.item("3", "üç"))
    columns, rows = console.query(scene.store, "SELECT remote_id, text AS metin FROM item ORDER BY id", 2)
    assert (columns, rows) == (("remote_id", "metin"), [("1", "bir"), ("2", "iki")])


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM item",
        "UPDATE item SET state = 'done'",
        "DROP TABLE item",
        "CREATE TABLE mine (x INTEGER)",
        "SELECT 1; DELETE FROM item",
        "COMMIT; DELETE FROM item",
        "INSERT INTO item_fts(item_fts) VALUES ('delete-all')",
        "WITH gone AS (DELETE FROM item RETURNING 1) SELECT * FROM gone",
        "PRAGMA journal_mode=DELETE; DELETE FROM item",
        "SELEC 1",
        "",
    ],
)
def test_it_writes_nothing(scene: Scene, sql: str) -> None:
    scene.arrive(scene.item("1"))
    if sql:
        with pytest.raises(StoreError):
            console.query(scene.store, sql, 10)
    assert scene.found() == ["1"]


def test_it_makes_no_other_file(scene: Scene, tmp_path: Path) -> None:
    if scene.store.dialect != "sqlite":
        pytest.skip("SQLite's own statements")
    other = tmp_path / "other.db"
    for sql in (f"VACUUM INTO '{other}'", f"ATTACH '{other}' AS other"):
        with pytest.raises(StoreError):
            console.query(scene.store, sql, 10)
    assert not other.exists()


def test_it_ends_in_time(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "SECONDS", 0.2)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    started = time.monotonic()
    with pytest.raises(StoreError):
        console.query(scene.store, endless, 1)
    assert time.monotonic() - started < 5
