"""Unsent texts."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, or_, select

from meydan.store.rows.inbox import DraftRow
from meydan.store.tables.outbox import draft as drafts

COLUMNS = [drafts.c[name] for name in DraftRow.__dataclass_fields__]
OF_KEY = (
    select(*COLUMNS)
    .where(drafts.c.key == bindparam("of"), or_(drafts.c.login == bindparam("by"), drafts.c.login == ""))
    .order_by(drafts.c.login.desc())
    .limit(1)
)


def draft(conn: Connection, key: str, login: str) -> DraftRow | None:
    """A member's text for `key`, else the one that waits for whoever takes it up (its login is '')."""
    row = conn.execute(OF_KEY, {"of": key, "by": login}).first()
    return None if row is None else DraftRow(*row)


def all(conn: Connection, login: str) -> tuple[DraftRow, ...]:
    """A member's texts, the newest first."""
    query = select(*COLUMNS).where(drafts.c.login == login).order_by(drafts.c.updated_at.desc())
    return tuple(DraftRow(*row) for row in conn.execute(query))
