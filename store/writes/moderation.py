"""What is done to items on their platforms besides answering; thousands at once are one command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from meydan.store.database import Store
from meydan.store.deliveries import CLOSING, aimed_at, asking, enqueue
from meydan.store.journal import Change, Queued, change_rows, note_audit, note_undo, subject_of
from meydan.store.roles import approval_of
from meydan.store.tables.inbox import item

NO_WAY_BACK: Mapping[int, str] = MappingProxyType({})


def queue_acts(
    store: Store, ids: Sequence[int], action: str, *, hold: timedelta, back: Mapping[int, str] = NO_WAY_BACK
) -> list[int]:
    """Queue an act upon items (like, hide, unhide, delete, block, report); the deliveries' ids.

    Hiding and deleting close the items; from a member who may not send by themselves they wait for approval.
    `back` says by item with which act undo takes it back once it was sent, where the platform has one. Raises
    NotFound, Forbidden; then nothing is queued.
    """
    wanted = list(dict.fromkeys(ids))
    closes = action in CLOSING
    with store.writing(durable=True) as conn:
        waiting = asking(approval_of(conn, store.actor.login))
        values = {"action": action, "closes": closes} | waiting
        made = [enqueue(conn, store, aimed | values, hold) for aimed in aimed_at(conn, wanted)]
        after = waiting.get("state", "held")
        changes: list[Change] = [
            Queued(number, hold.total_seconds(), after=after, back=back.get(item_id, ""))
            for number, item_id in zip(made, wanted, strict=True)
        ]
        if closes:
            changes += change_rows(conn, item, wanted, {"state": "done", "snoozed_until": None})
        note_audit(conn, store.actor, action, subject_of("item", wanted))
        note_undo(conn, store.actor, action, changes)
    return made
