"""The two moments of a delivery that everybody shares: it is made, and something became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select, update

from meydan.store import memory
from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.errors import NotFound
from meydan.store.journal import set_rows
from meydan.store.sets import within
from meydan.store.tables.calendar import post_target
from meydan.store.tables.inbox import item, person
from meydan.store.tables.outbox import delivery
from meydan.store.tables.team import saved_reply

CLOSING = frozenset({"reply", "hide", "delete"})
"""What an item needs no more attention after."""

HIDING = {"hide": True, "unhide": False}
"""Whether an item is hidden on its platform after an act."""


def aimed_at(conn: Connection, item_ids: Sequence[int]) -> list[dict[str, Any]]:
    """What a delivery upon each of these items has to know of it, in their order. Raises NotFound."""
    query = (
        select(
            item.c.account_id,
            item.c.id.label("item_id"),
            item.c.remote_id.label("target"),
            item.c.thread,
            item.c.kind,
            person.c.handle,
            person.c.remote_id.label("author_id"),
            item.c.visibility,
        )
        .select_from(item.join(person))
        .where(within(item.c.id, item_ids))
    )
    found = {row["item_id"]: dict(row) for row in conn.execute(query).mappings()}
    for number in item_ids:
        if number not in found:
            raise NotFound(f"no item {number}")
    return [found[number] for number in item_ids]


def enqueue(conn: Connection, store: Store, values: Mapping[str, Any], hold: timedelta) -> int:
    """Insert a delivery with a send key of its own; its id."""
    now = utc_now()
    blank = dict.fromkeys(("target", "thread", "kind", "handle", "author_id", "visibility", "text"), "")
    row = {
        **blank,
        "media": (),
        "alt_texts": (),
        "codes": (),
        "send_key": str(uuid4()),
        "state": "held" if hold > timedelta() else "ready",
        "hold_until": now + hold if hold > timedelta() else None,
        "created_by": store.actor.login,
        "created_at": now,
        **values,
    }
    return int(conn.execute(insert(delivery).values(**row).returning(delivery.c.id)).scalar_one())


def asking(asked_of: str | None) -> dict[str, Any]:
    """What a delivery has that waits for approval; None: it needs none."""
    return {} if asked_of is None else {"state": "asked", "asked_of": asked_of, "hold_until": None}


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
            *(delivery.c[name] for name in ("remote_id", "permalink", "sent_at", "codes")),
        ).where(delivery.c.id == delivery_id)
    ).one()
    if row.state == "sent" and row.action in CLOSING and row.item_id is not None:
        set_rows(conn, item, [row.item_id], {"state": "done", "snoozed_until": None})
        memory.refresh(conn, [row.item_id])
    if row.state == "sent" and row.action in HIDING and row.item_id is not None:
        set_rows(conn, item, [row.item_id], {"hidden": HIDING[row.action]})
    if row.state == "sent" and row.codes:
        used = saved_reply.c.code.in_(row.codes)
        conn.execute(update(saved_reply).where(used).values(uses=saved_reply.c.uses + 1))
    if row.target_id is not None:
        waits = row.native and row.scheduled_at is not None and row.scheduled_at > (row.sent_at or utc_now())
        states = {"sent": "scheduled" if waits else "published", "failed": "failed", "cancelled": "cancelled"}
        conn.execute(
            update(post_target)
            .where(post_target.c.id == row.target_id)
            .values(state=states.get(row.state, "sending"), remote_id=row.remote_id, permalink=row.permalink)
        )
