"""Where notes call a member of the team."""

from __future__ import annotations

from sqlalchemy import Connection, String, bindparam, false, select

from meydan.store.tables.inbox import note, note_mention
from meydan.store.tables.team import member

UNSEEN = (
    select(note.c.item_id)
    .select_from(
        member.join(note_mention, note_mention.c.member_id == member.c.id).join(
            note, note.c.id == note_mention.c.note_id
        )
    )
    .where(
        member.c.login == bindparam("login", type_=String),
        note_mention.c.seen == false(),
        note.c.removed == false(),
    )
    .order_by(note.c.id.desc())
)


def calling_items(conn: Connection, login: str) -> list[int]:
    """The items with notes that call a member and that they have not read, each once; the newest first."""
    return list(dict.fromkeys(conn.execute(UNSEEN, {"login": login}).scalars()))
