"""The two moments of a delivery that everybody shares: it is made, and something became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select, update

from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.journal import set_rows
from meydan.store.tables.calendar import post_target
from meydan.store.tables.inbox import item
from meydan.store.tables.outbox import delivery

CLOSING = frozenset({"reply", "hide", "delete"})
"""What an item needs no more attention after."""


def enqueue(conn: Connection, store: Store, values: Mapping[str, Any], hold: timedelta) -> int:
    """Insert a delivery with a send key of its own; its id."""
    now = utc_now()
    blank = dict.fromkeys(("target", "thread", "kind", "handle", "author_id", "visibility", "text"), "")
    row = {
        **blank,
        "media": (),
        "alt_texts": (),
        "send_key": str(uuid4()),
        "state": "held" if hold > timedelta() else "ready",
        "hold_until": now + hold if hold > timedelta() else None,
        "created_by": store.actor.login,
        "created_at": now,
        **values,
    }
    return int(conn.execute(insert(delivery).values(**row).returning(delivery.c.id)).scalar_one())


def settle(conn: Connection, delivery_id: int, values: Mapping[str, Any]) -> None:
    """Record what became of a delivery: an item answered or taken away is done, a post's target follows."""
    conn.execute(
        update(delivery).where(delivery.c.id == delivery_id).values(**values, version=delivery.c.version + 1)
    )
    row = conn.execute(
        select(
            *(
                delivery.c[name]
                for name in ("state", "action", "item_id", "target_id", "native", "scheduled_at")
            ),
            *(delivery.c[name] for name in ("remote_id", "permalink", "sent_at")),
        ).where(delivery.c.id == delivery_id)
    ).one()
    if row.state == "sent" and row.action in CLOSING and row.item_id is not None:
        set_rows(conn, item, [row.item_id], {"state": "done", "snoozed_until": None})
    if row.target_id is not None:
        waits = row.native and row.scheduled_at is not None and row.scheduled_at > (row.sent_at or utc_now())
        states = {"sent": "scheduled" if waits else "published", "failed": "failed", "cancelled": "cancelled"}
        conn.execute(
            update(post_target)
            .where(post_target.c.id == row.target_id)
            .values(state=states.get(row.state, "sending"), remote_id=row.remote_id, permalink=row.permalink)
        )
