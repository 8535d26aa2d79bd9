"""The values that all desks share."""

from __future__ import annotations

from meydan.store.database import Store
from meydan.store.journal import note_audit
from meydan.store.tables.system import setting
from meydan.store.upserts import upsert


def put(store: Store, key: str, value: str, told: str | None = None) -> None:
    """Set a value; the audit keeps every value that was set, or what is `told` of it."""
    with store.writing() as conn:
        upsert(conn, setting, ["key"], ["value"], [{"key": key, "value": value}])
        note_audit(conn, store.actor, "set", key, value if told is None else told)
