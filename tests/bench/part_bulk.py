"""Five thousand items worked at once and taken back, in the store and at the desk."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from meydan.store import Actor, Store, open_store
from meydan.store.priority import score
from meydan.store.reads import inbox
from meydan.store.rows.inbox import InboxQuery, Position
from meydan.store.writes import team, triage
from tests.bench.corpus import START, big_store
from tests.bench.figures import Figure, median_ms, seconds
from tests.bench.hands import MEYDAN
from tests.terminal.pty_terminal import PtyTerminal

MANY = 5000
LONGEST = 1000
SPREAD = 50_000
LIMIT = 60.0


def figures(work: Path, count: int) -> Iterator[Figure]:
    """Milliseconds of each command on a copy of the big store, then those of the desk until it shows them."""
    big_store(work, count).close()
    folder = work / f"bulk-{count}"
    shutil.copytree(work / f"ws-{count}", folder)
    store = open_store(f"sqlite:///{folder / 'meydan.db'}", Actor("bench", "cli"))
    team.init_workspace(store, "Bulk", "Europe/Istanbul", "bench", "Bench")
    team.add_tag(store, "k", "kargo")
    yield from _orders(store, count)
    yield from _commands(store)
    store.close()
    yield from _at_the_desk(folder, count)


def _orders(store: Store, count: int) -> Iterator[Figure]:
    """A page by priority, at the top and far down."""
    query = InboxQuery(states=frozenset({"open", "waiting"}), order="priority")
    with store.reading() as conn:
        row = inbox.item(conn, inbox.ids(conn, query, int(count * 0.9))[-1])
        deep = Position(row.created_at, row.id, -score(row))
        first = median_ms(lambda: inbox.page(conn, query, 50))
        down = median_ms(lambda: inbox.page(conn, query, 50, deep))
    yield Figure("inbox page by priority", "ms", first, None, 10)
    yield Figure("inbox page by priority at 90 %, to the first", "ms", down, first, 2)


def _commands(store: Store) -> Iterator[Figure]:
    with store.reading() as conn:
        ids = list(inbox.ids(conn, InboxQuery(states=frozenset({"open"})), SPREAD))
    random.Random(3).shuffle(ids)
    some, until = ids[:MANY], datetime.now(UTC) + timedelta(days=1)
    commands: dict[str, Callable[[], object]] = {
        "done": lambda: triage.done(store, some),
        "tag": lambda: triage.tag(store, some, "kargo"),
        "assign": lambda: triage.assign(store, some, "bench"),
        "sentiment": lambda: triage.sentiment(store, some, "negative"),
        "snooze": lambda: triage.snooze(store, some, until),
    }
    for name, command in commands.items():
        yield Figure(f"{MANY:,} items: {name}", "ms", seconds(command) * 1000, None, LONGEST)
        yield Figure(f"{MANY:,} items: {name} undone", "ms", _undo(store), None, LONGEST)


def _undo(store: Store) -> float:
    return seconds(lambda: triage.undo(store)) * 1000


def _at_the_desk(folder: Path, count: int) -> Iterator[Figure]:
    """`X e` on the newest items and `z`, each until the top line counts it, and a key right behind."""
    env = {"MEYDAN_WORKSPACE": str(folder), "MEYDAN_LANGUAGE": "en", "HOME": str(folder)}
    since = START + timedelta(minutes=count - MANY)
    whole = count + 60
    with PtyTerminal([MEYDAN], env | dict(os.environ)) as desk:
        desk.until(f"{whole:,} open", LIMIT)
        desk.type("1")
        desk.quiet(1.0)
        desk.type(f"/since:{since:%Y-%m-%dT%H:%M}\r")
        desk.until(f"{MANY:,} found", LIMIT)
        desk.quiet(1.0)
        desk.type("X")
        desk.until(f"{MANY:,} selected", LIMIT)
        desk.quiet(1.0)
        start = time.perf_counter()
        desk.type("e")
        desk.until("items changed", LIMIT)
        shown = time.perf_counter()
        desk.type("jjj")
        desk.until(f"{whole - MANY:,} open", LIMIT)
        stored = time.perf_counter()
        desk.quiet(1.0)
        undone = time.perf_counter()
        desk.type("z")
        desk.until(f"{whole:,} open", LIMIT)
        back = time.perf_counter()
    yield Figure(f"desk: {MANY:,} items done, until shown", "ms", (shown - start) * 1000, None, 250)
    yield Figure(f"desk: {MANY:,} items done, until counted", "ms", (stored - start) * 1000, None, LONGEST)
    yield Figure(f"desk: {MANY:,} items undone, until counted", "ms", (back - undone) * 1000, None, LONGEST)
