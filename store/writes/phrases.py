"""What a team says its phrases mean."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.errors import NotFound
from meydan.store.folding import fold
from meydan.store.journal import Change, Values, change_rows, note_audit, note_undo
from meydan.store.reads.accounts import brand
from meydan.store.roles import require_writing
from meydan.store.tables.lessons import phrase
from meydan.store.writes.triage import SENTIMENTS

LONGEST = 80


def say(store: Store, words: str, tone: str) -> int:
    """Say what tone a phrase has; its id. What was said of it before is replaced. Can be undone.

    Raises ValueError for what is no phrase (it needs a letter or a sign, and at most `LONGEST` characters) or
    no tone, Forbidden.
    """
    words = " ".join(words.split())
    folded = _folded(words)
    if not folded.strip("*") or len(words) > LONGEST:
        raise ValueError(f"no phrase: {words[:LONGEST]!r}")
    if tone not in SENTIMENTS - {""}:
        raise ValueError(f"no sentiment: {tone!r}")
    with store.writing() as conn:
        require_writing(conn, store.actor.login)
        found = _find(conn, folded)
        if found is None:
            values = {"words": words, "folded": folded, "tone": tone, "removed": False}
            by = {"created_by": store.actor.login, "created_at": utc_now(), "brand_id": brand(conn).id}
            found = conn.execute(insert(phrase).values(**values, **by).returning(phrase.c.id)).scalar_one()
            changes: list[Change] = [Values("phrase", (found,), {"removed": True}, {"removed": False})]
        else:
            changes = change_rows(conn, phrase, [found], {"tone": tone})
        if changes:
            note_audit(conn, store.actor, "say_phrase", words, tone)
            note_undo(conn, store.actor, "say_phrase", changes)
    return int(found)


def forget(store: Store, words: str) -> None:
    """Say nothing of a phrase any more. Can be undone. Raises NotFound, Forbidden."""
    with store.writing() as conn:
        require_writing(conn, store.actor.login)
        found = _find(conn, _folded(words))
        if found is None:
            raise NotFound(f"no phrase {words}")
        changes = change_rows(conn, phrase, [found], {"removed": True})
        note_audit(conn, store.actor, "forget_phrase", words)
        note_undo(conn, store.actor, "forget_phrase", changes)


def _folded(words: str) -> str:
    return " ".join(fold(words).split())


def _find(conn: Connection, folded: str) -> int | None:
    query = select(phrase.c.id).where(phrase.c.folded == folded, phrase.c.removed.is_(False))
    found: int | None = conn.execute(query).scalar()
    return found
