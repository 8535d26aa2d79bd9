"""What people put into the outbox and decide about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, or_, select, update

from meydan.store import roles
from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.deliveries import aimed_at, asking, enqueue, settle
from meydan.store.errors import Conflict, NotFound
from meydan.store.journal import Change, Queued, change_rows, note_audit, note_undo, set_rows, subject_of
from meydan.store.reads.marks import require_unchanged
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.rows.together import ThreadMark
from meydan.store.tables.calendar import post_target
from meydan.store.tables.inbox import item
from meydan.store.tables.outbox import delivery
from meydan.store.writes.dispatch import (
    claim,
    orphans,
    record_failed,
    record_look,
    record_retry,
    record_sent,
    record_unknown,
)

STOPPABLE = frozenset({"asked", "held", "ready"})
LEFT_BEHIND = frozenset({"failed", "missed"})


def queue_reply(
    store: Store,
    item_id: int,
    order: ReplyOrder,
    *,
    before: datetime | None = None,
    seen: ThreadMark | None = None,
) -> int:
    """Queue an answer to an item; the delivery's id.

    Where it waits for approval, the item waits with it. With how the conversation was `seen` when the answer
    was begun: raises ThreadChanged if it went on. Raises NotFound, Forbidden, and Conflict when it would
    leave after `before`.
    """
    with store.writing(durable=True) as conn:
        asked_of = roles.approval_of(conn, store.actor.login, order.ask)
        require_in_time(before, order.due_at, order.hold)
        if seen is not None:
            require_unchanged(conn, seen)
        (aimed,) = aimed_at(conn, [item_id])
        values = aimed | {
            "action": "reply",
            "text": order.text,
            "private": order.private,
            "closes": order.done,
            "due_at": order.due_at,
            "media": order.media,
            "alt_texts": order.alt_texts,
            "codes": tuple(dict.fromkeys(order.codes)),
            "everyone": order.everyone,
        }
        values |= asking(asked_of)
        made = enqueue(conn, store, values, order.hold)
        changes: list[Change] = [Queued(made, order.hold.total_seconds(), after=values.get("state", "held"))]
        if asked_of is not None:
            changes += change_rows(conn, item, [item_id], {"state": "waiting", "snoozed_until": None})
        elif order.done:
            changes += change_rows(conn, item, [item_id], {"state": "done", "snoozed_until": None})
        command = "ask_approval" if asked_of is not None else "private_reply" if order.private else "reply"
        note_audit(conn, store.actor, command, subject_of("item", [item_id]), order.text)
        note_undo(conn, store.actor, command, changes)
    return made


def cancel(store: Store, delivery_id: int) -> None:
    """Stop what has not been claimed; its item, closed or waiting for it, is open again.

    Raises NotFound, Forbidden, Conflict.
    """
    with store.writing(durable=True) as conn:
        roles.require_writing(conn, store.actor.login)
        _require_state(conn, delivery_id, STOPPABLE)
        _give_up(conn, delivery_id, {"state": "cancelled"})
        note_audit(conn, store.actor, "cancel", subject_of("delivery", [delivery_id]))


def discard(store: Store, delivery_id: int) -> None:
    """Give up what failed, is unclear or still waits; its item, closed or waiting for it, is open again.

    Raises NotFound, Forbidden, Conflict.
    """
    with store.writing(durable=True) as conn:
        roles.require_writing(conn, store.actor.login)
        _require_state(conn, delivery_id, STOPPABLE | {"failed", "unknown"})
        _give_up(conn, delivery_id, {"state": "cancelled", "acknowledged": True})
        note_audit(conn, store.actor, "discard", subject_of("delivery", [delivery_id]))


def acknowledge(store: Store, delivery_id: int) -> None:
    """Say that a failed or unknown delivery was seen. Raises NotFound, Conflict."""
    _decide(store, "acknowledge", delivery_id, frozenset({"failed", "unknown"}), {"acknowledged": True})


def retry(store: Store, delivery_id: int) -> None:
    """Send again what the platform refused, under the same send key.

    Raises NotFound, Conflict (also for a post that was planned anew meanwhile).
    """
    _send_again(store, "retry", delivery_id, "failed")


def not_arrived(store: Store, delivery_id: int) -> None:
    """Send an unknown delivery again: a person looked, it is not there. Raises NotFound, Conflict."""
    _send_again(store, "not_arrived", delivery_id, "unknown")


def arrived(store: Store, delivery_id: int) -> None:
    """Count an unknown delivery as sent: a person looked, it is there. Raises NotFound, Conflict."""
    with store.writing(durable=True) as conn:
        roles.require_writing(conn, store.actor.login)
        _require_state(conn, delivery_id, frozenset({"unknown"}))
        settle(conn, delivery_id, {"state": "sent", "sent_at": utc_now(), "error": "", "acknowledged": True})
        note_audit(conn, store.actor, "arrived", subject_of("delivery", [delivery_id]))


def edit(store: Store, delivery_id: int, text: str, version: int) -> None:
    """Change a text that has not been claimed. Raises NotFound, Conflict (also when `version` is old).

    What was approved may be changed only by who may send. Raises Forbidden.
    """
    with store.writing(durable=True) as conn:
        if _require_state(conn, delivery_id, STOPPABLE) == "asked":
            roles.require_writing(conn, store.actor.login)
        else:
            roles.require_sending(conn, store.actor.login)
        changed = conn.execute(
            update(delivery)
            .where(delivery.c.id == delivery_id, delivery.c.version == version)
            .values(text=text, version=version + 1, edited_by=store.actor.login)
        )
        if changed.rowcount == 0:
            raise changed_meanwhile(conn, delivery_id)
        note_audit(conn, store.actor, "edit", subject_of("delivery", [delivery_id]), text)


def changed_meanwhile(conn: Connection, delivery_id: int) -> Conflict:
    """Says who changed a delivery."""
    query = select(delivery.c.edited_by, delivery.c.created_by).where(delivery.c.id == delivery_id)
    edited_by, created_by = conn.execute(query).one()
    return Conflict(f"delivery {delivery_id} was changed by {edited_by or created_by} meanwhile")


def require_in_time(before: datetime | None, due_at: datetime | None, hold: timedelta) -> None:
    """Raises Conflict when what is queued now would leave after `before`."""
    leaves = max(due_at or utc_now(), utc_now() + hold)
    if before is not None and leaves > before:
        raise Conflict(f"the reply window closes at {before.isoformat()}")


def _give_up(conn: Connection, delivery_id: int, values: Mapping[str, Any]) -> None:
    """It leaves no more: the item that it closed, or that waited for its approval, is open again."""
    query = select(item.c.id).select_from(item.join(delivery, delivery.c.item_id == item.c.id))
    moved = or_(
        and_(delivery.c.closes, item.c.state == "done"),
        and_(delivery.c.state == "asked", item.c.state == "waiting"),
    )
    ids = list(conn.execute(query.where(delivery.c.id == delivery_id, moved)).scalars())
    settle(conn, delivery_id, values)
    set_rows(conn, item, ids, {"state": "open"})


def _send_again(store: Store, command: str, delivery_id: int, state: str) -> None:
    """Ready by a person's word; for a post the time that it was planned for no longer counts."""
    values: dict[str, Any] = {"state": "ready", "retry_at": None, "error": "", "acknowledged": False}
    with store.writing(durable=True) as conn:
        roles.require_writing(conn, store.actor.login)
        _require_state(conn, delivery_id, frozenset({state}))
        query = select(post_target.c.id, post_target.c.state).select_from(post_target.join(delivery))
        target = conn.execute(query.where(delivery.c.id == delivery_id)).first()
        if target is not None:
            if state == "failed" and target.state not in LEFT_BEHIND:
                raise Conflict(f"target {target.id} is {target.state}")
            values["due_at"] = utc_now()
        settle(conn, delivery_id, values)
        note_audit(conn, store.actor, command, subject_of("delivery", [delivery_id]))


def _decide(
    store: Store, command: str, delivery_id: int, states: frozenset[str], values: Mapping[str, Any]
) -> None:
    with store.writing(durable=True) as conn:
        roles.require_writing(conn, store.actor.login)
        _require_state(conn, delivery_id, states)
        settle(conn, delivery_id, values)
        note_audit(conn, store.actor, command, subject_of("delivery", [delivery_id]))


def _require_state(conn: Connection, delivery_id: int, states: frozenset[str]) -> str:
    """The state, when it is one of `states`. Raises NotFound, Conflict."""
    state = conn.execute(select(delivery.c.state).where(delivery.c.id == delivery_id)).scalar()
    if state is None:
        raise NotFound(f"no delivery {delivery_id}")
    if state not in states:
        raise Conflict(f"delivery {delivery_id} is {state}")
    return str(state)


__all__ = [
    "acknowledge",
    "arrived",
    "cancel",
    "changed_meanwhile",
    "claim",
    "discard",
    "edit",
    "not_arrived",
    "orphans",
    "queue_reply",
    "record_failed",
    "record_look",
    "record_retry",
    "record_sent",
    "record_unknown",
    "require_in_time",
    "retry",
]
