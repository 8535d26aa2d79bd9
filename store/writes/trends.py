"""What the team decides about trends."""

from __future__ import annotations

from meydan.store.database import Store
from meydan.store.journal import change_rows, note_audit, note_undo, subject_of
from meydan.store.tables.trends import trend

STATES = frozenset({"new", "watched", "proposed", "skipped"})


def set_state(store: Store, trend_id: int, state: str, reason: str = "") -> None:
    """Make a trend new, watched, proposed or skipped. Raises NotFound, ValueError."""
    if state not in STATES:
        raise ValueError(f"no trend state: {state!r}")
    with store.writing() as conn:
        changes = change_rows(conn, trend, [trend_id], {"state": state})
        note_audit(conn, store.actor, f"trend_{state}", subject_of("trend", [trend_id]), reason)
        note_undo(conn, store.actor, f"trend_{state}", changes)
