"""Telling other processes that a transaction changed something they may want to see.

PostgreSQL: a notification. SQLite: every commit moves `PRAGMA data_version`, so what is worth hearing of also
counts up a setting, in the same transaction. (`PRAGMA user_version` would do, but each of its statements has
another text, and they would push those that are run again and again out of the driver's cache.)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from meydan.store.direct import run

NOTIFY = "SELECT pg_notify('meydan', current_schema()) WHERE pg_current_xact_id_if_assigned() IS NOT NULL"
COUNT = (
    "INSERT INTO setting (key, value) VALUES ('announced', 1) "
    "ON CONFLICT (key) DO UPDATE SET value = setting.value + 1"
)
COUNTED = "SELECT value FROM setting WHERE key = 'announced'"


@contextmanager
def announced(connection: Connection) -> Iterator[None]:
    """Announce what a write transaction does, unless it changes nothing."""
    if connection.dialect.name == "postgresql":
        yield
        run(connection, NOTIFY)
        return
    driver: Any = connection.connection.dbapi_connection
    before = driver.total_changes
    yield
    if driver.total_changes != before:
        run(connection, COUNT)


def announcements(driver: Any) -> int:
    """How many changes a SQLite store has announced, as a plain driver connection sees it."""
    found = driver.execute(COUNTED).fetchone()
    return int(found[0]) if found else 0
