"""Keeping what corrections taught."""

from __future__ import annotations

from sqlalchemy import delete

from meydan.store.database import Store
from meydan.store.reads.accounts import brand
from meydan.store.rows.lessons import LessonRow
from meydan.store.rows.system import Fence
from meydan.store.tables.lessons import lesson
from meydan.store.upserts import upsert
from meydan.store.writes.leases import require

CHANGING = ("corrections", "mark", "weights", "learnt_at")


def keep(store: Store, fence: Fence | None, row: LessonRow) -> None:
    """Keep a lesson in place of the one before; one from no corrections is forgotten. Raises LeaseLost."""
    with store.writing() as conn:
        if fence is not None:
            require(conn, fence)
        own = brand(conn).id
        if not row.corrections:
            conn.execute(delete(lesson).where(lesson.c.brand_id == own, lesson.c.lang == row.lang))
            return
        values = {"brand_id": own, "lang": row.lang} | {name: getattr(row, name) for name in CHANGING}
        upsert(conn, lesson, ("brand_id", "lang"), CHANGING, [values])
