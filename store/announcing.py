"""Telling other processes that a transaction changed something they may want to see.

PostgreSQL: a notification. SQLite: every commit moves `PRAGMA data_version`, so what is worth hearing of also
counts up `PRAGMA user_version`, which lives in the file and is part of the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

NOTIFY = "SELECT pg_notify('meydan', current_schema()) WHERE pg_current_xact_id_if_assigned() IS NOT NULL"
HIGHEST = 2**31 - 1


@contextmanager
def announced(connection: Connection) -> Iterator[None]:
    """Announce what a write transaction does, unless it changes nothing."""
    if connection.dialect.name == "postgresql":
        yield
        connection.exec_driver_sql(NOTIFY)
        return
    driver: Any = connection.connection.dbapi_connection
    before = driver.total_changes
    yield
    if driver.total_changes != before:
        number = announcements(driver)
        driver.execute(f"PRAGMA user_version = {number + 1 if number < HIGHEST else 0}")


def announcements(driver: Any) -> int:
    """How many changes a SQLite store has announced, as a plain driver connection sees it."""
    return int(driver.execute("PRAGMA user_version").fetchone()[0])
