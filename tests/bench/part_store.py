"""Reads of a big store against the same rows fetched by the raw driver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite3
from sqlalchemy import Connection, event

from meydan.store import Store
from meydan.store.reads import inbox, memory, threads
from meydan.store.rows.inbox import InboxQuery, Position
from tests.bench.corpus import answered_store, big_store
from tests.bench.figures import Figure, median_ms

OPEN = InboxQuery(states=frozenset({"open"}))
PAGE = 50
FOLDING = (
    ("istanbul", "İSTANBUL"), ("ISTANBUL", "İstanbul"), ("isparta", "ISPARTA"), ("ısparta", "ISPARTA"),
    ("isik", "ışık"), ("IŞIK", "ışık"), ("siparisim", "siparişim"), ("cok", "çok"), ("kötü", "kotu"),
)  # fmt: skip


def figures(work: Path, count: int) -> Iterator[Figure]:
    """Milliseconds per read at this size, shallow and deep."""
    store = big_store(work, count)
    db = sqlite3.connect(store.url.removeprefix("sqlite:///"), isolation_level=None)
    try:
        yield from _pages(store, db, count)
        yield from _searches(store, db)
        yield from _answers(store, work)
    finally:
        db.close()
        store.close()


def _both(store: Store, db: Any, name: str, read: Callable[[Connection], object]) -> Iterator[Figure]:
    """A read of ours, next to the driver alone fetching the rows of the same statements in a transaction."""
    said: list[tuple[str, Any]] = []

    def hear(_conn: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        said.append((statement, values))

    def ours() -> None:
        with store.reading() as conn:
            read(conn)

    def raw() -> None:
        for statement, values in said:
            db.execute(statement, values).fetchall()

    ours()
    event.listen(store.engine, "before_cursor_execute", hear)
    ours()
    event.remove(store.engine, "before_cursor_execute", hear)
    said.append(("ROLLBACK", ()))
    took = median_ms(ours)
    yield Figure(name, "ms", took, median_ms(raw), 3)
    yield Figure(name, "ms", took, None, 10)


def _pages(store: Store, db: Any, count: int) -> Iterator[Figure]:
    with store.reading() as conn:
        deep = inbox.ids(conn, OPEN, limit=int(count * 0.9))[-1]
        row = inbox.item(conn, deep)
        (talk,) = inbox.by_remote(conn, row.account_id, ["c30"]).values()
    at = Position(row.created_at, row.id)
    yield from _both(store, db, "inbox page", lambda conn: inbox.page(conn, OPEN, PAGE))
    shallow = _ours(store, lambda conn: inbox.page(conn, OPEN, PAGE))
    down = _ours(store, lambda conn: inbox.page(conn, OPEN, PAGE, at))
    yield Figure("inbox page at 90 %, against the first", "ms", down, shallow, 2)
    yield from _both(store, db, "thread", lambda conn: threads.thread(conn, talk))
    splits = [OPEN, InboxQuery(states=frozenset({"open"}), sentiments=frozenset({"negative"}))]
    splits += [InboxQuery(states=frozenset({"open"}), kinds=frozenset({"dm"})), InboxQuery(assignee="")]
    yield from _both(store, db, "counts of four splits", lambda conn: inbox.counts(conn, splits))


def _answers(big: Store, work: Path) -> Iterator[Figure]:
    """How earlier answers are found, when a quarter of the items was answered."""
    store = answered_store(big, work)
    try:
        with store.reading() as conn:
            asked = list(inbox.ids(conn, OPEN, limit=400))[1::80]
            found = [memory.similar(conn, number) for number in asked]
        if not all(found):
            raise AssertionError("the benchmark finds no answers to measure")
        took = max(_ours(store, partial(memory.similar, item_id=number)) for number in asked)
        yield Figure("similar answered items", "ms", took, None, 20)
    finally:
        store.close()


def _ours(store: Store, read: Callable[[Connection], object]) -> float:
    def once() -> None:
        with store.reading() as conn:
            read(conn)

    return median_ms(once)


def _searches(store: Store, db: Any) -> Iterator[Figure]:
    def search(words: str) -> Callable[[Connection], object]:
        return lambda conn: inbox.page(conn, InboxQuery(search=words), PAGE)

    yield from _both(store, db, "search, newest 50 of a common word", search("kargom"))
    yield Figure("search, prefix of two letters", "ms", _ours(store, search("ka*")), None, 20)
    yield Figure("search, a word that is nowhere", "ms", _ours(store, search("yokyokyok")), None, 20)
    with store.reading() as conn:
        lost = [a for a, b in FOLDING if not inbox.page(conn, InboxQuery(search=a), 1)]
    yield Figure("folded words not found", "", len(lost), None, 0)
