"""What cannot be used says so, and what breaks in the middle leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from meydan.store import Actor, Store, StoreError, open_store
from meydan.store.engine import file_lock, sqlite_module
from meydan.store.reads import accounts, inbox
from meydan.store.rows.inbox import InboxQuery
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.writes import accounts as accounts_writes
from meydan.store.writes import drafts, outbox

if TYPE_CHECKING:
    from tests.store.conftest import Scene

ACTOR = Actor("ayse", "cli")


@pytest.fixture
def lite(tmp_path: Path) -> Path:
    """The file of a SQLite store with an account."""
    path = tmp_path / "store.db"
    store = open_store(f"sqlite:///{path}", ACTOR)
    accounts_writes.add(store, platform="mastodon", name="kahve", remote_id="1", streams=["mentions"])
    store.close()
    return path


def reason(url: str) -> str:
    """Why a store cannot be opened."""
    with pytest.raises(StoreError) as error:
        open_store(url, ACTOR)
    assert error.value.reason in str(error.value) or str(error.value)
    return error.value.reason


def test_addresses_that_are_no_store() -> None:
    for url in ("sqlite://", "sqlite:///:memory:", "mysql://x/y", "no address at all"):
        assert reason(url) == "unfit"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert reason(f"sqlite:///{tmp_path}/no/such/store.db") == "unwritable"


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_text("this is certainly no database, and long enough to be told from one" * 50)
    assert reason(f"sqlite:///{path}") == "corrupt"
    assert path.read_text().startswith("this is certainly")


def test_a_damaged_store_is_named_and_kept(lite: Path) -> None:
    content = bytearray(lite.read_bytes())
    content[100:40_000] = os.urandom(39_900)
    lite.write_bytes(bytes(content))
    assert reason(f"sqlite:///{lite}") == "corrupt"
    assert lite.read_bytes() == bytes(content)


def test_a_store_that_is_full(lite: Path) -> None:
    store = open_store(f"sqlite:///{lite}", ACTOR)
    with pytest.raises(StoreError) as error, store.writing() as conn:
        conn.exec_driver_sql("PRAGMA max_page_count=1")
        conn.exec_driver_sql("INSERT INTO setting (key, value) VALUES ('a', zeroblob(500000))")
    assert error.value.reason == "full"
    store.close()
    store = open_store(f"sqlite:///{lite}", ACTOR)
    with store.reading() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM setting WHERE key = 'a'").scalar() == 0
    drafts.save_draft(store, "reply:1", "geçti")
    store.close()


def test_a_store_that_somebody_holds(lite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meydan.store.engine.BUSY_SECONDS", 0.1)
    store = open_store(f"sqlite:///{lite}", ACTOR)
    other = sqlite_module().connect(str(lite), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="busy") as error, store.writing():
        pass
    assert error.value.reason == "busy"
    with store.reading() as conn:
        assert len(accounts.all(conn)) == 1
    other.close()
    store.close()


def test_an_affected_sqlite_lets_one_process_write_at_a_time(
    lite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meydan.store.database.has_wal_reset_bug", lambda _: True)
    monkeypatch.setattr("meydan.store.database.BUSY_SECONDS", 0.1)
    store = open_store(f"sqlite:///{lite}", ACTOR)
    drafts.save_draft(store, "reply:1", "a")
    with file_lock(Path(f"{lite}.writer"), 1):
        with pytest.raises(StoreError) as error:
            drafts.save_draft(store, "reply:1", "b")
        assert error.value.reason == "busy"
        with pytest.raises(StoreError):
            store.checkpoint()
        with store.reading() as conn:
            assert conn.exec_driver_sql("SELECT text FROM draft").scalar() == "a"
    drafts.save_draft(store, "reply:1", "c")
    store.close()


def test_what_leaves_the_machine_waits_for_the_disk(scene: Scene) -> None:
    if scene.store.dialect != "sqlite":
        pytest.skip("PostgreSQL always waits")
    scene.arrive(scene.item("1"))
    seen: list[int] = []
    engine = scene.store._writers[True]
    event.listen(
        engine, "commit", lambda conn: seen.append(conn.exec_driver_sql("PRAGMA synchronous").scalar())
    )
    outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("a", hold=timedelta(0)))
    work = outbox.claim(scene.store, scene.lease(), scene.now)
    assert work is not None
    outbox.record_sent(scene.store, scene.lease(), work.delivery.id, "r", "", scene.now)
    assert set(seen) == {2}
    assert len(seen) >= 4
    with scene.store.writing() as conn:
        assert conn.exec_driver_sql("PRAGMA synchronous").scalar() == 1


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    assert reason(f"postgresql+psycopg://nobody@/x?host={tmp_path}") == "unreachable"


def test_a_password_is_in_no_message(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as error:
        open_store(f"postgresql+psycopg://nobody:gizli@/x?host={tmp_path}", ACTOR)
    assert "gizli" not in str(error.value)


def test_a_failed_write_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError, match="stop"), store.writing() as conn:
        conn.exec_driver_sql("INSERT INTO setting (key, value) VALUES ('a', 'b')")
        raise RuntimeError("stop")
    with store.reading() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM setting WHERE key = 'a'").scalar() == 0


DYING = """
import os, sys
from datetime import UTC, datetime
from meydan.connectors.base import Author, Item, Page
from meydan.insight.analysis import Analysis
from meydan.store import Actor, open_store
from meydan.store.writes import ingest
now = datetime.now(UTC)
store = open_store(sys.argv[1], Actor("x", "sync"))
items = tuple(Item(str(n), "comment", Author("u", "u"), "kargo", now) for n in range(500))
if sys.argv[2] == "inside":
    ingest._advance = lambda *rest: os.kill(os.getpid(), 9)
result = ingest.ingest(store, 1, Page(items, cursor="c1"),
    {("comment", item.remote_id): Analysis("tr", "neutral", 0.0, 1.0) for item in items},
    stream="mentions", now=now)
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize(("moment", "items", "cursor"), [("inside", 0, None), ("after", 500, "c1")])
def test_kill_keeps_rows_and_cursor_together(lite: Path, moment: str, items: int, cursor: str | None) -> None:
    url = f"sqlite:///{lite}"
    child = subprocess.run([sys.executable, "-c", DYING, url, moment], check=False, timeout=60)
    assert child.returncode == -9
    store = open_store(url, ACTOR)
    with store.reading() as conn:
        queries = [InboxQuery(), InboxQuery(search="kargo")]
        assert inbox.counts(conn, queries) == [items, items]
        (stream,) = accounts.streams(conn)
    assert stream.cursor == cursor
    store.close()


def test_checkpoint_empties_the_log(lite: Path) -> None:
    store = open_store(f"sqlite:///{lite}", ACTOR)
    with store.writing() as conn:
        conn.exec_driver_sql("INSERT INTO setting (key, value) VALUES ('a', hex(zeroblob(500000)))")
    assert store.checkpoint() == 0
    store.close()
