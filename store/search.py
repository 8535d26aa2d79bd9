"""The search index of the inbox: folded words of an item's text and of its author's handle and name.

SQLite: an FTS5 table over the view `item_words`, without content of its own, so an entry must be taken out
with the values it was put in with: `forget` before a change, `remember` after it. PostgreSQL: a table
`item_words` with a tsvector. Entries are keyed by the item's `place`: the newest hits come without a sort.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, text

from meydan.store import direct
from meydan.store.folding import Sought, sought, words

INDEXED_CHARACTERS = 100_000

PENDING_BYTES = 8 << 20
"""So much of a transaction waits in memory to become one segment of the index."""

FOLDED = "replace(replace({0}, 'ı', 'i'), 'İ', 'i')"
SQLITE_SCHEMA = (
    "CREATE VIEW item_words AS SELECT item.place AS place, item.id AS item_id, "
    + FOLDED.format("person.handle || char(10) || person.name || char(10) || item.text")
    + " AS words FROM item JOIN person ON person.id = item.person_id WHERE item.deleted_at IS NULL",
    "CREATE VIRTUAL TABLE item_fts USING fts5(words, content='item_words', content_rowid='place', "
    "columnsize=0, tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    f"INSERT INTO item_fts(item_fts, rank) VALUES ('hashsize', {PENDING_BYTES})",
)
POSTGRES_SCHEMA = (
    "CREATE TABLE item_words (place BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_item_words ON item_words USING gin (words)",
)
OWN_TABLES = ("item_words", "item_fts")

SQLITE_SELECT = "FROM item_words WHERE item_id IN (SELECT value FROM json_each(:ids)) ORDER BY place"
SQLITE_FORGET = text(
    f"INSERT INTO item_fts(item_fts, rowid, words) SELECT 'delete', place, words {SQLITE_SELECT}"
)
SQLITE_REMEMBER = text(f"INSERT INTO item_fts(rowid, words) SELECT place, words {SQLITE_SELECT}")

POSTGRES_FORGET = text(
    "DELETE FROM item_words WHERE place IN (SELECT place FROM item WHERE id = ANY(CAST(:ids AS BIGINT[])))"
)
POSTGRES_SOURCE = text(
    "SELECT item.place, person.handle, person.name, item.text "
    "FROM item JOIN person ON person.id = item.person_id "
    "WHERE item.id = ANY(CAST(:ids AS BIGINT[])) AND item.deleted_at IS NULL"
)
POSTGRES_REMEMBER = text(
    "INSERT INTO item_words (place, words) VALUES (:place, to_tsvector('simple', :words))"
)


def create(conn: Connection) -> None:
    """Make the index of a new store."""
    for statement in SQLITE_SCHEMA if conn.dialect.name == "sqlite" else POSTGRES_SCHEMA:
        conn.exec_driver_sql(statement)


def forget(conn: Connection, ids: Sequence[int]) -> None:
    """Take items out of the index, before they or their authors change."""
    if not ids:
        return
    if conn.dialect.name == "sqlite":
        direct.execute(conn, SQLITE_FORGET, {"ids": json.dumps(list(ids))})
    else:
        conn.execute(POSTGRES_FORGET, {"ids": list(ids)})


def remember(conn: Connection, ids: Sequence[int]) -> None:
    """Put items into the index that are not in it; deleted ones are left out."""
    if not ids:
        return
    if conn.dialect.name == "sqlite":
        direct.execute(conn, SQLITE_REMEMBER, {"ids": json.dumps(list(ids))})
        return
    rows = [
        {"place": place, "words": " ".join(words(" ".join(texts)[:INDEXED_CHARACTERS]))}
        for place, *texts in conn.execute(POSTGRES_SOURCE, {"ids": list(ids)})
    ]
    if rows:
        conn.execute(POSTGRES_REMEMBER, rows)


def rebuild(conn: Connection) -> None:
    """Make the index anew from the items."""
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql("INSERT INTO item_fts(item_fts) VALUES ('rebuild')")
        return
    conn.exec_driver_sql("DELETE FROM item_words")
    remember(conn, list(conn.exec_driver_sql("SELECT id FROM item").scalars()))


def damaged(conn: Connection) -> bool:
    """Whether the index of a SQLite store contradicts the items."""
    if conn.dialect.name != "sqlite":
        return False
    from sqlalchemy.exc import DatabaseError

    try:
        conn.exec_driver_sql("INSERT INTO item_fts(item_fts, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return True
    return False


def match_text(search: str, dialect: str) -> str | None:
    """A person's query in the index's own language, with none of its syntax; None: nothing to find."""
    asked = sought(search)
    if asked is None:
        return None
    return _fts5(asked) if dialect == "sqlite" else _tsquery(asked)


def _fts5(asked: Iterable[Sought]) -> str:
    return " AND ".join(f'"{" ".join(one.parts)}"{" *" if one.prefix else ""}' for one in asked)


def _tsquery(asked: Iterable[Sought]) -> str:
    return " & ".join(
        "(" + " <-> ".join(f"'{part}'" for part in one.parts) + (":*" if one.prefix else "") + ")"
        for one in asked
    )
