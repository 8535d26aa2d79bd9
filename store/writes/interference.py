"""What others changed since: undo and redo leave it alone, also where it looks the same again by now."""

from __future__ import annotations

from sqlalchemy import Connection, select

from meydan.store.journal import Change, Links, Values, decode
from meydan.store.tables.system import undo_entry


class Interference:
    """The commands of other logins that stand and came after an entry of the undo history."""

    def __init__(self, conn: Connection, login: str, entry_id: int) -> None:
        later = (undo_entry.c.login != login, undo_entry.c.state == "done", undo_entry.c.id > entry_id)
        packed = conn.execute(select(undo_entry.c.changes).where(*later)).scalars()
        self._changes = [change for text in packed for change in decode(text)]

    def of(self, change: Change) -> frozenset[int]:
        """The rows of a change that others changed since."""
        return frozenset(each for other in self._changes for each in _common(change, other))


def _common(change: Change, other: Change) -> tuple[int, ...]:
    match change, other:
        case Values(), Values() if change.table == other.table and change.new.keys() & other.new.keys():
            return other.ids
        case Links(), Links() if change.tag_id == other.tag_id:
            return other.ids
    return ()
