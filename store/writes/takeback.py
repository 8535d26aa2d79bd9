"""Taking back acts of moderation of which some have left the machine already.

What still waits is cancelled, what was sent is taken back by the act that reverses it where the platform has
one, and of the rest it is said that it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, select, update

from meydan.store.database import Store
from meydan.store.deliveries import aimed_at, enqueue
from meydan.store.journal import Change, Queued, Values, note_audit, put_back
from meydan.store.sets import within
from meydan.store.tables.outbox import delivery
from meydan.store.writes.interference import Interference

STOPPABLE = frozenset({"asked", "held", "ready"})
LEFT = frozenset({"sending", "sent", "unknown"})
TEXTS = frozenset({"reply", "publish"})


@dataclass(frozen=True, slots=True)
class Turned:
    """What became of a command that was to be taken back.

    Of its acts that had left the machine, so many are `reversing` by acts of their own, which wait in the
    outbox, and so many are `lost`: they cannot be taken back. `stands` when that is all of it.
    """

    command: str
    reversing: int = 0
    lost: int = 0
    stands: bool = False


def take_back_acts(
    conn: Connection, store: Store, command: str, changes: Sequence[Change], others: Interference
) -> Turned | None:
    """Take back what can be; None for a command that is no moderation or of which nothing has left."""
    acts = {change.delivery_id: change for change in changes if isinstance(change, Queued)}
    query = select(delivery.c.id, delivery.c.state, delivery.c.action, delivery.c.item_id)
    rows = conn.execute(query.where(within(delivery.c.id, acts))).all()
    left = [row for row in rows if row.state in LEFT]
    if not left or any(row.action in TEXTS for row in rows):
        return None
    waiting = [row.id for row in rows if row.state in STOPPABLE]
    sent = [row for row in left if row.state == "sent" and acts[row.id].back]
    lost = {row.item_id for row in left} - {row.item_id for row in sent}
    if not waiting and not sent:
        return Turned(command, lost=len(lost), stands=True)
    _cancel(conn, waiting)
    for row in sent:
        (aimed,) = aimed_at(conn, [row.item_id])
        act = acts[row.id]
        enqueue(conn, store, aimed | {"action": act.back}, timedelta(seconds=act.hold))
    for change in reversed(changes):
        if isinstance(change, Values):
            put_back(conn, change, forward=False, spared=others.of(change) | lost)
    note_audit(conn, store.actor, "undo", command)
    return Turned(command, len(sent), len(lost))


def _cancel(conn: Connection, ids: Sequence[int]) -> None:
    conn.execute(
        update(delivery)
        .where(within(delivery.c.id, ids))
        .values(state="cancelled", version=delivery.c.version + 1)
    )
