"""What one has to know to answer an item."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from meydan.store.errors import NotFound
from meydan.store.reads.outbox import page_rows, row_of
from meydan.store.rows.outgoing import DeliveryRow
from meydan.store.tables.inbox import item
from meydan.store.tables.outbox import delivery
from meydan.store.types import Instant


def last_heard(conn: Connection, item_id: int) -> datetime:
    """When the author of an item last wrote in its conversation. Raises NotFound."""
    own = select(item.c.account_id, item.c.thread, item.c.person_id).where(item.c.id == item_id).subquery()
    query = select(func.max(item.c.created_at, type_=Instant)).where(
        item.c.account_id == own.c.account_id,
        item.c.thread == own.c.thread,
        item.c.person_id == own.c.person_id,
    )
    found: datetime | None = conn.execute(query).scalar()
    if found is None:
        raise NotFound(f"no item {item_id}")
    return found


def rejection(conn: Connection, item_id: int, login: str, private: bool) -> DeliveryRow | None:
    """The last answer of a member to an item, if it was rejected."""
    query = (
        page_rows()
        .where(
            delivery.c.item_id == item_id,
            delivery.c.created_by == login,
            delivery.c.action == "reply",
            delivery.c.private == private,
            delivery.c.state != "cancelled",
        )
        .order_by(delivery.c.id.desc())
        .limit(1)
    )
    row = conn.execute(query).first()
    return row_of(row) if row is not None and row.state == "rejected" else None
