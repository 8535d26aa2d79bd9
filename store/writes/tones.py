"""The tones of items judged again, many at once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select, update

from meydan.store.counters import kept
from meydan.store.database import Store
from meydan.store.journal import note_audit
from meydan.store.rows.tones import SaidRow
from meydan.store.sets import within
from meydan.store.tables.inbox import item

JUDGED = ("analysed", "score", "confidence")
AGAIN = (
    update(item)
    .where(item.c.id == bindparam("number"))
    .values({name: bindparam(f"now_{name}") for name in JUDGED})
)


def retag(store: Store, found: Sequence[SaidRow]) -> int:
    """Give items the tones in `found`; how many there were to give.

    What was rewritten or corrected since it was read is left alone.
    """
    if not found:
        return 0
    with store.writing() as conn:
        query = select(item.c.id, item.c.revision).where(
            within(item.c.id, [row.id for row in found]), item.c.override.is_(None)
        )
        revisions = {row.id: row.revision for row in conn.execute(query)}
        rows = [row for row in found if revisions.get(row.id) == row.revision]
        if rows:
            with kept(conn, [row.id for row in rows]):
                conn.execute(AGAIN, [_values(row) for row in rows])
    return len(rows)


def note(store: Store, count: int) -> None:
    """Write down that tones were judged again."""
    with store.writing() as conn:
        note_audit(conn, store.actor, "retag", f"{count} items")


def _values(row: SaidRow) -> dict[str, object]:
    return {"number": row.id} | {f"now_{name}": getattr(row, name) for name in JUDGED}
