"""The values that all desks share."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from meydan.store.sets import within_named
from meydan.store.tables.system import setting

VALUES = select(setting.c.key, setting.c.value).where(within_named(setting.c.key, "keys"))


def values(conn: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Settings by key; what was never set is left out."""
    return {row[0]: row[1] for row in conn.execute(VALUES, {"keys": keys})}
