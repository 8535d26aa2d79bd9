"""Deciding about the answers that wait for approval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from meydan.store import roles
from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.deliveries import settle
from meydan.store.errors import Conflict, NotFound
from meydan.store.journal import Change, Queued, note_audit, note_undo, set_rows, subject_of
from meydan.store.tables.inbox import item
from meydan.store.tables.outbox import delivery
from meydan.store.writes.drafts import keep_draft
from meydan.store.writes.outbox import changed_meanwhile, require_in_time

SUPERSEDED = "another answer was approved"


class OtherProposals(Conflict):
    """Other answers to the same item wait too; `ids` are theirs: say whether to reject them."""

    def __init__(self, ids: Sequence[int]) -> None:
        self.ids = tuple(ids)
        super().__init__(f"other answers to the same item wait for approval: {', '.join(map(str, ids))}")


def approve(
    store: Store,
    delivery_id: int,
    version: int,
    *,
    hold: timedelta,
    text: str | None = None,
    reject_others: bool | None = None,
    before: datetime | None = None,
) -> None:
    """Let an answer go, with another `text` if one is given; it is held once more.

    Raises NotFound, Forbidden, Conflict when it does not wait for approval, is not as it was at `version` or
    would leave after `before`, and OtherProposals unless `reject_others` says what becomes of those.
    """
    with store.writing(durable=True) as conn:
        row = _asked(conn, store, delivery_id)
        if row.version != version:
            raise changed_meanwhile(conn, delivery_id)
        require_in_time(before, row.due_at, hold)
        others = _others(conn, row)
        if others and reject_others is None:
            raise OtherProposals(others)
        held = hold > timedelta()
        values: dict[str, Any] = {
            "state": "held" if held else "ready",
            "hold_until": utc_now() + hold if held else None,
            "decided_by": store.actor.login,
        }
        if text is not None and text != row.text:
            values |= {"text": text, "proposed": row.proposed or row.text, "edited_by": store.actor.login}
        settle(conn, delivery_id, values)
        changes: list[Change] = [Queued(delivery_id, hold.total_seconds(), before="asked")]
        if reject_others:
            for other in others:
                changes.append(_reject(conn, store, other, SUPERSEDED))
        note_audit(
            conn, store.actor, "approve", subject_of("delivery", [delivery_id]), values.get("text", "")
        )
        note_undo(conn, store.actor, "approve", changes)


def reject(store: Store, delivery_id: int, reason: str) -> None:
    """Send an answer back to who wrote it, as a draft.

    Raises NotFound, Forbidden, and Conflict without a reason or when it does not wait for approval.
    """
    if not reason.strip():
        raise Conflict("a rejection needs a reason")
    with store.writing(durable=True) as conn:
        row = _asked(conn, store, delivery_id)
        change = _reject(conn, store, delivery_id, reason)
        if row.item_id is not None and not _others(conn, row):
            waiting = select(item.c.id).where(item.c.id == row.item_id, item.c.state == "waiting")
            set_rows(conn, item, list(conn.execute(waiting).scalars()), {"state": "open"})
        note_undo(conn, store.actor, "reject", [change])


def _reject(conn: Connection, store: Store, delivery_id: int, reason: str) -> Queued:
    settle(
        conn, delivery_id, {"state": "rejected", "decided_by": store.actor.login, "reason": reason.strip()}
    )
    row = conn.execute(select(delivery).where(delivery.c.id == delivery_id)).one()
    if row.action == "reply" and row.item_id is not None:
        key = f"{'private' if row.private else 'reply'}:{row.item_id}"
        keep_draft(conn, row.created_by, key, row.text, "", row.media, row.alt_texts, row.codes)
    note_audit(conn, store.actor, "reject", subject_of("delivery", [delivery_id]), reason)
    return Queued(delivery_id, 0.0, before="asked", after="rejected")


def _asked(conn: Connection, store: Store, delivery_id: int) -> Any:
    row = conn.execute(select(delivery).where(delivery.c.id == delivery_id)).first()
    if row is None:
        raise NotFound(f"no delivery {delivery_id}")
    roles.require_deciding(conn, store.actor.login, row.asked_of)
    if row.state != "asked":
        raise Conflict(f"delivery {delivery_id} is {row.state}")
    return row


def _others(conn: Connection, row: Any) -> list[int]:
    """The other answers to the same item that wait for approval."""
    same = (delivery.c.item_id == row.item_id, delivery.c.action == "reply", delivery.c.state == "asked")
    if row.item_id is None or row.action != "reply":
        return []
    query = select(delivery.c.id).where(*same, delivery.c.id != row.id).order_by(delivery.c.id)
    return list(conn.execute(query).scalars())
