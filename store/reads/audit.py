"""Who did what."""

from __future__ import annotations

from sqlalchemy import Connection, select

from meydan.store.rows.system import AuditRow
from meydan.store.tables.system import audit


def recent(conn: Connection, limit: int) -> tuple[AuditRow, ...]:
    """The newest commands, newest first."""
    columns = [audit.c[name] for name in AuditRow.__dataclass_fields__]
    query = select(*columns).order_by(audit.c.id.desc()).limit(limit)
    return tuple(AuditRow(*row) for row in conn.execute(query))
