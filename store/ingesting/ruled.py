"""What the rules will look at."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, text

from meydan.store import direct

IN_FORCE = text("SELECT 1 FROM rule WHERE enabled AND NOT removed LIMIT 1")
SQLITE_PUT = text("INSERT INTO rule_queue (item_id) SELECT value FROM json_each(:ids)")
POSTGRES_PUT = text("INSERT INTO rule_queue (item_id) SELECT unnest(CAST(:ids AS BIGINT[]))")


def queue(conn: Connection, ids: Sequence[int]) -> None:
    """Let the rules look at items, if any rule is in force."""
    # Asked before and not in the statement, where SQLite would ask again for each item.
    if not ids or not direct.rows(conn, IN_FORCE):
        return
    if conn.dialect.name == "sqlite":
        direct.execute(conn, SQLITE_PUT, {"ids": json.dumps(list(ids))})
    else:
        conn.execute(POSTGRES_PUT, {"ids": list(ids)})
