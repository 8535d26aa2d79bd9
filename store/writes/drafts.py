"""Unsent texts, kept so that nothing written is lost."""

from __future__ import annotations

from sqlalchemy import delete, or_

from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.tables.outbox import draft
from meydan.store.upserts import insert_into


def save_draft(store: Store, key: str, text: str) -> None:
    """Keep the actor's text for `key` (like `reply:12`); on the disk when this returns."""
    with store.writing(durable=True) as conn:
        values = {"key": key, "login": store.actor.login, "text": text, "updated_at": utc_now()}
        statement = insert_into(conn, draft).values(**values)
        new = statement.excluded
        conn.execute(
            statement.on_conflict_do_update(
                index_elements=["key", "login"], set_={"text": new.text, "updated_at": new.updated_at}
            )
        )


def drop_draft(store: Store, key: str) -> None:
    """Forget the actor's text for `key` and the one that waited for whoever takes it up."""
    with store.writing() as conn:
        ours = or_(draft.c.login == store.actor.login, draft.c.login == "")
        conn.execute(delete(draft).where(draft.c.key == key, ours))
