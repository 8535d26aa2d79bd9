"""Reads of a big store against the same rows fetched by the raw driver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite3

from meydan.store import Store
from meydan.store.reads import inbox, threads
from meydan.store.rows import InboxQuery, Position
from tests.bench.corpus import big_store
from tests.bench.figures import Figure, median_ms

OPEN = InboxQuery(states=frozenset({"open"}))
PAGE = 50
COLUMNS = """SELECT i.id, account.name, account.platform, i.kind, person.handle, person.name, i.text,
i.created_at, i.lang, i.sentiment, i.score, i.confidence, i.question, i.urgent, i.spam, i.state, i.permalink,
i.remote_id, i.thread, i.starred FROM item AS i JOIN account ON account.id = i.account_id
JOIN person ON person.id = i.person_id """
RAW_PAGE = COLUMNS + "WHERE i.state = 'open' AND i.deleted_at IS NULL ORDER BY i.place DESC LIMIT 50"
RAW_SEARCH = (
    "SELECT item.id, text FROM item_fts CROSS JOIN item ON place = item_fts.rowid "
    "WHERE item_fts MATCH ? ORDER BY item_fts.rowid DESC LIMIT 50"
)
FOLDING = (
    ("istanbul", "İSTANBUL"), ("ISTANBUL", "İstanbul"), ("isparta", "ISPARTA"), ("ısparta", "ISPARTA"),
    ("isik", "ışık"), ("IŞIK", "ışık"), ("siparisim", "siparişim"), ("cok", "çok"), ("kötü", "kotu"),
)  # fmt: skip


def figures(work: Path, count: int) -> Iterator[Figure]:
    """Milliseconds per read at this size, shallow and deep."""
    store = big_store(work, count)
    db = sqlite3.connect(store.url.removeprefix("sqlite:///"))
    try:
        yield from _pages(store, db, count)
        yield from _searches(store, db)
    finally:
        db.close()
        store.close()


def _ours(store: Store, read: Callable[[Any], object]) -> float:
    def once() -> None:
        with store.reading() as conn:
            read(conn)

    return median_ms(once)


def _raw(db: Any, statement: str, *values: object) -> float:
    return median_ms(lambda: db.execute(statement, values).fetchall())


def _pages(store: Store, db: Any, count: int) -> Iterator[Figure]:
    with store.reading() as conn:
        deep = inbox.ids(conn, OPEN, limit=int(count * 0.9))[-1]
        row = inbox.item(conn, deep)
    at = Position(row.created_at, row.id)
    shallow = _ours(store, lambda conn: inbox.page(conn, OPEN, PAGE))
    yield Figure("inbox page", "ms", shallow, _raw(db, RAW_PAGE), 3)
    yield Figure("inbox page", "ms", shallow, None, 10)
    down = _ours(store, lambda conn: inbox.page(conn, OPEN, PAGE, at))
    yield Figure("inbox page at 90 %, against the first", "ms", down, shallow, 2)
    thread = _ours(store, lambda conn: threads.thread(conn, deep))
    yield Figure("thread", "ms", thread, None, 10)
    splits = [OPEN, InboxQuery(states=frozenset({"open"}), sentiments=frozenset({"negative"}))]
    splits += [InboxQuery(states=frozenset({"open"}), kinds=frozenset({"dm"})), InboxQuery(assignee="")]
    counts = _ours(store, lambda conn: inbox.counts(conn, splits))
    yield Figure("counts of four splits", "ms", counts, None, 10)


def _searches(store: Store, db: Any) -> Iterator[Figure]:
    def search(words: str) -> float:
        return _ours(store, lambda conn: inbox.page(conn, InboxQuery(search=words), PAGE))

    common = search("kargom")
    yield Figure("search, newest 50 of a common word", "ms", common, _raw(db, RAW_SEARCH, "kargom"), 3)
    yield Figure("search, newest 50 of a common word", "ms", common, None, 20)
    yield Figure("search, prefix of two letters", "ms", search("ka*"), None, 20)
    yield Figure("search, a word that is nowhere", "ms", search("yokyokyok"), None, 20)
    with store.reading() as conn:
        lost = [a for a, b in FOLDING if not inbox.page(conn, InboxQuery(search=a), 1)]
    yield Figure("folded words not found", "", len(lost), None, 0)
