"""The time of commands that a person gives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection


def utc_now() -> datetime:
    """The aware UTC time now."""
    return datetime.now(UTC)


def shared_now(conn: Connection) -> datetime:
    """The aware UTC time by the one clock that all users of a store share.

    A SQLite file is on a local disk, so the machine's; a server's own, because its clients' may differ.
    """
    if conn.dialect.name != "postgresql":
        return utc_now()
    moment: datetime = conn.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return moment.astimezone(UTC)
