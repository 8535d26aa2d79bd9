"""Telling other processes that a transaction changed something they may want to see.

What members see of each other changes all the time and concerns hardly anybody: it is a topic of its own, so
that nobody reads the inbox again because a colleague moved the cursor.

PostgreSQL: a notification. SQLite: every commit moves `PRAGMA data_version`, so what is worth hearing of also
counts up a number of its topic, which lives in the file's head and is part of the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

HIGHEST = 2**31 - 1


class Topic(StrEnum):
    """What a change is about; the value is its channel in PostgreSQL."""

    STORE = "meydan"
    TEAM = "meydan_team"


NUMBERS = {Topic.STORE: "user_version", Topic.TEAM: "application_id"}
"""The two numbers that SQLite keeps in a file's head for whoever owns the file."""


@contextmanager
def announced(connection: Connection, topic: Topic) -> Iterator[None]:
    """Announce what a write transaction does, unless it changes nothing."""
    if connection.dialect.name == "postgresql":
        yield
        connection.exec_driver_sql(
            f"SELECT pg_notify('{topic.value}', current_schema()) "
            "WHERE pg_current_xact_id_if_assigned() IS NOT NULL"
        )
        return
    driver: Any = connection.connection.dbapi_connection
    before = driver.total_changes
    yield
    if driver.total_changes != before:
        number = announcements(driver, topic)
        driver.execute(f"PRAGMA {NUMBERS[topic]} = {number + 1 if number < HIGHEST else 0}")


def announcements(driver: Any, topic: Topic) -> int:
    """How many changes a SQLite store has announced, as a plain driver connection sees it."""
    return int(driver.execute(f"PRAGMA {NUMBERS[topic]}").fetchone()[0])
