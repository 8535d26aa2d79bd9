"""What the rules will look at."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, text

from meydan.store import direct

IN_FORCE = "WHERE EXISTS (SELECT 1 FROM rule WHERE enabled AND NOT removed)"
SQLITE_PUT = text(f"INSERT INTO rule_queue (item_id) SELECT value FROM json_each(:ids) {IN_FORCE}")
POSTGRES_PUT = text(f"INSERT INTO rule_queue (item_id) SELECT unnest(CAST(:ids AS BIGINT[])) {IN_FORCE}")


def queue(conn: Connection, ids: Sequence[int]) -> None:
    """Let the rules look at items, if any rule is in force."""
    if not ids:
        return
    if conn.dialect.name == "sqlite":
        direct.execute(conn, SQLITE_PUT, {"ids": json.dumps(list(ids))})
    else:
        conn.execute(POSTGRES_PUT, {"ids": list(ids)})
