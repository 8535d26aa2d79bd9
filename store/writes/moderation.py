"""What is done to items on their platforms besides answering; thousands at once are one command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from meydan.store.database import Store
from meydan.store.deliveries import CLOSING, aimed_at, enqueue
from meydan.store.journal import Change, Queued, change_rows, note_audit, note_undo, subject_of
from meydan.store.tables.inbox import item

NO_WAY_BACK: Mapping[int, str] = MappingProxyType({})


def queue_acts(
    store: Store, ids: Sequence[int], action: str, *, hold: timedelta, back: Mapping[int, str] = NO_WAY_BACK
) -> list[int]:
    """Queue an act upon items (like, hide, unhide, delete, block, report); the deliveries' ids.

    Hiding and deleting close the items. `back` says by item with which act undo takes it back once it was
    sent, where the platform has one. Raises NotFound; then nothing is queued.
    """
    wanted = list(dict.fromkeys(ids))
    closes = action in CLOSING
    with store.writing(durable=True) as conn:
        made = [
            enqueue(conn, store, aimed | {"action": action, "closes": closes}, hold)
            for aimed in aimed_at(conn, wanted)
        ]
        changes: list[Change] = [
            Queued(number, hold.total_seconds(), back.get(item_id, ""))
            for number, item_id in zip(made, wanted, strict=True)
        ]
        if closes:
            changes += change_rows(conn, item, wanted, {"state": "done", "snoozed_until": None})
        note_audit(conn, store.actor, action, subject_of("item", wanted))
        note_undo(conn, store.actor, action, changes)
    return made
