"""The glance shows what the inbox's own read shows, or nothing at all."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from meydan.store.glance import glance
from meydan.store.reads import inbox
from meydan.store.rows.inbox import InboxQuery
from meydan.store.writes import inquiries, team, triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene

AT_WORK = InboxQuery(states=frozenset({"open", "waiting"}))


@pytest.fixture
def sqlite(scene: Scene) -> Scene:
    """A scene whose store is a file."""
    if scene.store.dialect != "sqlite":
        pytest.skip("a glance is for SQLite")
    return scene


def test_it_is_what_the_read_gives(sqlite: Scene) -> None:
    items = [sqlite.item(f"r{n}", f"kötü {n}?", at=sqlite.now - timedelta(minutes=n * n)) for n in range(40)]
    sqlite.arrive(
        *items, replace(items[0], remote_id="star", stars=4, edited_at=sqlite.now, permalink="https://a.test")
    )
    team.add_tag(sqlite.store, "k", "kargo")
    team.add_tag(sqlite.store, "a", "acil")
    for name in ("kargo", "acil"):
        triage.tag(sqlite.store, [sqlite.id("r1")], name)
    triage.assign(sqlite.store, [sqlite.id("r2")], "bora")
    inquiries.ask(sqlite.store, [sqlite.id("r3")], "ayse")
    triage.sentiment(sqlite.store, [sqlite.id("r4")], "positive")
    triage.star(sqlite.store, [sqlite.id("r5")], True)
    triage.done(sqlite.store, [sqlite.id("r6")])
    triage.snooze(sqlite.store, [sqlite.id("r7")], sqlite.now + timedelta(days=1))
    sqlite.arrive(sqlite.item("r8", deleted=True))
    for limit in (5, 500):
        with sqlite.store.reading() as conn:
            assert glance(sqlite.store.url, limit) == tuple(inbox.page(conn, AT_WORK, limit))


def test_it_gives_nothing_for_what_only_an_open_store_can_tell(sqlite: Scene, tmp_path: Path) -> None:
    assert glance("postgresql+psycopg://nobody@nowhere/x", 5) is None
    assert glance(f"sqlite:///{tmp_path}/absent.db", 5) is None
    (tmp_path / "text.db").write_text("this is no database, however long it may go on " * 100)
    assert glance(f"sqlite:///{tmp_path}/text.db", 5) is None
    with sqlite.store.engine.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert glance(sqlite.store.url, 5) is None


def test_it_comes_without_sqlalchemy() -> None:
    look = (
        "import sys, meydan.store.glance; sys.exit('sqlalchemy' in sys.modules or 'pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", look], timeout=30, check=False).returncode == 0
