"""Calling members of the team in notes."""

from __future__ import annotations

import re

from sqlalchemy import Connection, select, update

from meydan.store.database import Store
from meydan.store.folding import fold
from meydan.store.sets import within
from meydan.store.tables.inbox import note, note_mention
from meydan.store.tables.team import member
from meydan.store.upserts import add_missing

CALLED = re.compile(r"(?<![\w@.])@([\w.-]+)")


def call_members(conn: Connection, note_id: int, text: str) -> None:
    """Remember the members whom a note calls by `@login`; other words after an @ call nobody."""
    called = {fold(word.rstrip(".-")) for word in CALLED.findall(text)}
    if not called:
        return
    team = conn.execute(select(member.c.id, member.c.login).where(member.c.removed.is_(False)))
    rows = [
        {"note_id": note_id, "member_id": number, "seen": False}
        for number, login in team
        if fold(login) in called
    ]
    add_missing(conn, note_mention, ("note_id", "member_id"), rows)


def see(store: Store, item_id: int) -> bool:
    """The actor has read the notes about an item; whether one that calls them was new to them."""
    unseen = (
        select(note_mention.c.note_id, note_mention.c.member_id)
        .select_from(
            note_mention.join(note, note.c.id == note_mention.c.note_id).join(
                member, member.c.id == note_mention.c.member_id
            )
        )
        .where(note.c.item_id == item_id, note_mention.c.seen.is_(False), member.c.login == store.actor.login)
    )
    with store.reading() as conn:
        if conn.execute(unseen.limit(1)).first() is None:
            return False
    with store.writing() as conn:
        found = conn.execute(unseen).all()
        for number in {row.member_id for row in found}:
            conn.execute(
                update(note_mention)
                .where(
                    note_mention.c.member_id == number,
                    within(note_mention.c.note_id, [row.note_id for row in found]),
                )
                .values(seen=True)
            )
    return bool(found)
