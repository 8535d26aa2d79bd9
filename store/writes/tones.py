"""The tones of items: judged again by the analysis, many at once, and judged blind by members."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select, update

from meydan.store.clock import utc_now
from meydan.store.counters import kept
from meydan.store.database import Store
from meydan.store.errors import NotFound
from meydan.store.journal import Judged, note_audit, note_undo, subject_of
from meydan.store.judgements import judgement, put_judgement
from meydan.store.rows.tones import SaidRow
from meydan.store.sets import within
from meydan.store.tables.inbox import item

TONES = frozenset({"negative", "neutral", "positive"})
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


def judge_blind(store: Store, item_id: int, said: str) -> None:
    """Keep what a member says of an item's tone who was not shown what the analysis says; the item stays.

    What is said again replaces what was said before. Raises NotFound, ValueError for what is no tone.
    """
    if said not in TONES:
        raise ValueError(f"no tone: {said!r}")
    login = store.actor.login
    # Nothing changes that anybody is shown, so nobody needs to look again.
    with store.writing(quiet=True) as conn:
        found = conn.execute(select(item.c.analysed, item.c.lang).where(item.c.id == item_id)).first()
        if found is None:
            raise NotFound(f"no item {item_id}")
        old = judgement(conn, item_id, login)
        new = {"at": utc_now(), "said": said, "analysed": found.analysed, "lang": found.lang}
        put_judgement(conn, item_id, login, new)
        note_audit(conn, store.actor, "judge_blind", subject_of("item", [item_id]), said)
        note_undo(conn, store.actor, "judge_blind", [Judged(item_id, login, old, new)])


def _values(row: SaidRow) -> dict[str, object]:
    return {"number": row.id} | {f"now_{name}": getattr(row, name) for name in JUDGED}
