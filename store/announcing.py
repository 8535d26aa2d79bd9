"""Telling other processes that a transaction changed something they may want to see.

PostgreSQL: a notification. SQLite: every commit moves `PRAGMA data_version`, so what is worth hearing of also
counts up a setting of its topic, in the same transaction. (`PRAGMA user_version` would do, but each of its
statements has another text, and would push those that are run again and again out of the driver's cache.)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from meydan.store.direct import run
from meydan.store.topics import Topic

if TYPE_CHECKING:
    from sqlalchemy import Connection

NOTIFY = "SELECT pg_notify(%(topic)s, current_schema()) WHERE pg_current_xact_id_if_assigned() IS NOT NULL"
COUNT = (
    "INSERT INTO setting (key, value) VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET value = setting.value + 1"
)
COUNTED = "SELECT value FROM setting WHERE key = ?"


@contextmanager
def announced(connection: Connection, topic: Topic) -> Iterator[None]:
    """Announce what a write transaction does, unless it changes nothing."""
    if connection.dialect.name == "postgresql":
        yield
        run(connection, NOTIFY, {"topic": topic.value})
        return
    driver: Any = connection.connection.dbapi_connection
    before = driver.total_changes
    yield
    if driver.total_changes != before:
        run(connection, COUNT, (topic.value,))


def announcements(driver: Any, topic: Topic) -> int:
    """How many changes a SQLite store has announced, as a plain driver connection sees it."""
    found = driver.execute(COUNTED, (topic.value,)).fetchone()
    return int(found[0]) if found else 0
