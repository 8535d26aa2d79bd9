"""Unsent texts, kept so that nothing written is lost."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, and_, delete, or_, select

from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.tables.outbox import draft
from meydan.store.upserts import insert_into


def save_draft(
    store: Store,
    key: str,
    text: str,
    *,
    known: str | None = None,
    media: Sequence[str] = (),
    alt_texts: Sequence[str] = (),
    codes: Sequence[str] = (),
) -> str:
    """Keep the actor's text for `key` (like `reply:12`); what is on the disk when this returns.

    `known` is the text that the writer saw there last: another one that was kept meanwhile stays, before this
    one, and a paragraph put behind it stays behind. None takes its place whatever it is.
    """
    with store.writing(durable=True) as conn:
        return keep_draft(conn, store.actor.login, key, text, known, media, alt_texts, codes)


def keep_draft(
    conn: Connection,
    login: str,
    key: str,
    text: str,
    known: str | None,
    media: Sequence[str],
    alt_texts: Sequence[str],
    codes: Sequence[str],
) -> str:
    """As `save_draft`, for any member, within a transaction."""
    query = select(draft.c.text).where(draft.c.key == key, draft.c.login == login)
    there = conn.execute(query).scalar() or ""
    if known is not None and there not in ("", known) and there not in text:
        text = _joined(there, known, text)
    values = {
        "text": text,
        "updated_at": utc_now(),
        "media": tuple(media),
        "alt_texts": tuple(alt_texts),
        "codes": tuple(codes),
    }
    statement = insert_into(conn, draft).values(key=key, login=login, **values)
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["key", "login"], set_={name: statement.excluded[name] for name in values}
        )
    )
    return text


def _joined(there: str, known: str, text: str) -> str:
    """Both texts; a paragraph that was put behind the one known to both stays behind."""
    if known and there.startswith(f"{known}\n\n"):
        return text + there.removeprefix(known)
    return f"{there}\n\n{text}"


def drop_draft(store: Store, key: str, known: str | None = None) -> None:
    """Forget the actor's text for `key` and the one that waited for whoever takes it up.

    With `known` the actor's own is kept when it is another text.
    """
    own = draft.c.login == store.actor.login
    if known is not None:
        own = and_(own, draft.c.text == known)
    with store.writing() as conn:
        conn.execute(delete(draft).where(draft.c.key == key, or_(own, draft.c.login == "")))
