"""What people do with items; thousands at once cost two statements, not thousands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.errors import NotFound
from meydan.store.journal import (
    Change,
    Links,
    Values,
    change_rows,
    note_audit,
    note_undo,
    put_links,
    set_rows,
    subject_of,
)
from meydan.store.sets import within
from meydan.store.tables.inbox import item, item_tag
from meydan.store.tables.inbox import note as notes
from meydan.store.tables.team import member
from meydan.store.tables.team import tag as tags
from meydan.store.writes.mentions import call_members
from meydan.store.writes.undo import redo as redo
from meydan.store.writes.undo import turn_back as turn_back
from meydan.store.writes.undo import undo as undo

SENTIMENTS = frozenset({"positive", "neutral", "negative", ""})


def done(store: Store, ids: Sequence[int]) -> None:
    """Close items. Raises NotFound."""
    _change(store, "done", ids, {"state": "done", "snoozed_until": None})


def reopen(store: Store, ids: Sequence[int]) -> None:
    """Open items again. Raises NotFound."""
    _change(store, "reopen", ids, {"state": "open", "snoozed_until": None})


def assign(store: Store, ids: Sequence[int], login: str) -> None:
    """Give items to a member, or to nobody ("").  Raises NotFound."""
    with store.writing() as conn:
        _apply(conn, store, "assign", ids, {"assignee_id": member_id(conn, login)}, login)


def sentiment(store: Store, ids: Sequence[int], value: str) -> None:
    """Say what the sentiment is, or leave it to the analysis (""). Raises NotFound, ValueError."""
    if value not in SENTIMENTS:
        raise ValueError(f"no sentiment: {value!r}")
    _change(store, "sentiment", ids, {"override": value or None}, value)


def snooze(store: Store, ids: Sequence[int], until: datetime) -> None:
    """Put items away until a time. Raises NotFound."""
    _change(store, "snooze", ids, {"state": "snoozed", "snoozed_until": until}, until.isoformat())


def wake(store: Store, now: datetime) -> int:
    """Open the snoozed items whose time has come; how many."""
    due = (item.c.state == "snoozed", item.c.snoozed_until <= now)
    with store.reading() as conn:
        if conn.execute(select(item.c.id).where(*due).limit(1)).first() is None:
            return 0
    with store.writing() as conn:
        ids = list(conn.execute(select(item.c.id).where(*due)).scalars())
        set_rows(conn, item, ids, {"state": "open", "snoozed_until": None})
    return len(ids)


def mark_items_vip(conn: Connection, person_id: int, vip: bool) -> list[Change]:
    """Let all items of a person follow their mark, inside the command that sets it; what to take back."""
    ids = list(conn.execute(select(item.c.id).where(item.c.person_id == person_id)).scalars())
    return change_rows(conn, item, ids, {"vip": vip}) if ids else []


def star(store: Store, ids: Sequence[int], on: bool) -> None:
    """Put a star on items or take it off. Raises NotFound."""
    _change(store, "star" if on else "unstar", ids, {"starred": on})


def spam(store: Store, ids: Sequence[int], on: bool) -> None:
    """Call items spam and close them, or say that they are none and open them. Raises NotFound."""
    values = {"spam": on, "spam_said": on, "state": "done" if on else "open", "snoozed_until": None}
    _change(store, "spam" if on else "not_spam", ids, values)


def tag(store: Store, ids: Sequence[int], name: str) -> None:
    """Put a tag on items. Raises NotFound."""
    _link(store, "tag", ids, name, on=True)


def untag(store: Store, ids: Sequence[int], name: str) -> None:
    """Take a tag off items. Raises NotFound."""
    _link(store, "untag", ids, name, on=False)


def note(store: Store, item_id: int, text: str) -> int:
    """Write an internal note about an item; its id. A member is called by `@login`. Raises NotFound."""
    with store.writing() as conn:
        require_items(conn, [item_id])
        made = conn.execute(
            insert(notes)
            .values(item_id=item_id, login=store.actor.login, text=text, created_at=utc_now(), removed=False)
            .returning(notes.c.id)
        ).scalar_one()
        call_members(conn, made, text)
        note_audit(conn, store.actor, "note", subject_of("item", [item_id]), text)
        note_undo(conn, store.actor, "note", [Values("note", (made,), {"removed": True}, {"removed": False})])
    return int(made)


def require_items(conn: Connection, ids: Sequence[int]) -> list[int]:
    """The ids, each once. Raises NotFound for the first that is no item."""
    wanted = list(dict.fromkeys(ids))
    there = set(conn.execute(select(item.c.id).where(within(item.c.id, wanted))).scalars())
    for number in wanted:
        if number not in there:
            raise NotFound(f"no item {number}")
    return wanted


def member_id(conn: Connection, login: str) -> int | None:
    """The id of a member of the team; None for "". Raises NotFound."""
    if not login:
        return None
    query = select(member.c.id).where(member.c.login == login, member.c.removed.is_(False))
    found: int | None = conn.execute(query).scalar()
    if found is None:
        raise NotFound(f"no member {login}")
    return found


def _change(
    store: Store, command: str, ids: Sequence[int], values: Mapping[str, Any], detail: str = ""
) -> None:
    with store.writing() as conn:
        _apply(conn, store, command, ids, values, detail)


def _apply(
    conn: Connection, store: Store, command: str, ids: Sequence[int], values: Mapping[str, Any], detail: str
) -> None:
    changes = change_rows(conn, item, ids, values)
    if changes:
        note_audit(conn, store.actor, command, subject_of("item", list(ids)), detail)
        note_undo(conn, store.actor, command, changes)


def _link(store: Store, command: str, ids: Sequence[int], name: str, *, on: bool) -> None:
    with store.writing() as conn:
        query = select(tags.c.id).where(tags.c.name == name, tags.c.removed.is_(False))
        tag_id = conn.execute(query).scalar()
        if tag_id is None:
            raise NotFound(f"no tag {name}")
        wanted = require_items(conn, ids)
        linked = set(
            conn.execute(
                select(item_tag.c.item_id).where(
                    item_tag.c.tag_id == tag_id, within(item_tag.c.item_id, wanted)
                )
            ).scalars()
        )
        changing = tuple(number for number in wanted if (number in linked) != on)
        if changing:
            change = Links(tag_id, changing, on)
            put_links(conn, change, on=on)
            note_audit(conn, store.actor, command, subject_of("item", changing), name)
            note_undo(conn, store.actor, command, [change])
