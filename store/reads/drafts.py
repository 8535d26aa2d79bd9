"""Unsent texts."""

from __future__ import annotations

from sqlalchemy import Connection, select

from meydan.store.rows import DraftRow
from meydan.store.tables.outbox import draft as drafts

COLUMNS = [drafts.c[name] for name in DraftRow.__dataclass_fields__]


def draft(conn: Connection, key: str, login: str) -> DraftRow | None:
    """A member's text for `key`."""
    row = conn.execute(select(*COLUMNS).where(drafts.c.key == key, drafts.c.login == login)).first()
    return None if row is None else DraftRow(*row)


def all(conn: Connection, login: str) -> tuple[DraftRow, ...]:
    """A member's texts, the newest first."""
    query = select(*COLUMNS).where(drafts.c.login == login).order_by(drafts.c.updated_at.desc())
    return tuple(DraftRow(*row) for row in conn.execute(query))
