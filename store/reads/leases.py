"""Who holds what."""

from __future__ import annotations

from sqlalchemy import Connection, select

from meydan.store.rows.system import LeaseRow
from meydan.store.tables.outbox import lease as leases


def lease(conn: Connection, name: str) -> LeaseRow | None:
    """The holder of a lease; None when nobody holds it (it may have expired: see `expires_at`)."""
    columns = [leases.c[field] for field in LeaseRow.__dataclass_fields__]
    row = conn.execute(select(*columns).where(leases.c.name == name, leases.c.holder != "")).first()
    return None if row is None else LeaseRow(*row)
