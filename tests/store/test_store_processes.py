"""Several processes on one store: nobody is refused, everybody notices."""

from __future__ import annotations

import itertools
import json
import os
import select
import subprocess
import sys
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from meydan.store import counters
from meydan.store.changes import LOOKS_BEHIND, POLL_SECONDS, SqliteChanges
from meydan.store.reads import inbox
from meydan.store.rows.inbox import InboxQuery
from meydan.store.writes import drafts, leases

if TYPE_CHECKING:
    from tests.store.conftest import Scene

NOTICED_SECONDS = 0.1
COMMITS = 40

HEAD = """
import os, sys, time
from datetime import UTC, datetime
from meydan.connectors.base import Author, Item, Page
from meydan.insight.analysis import Analysis
from meydan.store import Actor, open_store
from meydan.store.reads import inbox
from meydan.store.rows.inbox import InboxQuery
from meydan.store.writes import drafts, ingest, triage
"""

CROWD = (
    HEAD
    + """
def read(store):
    with store.reading() as conn:
        inbox.page(conn, InboxQuery(search="kargo"), 50)
        assert inbox.counts(conn, [InboxQuery()])[0] == len(inbox.ids(conn, InboxQuery()))

def write(store):
    now = datetime.now(UTC)
    ids = [f"{os.getpid()}-{now}-{n}" for n in range(5)]
    items = tuple(Item(each, "comment", Author("u", "u"), "kargo", now) for each in ids)
    analyses = {("comment", each.remote_id): Analysis("tr", "neutral", 0.0, 1.0) for each in items}
    made = ingest.ingest(store, 1, Page(items), analyses, now=now)
    triage.done(store, made.ids[:2])
    triage.star(store, made.ids[2:], True)

def work(step, until):
    store = open_store(sys.argv[1], Actor("p", "cli"))
    turns = 0
    while not turns or time.monotonic() < until:
        step(store)
        turns += 1
    store.close()
    return turns

until = time.monotonic() + float(sys.argv[2])
for step in [write] * 2 + [read] * 8:
    if os.fork() == 0:
        os.write(1, f"{step.__name__} {work(step, until)}\\n".encode())
        os._exit(0)
sys.exit(max(os.wait()[1] for _ in range(10)))
"""
)

COMMITTER = (
    HEAD
    + """
store = open_store(sys.argv[1], Actor("p", "cli"))
for n in range(int(sys.argv[2])):
    time.sleep(0.03)
    drafts.save_draft(store, "reply:1", str(n))
    print(time.time(), flush=True)
    sys.stdin.readline()
"""
)


def start(scene: Scene, program: str, argument: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, scene.store.url, str(argument)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_eight_readers_and_two_writers_are_never_refused(scene: Scene) -> None:
    crowd = start(scene, CROWD, 2.0)
    out, err = crowd.communicate(timeout=90)
    assert (err, crowd.returncode) == ("", 0)
    turns = [line.split() for line in out.splitlines()]
    assert sorted(step for step, _ in turns) == ["read"] * 8 + ["write"] * 2
    with scene.store.reading() as conn:
        assert +counters.stored(conn) == counters.tally(conn)
        assert inbox.counts(conn, [InboxQuery()]) == [5 * sum(int(n) for step, n in turns if step == "write")]


def test_a_commit_of_another_process_is_noticed_at_once(scene: Scene) -> None:
    changes = scene.store.changes()
    child = start(scene, COMMITTER, COMMITS)
    assert child.stdout is not None
    assert child.stdin is not None
    late = []
    try:
        for _ in range(COMMITS):
            assert changes.wait(30)
            noticed = time.time()
            late.append(noticed - float(child.stdout.readline()))
            while changes.wait(0.005):
                pass
            child.stdin.write("\n")
            child.stdin.flush()
    finally:
        child.communicate(timeout=30)
        changes.close()
    assert sorted(late)[int(COMMITS * 0.9)] < NOTICED_SECONDS, json.dumps(late)


def test_nothing_is_noticed_when_nothing_happens_and_waiting_is_cheap(scene: Scene) -> None:
    changes = scene.store.changes()
    used = time.process_time()
    assert changes.wait(0.8) is False
    assert time.process_time() - used < 0.05
    with scene.store.reading() as conn:
        inbox.page(conn, InboxQuery(), 5)
    assert changes.wait(0.1) is False
    drafts.save_draft(scene.store, "reply:1", "a")
    assert changes.wait(5) is True
    assert changes.wait(0.1) is False
    changes.close()


def test_what_has_been_seen_is_not_looked_for_any_longer(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    if scene.store.dialect != "sqlite":
        pytest.skip("PostgreSQL notifies")
    looks: list[int] = []
    look = SqliteChanges._data_version

    def counted(changes: SqliteChanges) -> int:
        looks.append(look(changes))
        return looks[-1]

    monkeypatch.setattr(SqliteChanges, "_data_version", counted)
    fence = scene.lease()
    changes = scene.store.changes()
    looks.clear()
    leases.renew(scene.store, fence, timedelta(seconds=10), scene.now)
    assert not changes.wait(1)
    # One that sees it, one at the end.
    assert len(looks) <= len(LOOKS_BEHIND) + 2
    drafts.save_draft(scene.store, "reply:1", "a")
    assert changes.wait(5)
    changes.close()


def test_waking_ends_a_wait(scene: Scene) -> None:
    changes = scene.store.changes()
    answers: list[tuple[bool, float]] = []

    def wait() -> None:
        started = time.monotonic()
        answers.append((changes.wait(30), time.monotonic() - started))

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.1)
    changes.wake()
    thread.join(10)
    changes.close()
    ((changed, seconds),) = answers
    assert not changed
    assert seconds < 5


def test_waking_a_closed_watch_touches_no_file_that_was_opened_since(scene: Scene) -> None:
    changes = scene.store.changes()
    changes.close()
    pipes = [os.pipe() for _ in range(8)]
    try:
        changes.wake()
        assert not select.select([reader for reader, _ in pipes], [], [], 0)[0]
    finally:
        for end in itertools.chain.from_iterable(pipes):
            os.close(end)


def test_without_inotify_a_commit_is_noticed_by_polling(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    if scene.store.dialect != "sqlite":
        pytest.skip("PostgreSQL notifies")
    monkeypatch.setitem(sys.modules, "asyncinotify", None)
    changes = scene.store.changes()
    thread = threading.Timer(0.1, drafts.save_draft, (scene.store, "reply:1", "a"))
    thread.start()
    started = time.monotonic()
    assert changes.wait(10)
    assert time.monotonic() - started < 5 + POLL_SECONDS
    thread.join()
    changes.close()


def test_a_store_is_shared_by_threads(scene: Scene) -> None:
    scene.arrive(*(scene.item(str(n), "kargo") for n in range(20)))
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(10):
                drafts.save_draft(scene.store, f"reply:{number}", str(turn))
                assert len(scene.found("kargo")) == 20
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
