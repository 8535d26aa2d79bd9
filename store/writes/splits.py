"""Keeping filters as splits."""

from __future__ import annotations

from sqlalchemy import insert, select

from meydan.store.database import Store
from meydan.store.errors import NotFound
from meydan.store.journal import Change, Values, change_rows, note_audit, note_undo
from meydan.store.rows.people import SavedSplitRow
from meydan.store.tables.team import saved_split


def save(store: Store, title: str, filter: str, *, team: bool = False) -> SavedSplitRow:
    """Keep a filter as a split of the actor or of the team; one of the same title gets this filter."""
    login = "" if team else store.actor.login
    with store.writing() as conn:
        query = select(saved_split.c.id).where(saved_split.c.login == login, saved_split.c.title == title)
        made = conn.execute(query).scalar()
        if made is None:
            values = {"login": login, "title": title, "filter": filter, "removed": False}
            made = conn.execute(insert(saved_split).values(**values).returning(saved_split.c.id)).scalar_one()
            changes: list[Change] = [Values("saved_split", (made,), {"removed": True}, {"removed": False})]
        else:
            changes = change_rows(conn, saved_split, [made], {"filter": filter, "removed": False})
        if changes:
            note_audit(conn, store.actor, "save_split", f"split {title}", filter)
            note_undo(conn, store.actor, "save_split", changes)
    return SavedSplitRow(made, login, title, filter)


def remove(store: Store, title: str, *, team: bool = False) -> None:
    """Let go of a split of the actor or of the team. Raises NotFound."""
    login = "" if team else store.actor.login
    with store.writing() as conn:
        query = select(saved_split.c.id).where(
            saved_split.c.login == login, saved_split.c.title == title, saved_split.c.removed.is_(False)
        )
        found = conn.execute(query).scalar()
        if found is None:
            raise NotFound(f"no split {title}")
        changes = change_rows(conn, saved_split, [found], {"removed": True})
        note_audit(conn, store.actor, "remove_split", f"split {title}")
        note_undo(conn, store.actor, "remove_split", changes)
