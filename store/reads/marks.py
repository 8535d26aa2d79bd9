"""How a conversation stands, so that an answer is not sent to one that went on meanwhile.

A conversation is what one person wrote in one thread and what we answered to that: strangers who comment on
the same post do not hold anything back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, false, func, literal, select, union_all

from meydan.store.errors import NotFound, ThreadChanged
from meydan.store.rows.together import Said, ThreadChange, ThreadMark
from meydan.store.tables.inbox import item, person, publication
from meydan.store.tables.outbox import delivery

NEWEST = 50
"""Messages of the person that are looked at."""

NEWEST_OURS = 200
"""Publications of a thread among which ours are looked for."""

NO_ANSWER = ("cancelled", "failed", "rejected")


def _statement() -> Select[Any]:
    """One statement for everything that was said; made once."""
    asked = item.alias("asked")
    here = asked.c.id == bindparam("item", type_=item.c.id.type)
    theirs = (
        select(
            item.c.id, item.c.remote_id, item.c.person_id, item.c.text, item.c.deleted_at, item.c.created_at
        )
        .select_from(
            item.join(
                asked,
                (item.c.account_id == asked.c.account_id)
                & (item.c.thread == asked.c.thread)
                & (item.c.person_id == asked.c.person_id),
            )
        )
        .where(here)
        .order_by(item.c.id.desc())
        .limit(NEWEST)
        .cte("theirs")
    )
    ours = (
        select(*(publication.c[name] for name in ("id", "account_id", "remote_id", "author", "text", "ours")))
        .add_columns(publication.c.parent, publication.c.deleted, publication.c.created_at)
        .select_from(
            publication.join(
                asked,
                (publication.c.account_id == asked.c.account_id) & (publication.c.thread == asked.c.thread),
            )
        )
        .where(here)
        .order_by(publication.c.id.desc())
        .limit(NEWEST_OURS)
        .cte("ours")
    )
    from_us = exists().where(
        delivery.c.account_id == ours.c.account_id, delivery.c.remote_id == ours.c.remote_id
    )
    said = union_all(
        select(
            literal("item").label("origin"),
            theirs.c.id.label("id"),
            func.coalesce(func.nullif(person.c.name, ""), person.c.handle).label("author"),
            theirs.c.text.label("text"),
            theirs.c.deleted_at.is_not(None).label("gone"),
            theirs.c.created_at.label("at"),
        ).select_from(theirs.join(person, person.c.id == theirs.c.person_id)),
        select(
            literal("delivery"),
            delivery.c.id,
            delivery.c.created_by,
            delivery.c.text,
            false(),
            delivery.c.created_at,
        ).where(
            delivery.c.item_id.in_(select(theirs.c.id)),
            delivery.c.action == "reply",
            delivery.c.state.not_in(NO_ANSWER),
        ),
        select(
            literal("publication"),
            ours.c.id,
            ours.c.author,
            ours.c.text,
            false(),
            ours.c.created_at,
        ).where(ours.c.ours, ~ours.c.deleted, ours.c.parent.in_(select(theirs.c.remote_id)), ~from_us),
    ).subquery("said")
    return select(said).order_by(said.c.at.desc(), said.c.id.desc())


SAID = _statement()


def mark(conn: Connection, item_id: int) -> ThreadMark:
    """How the conversation with an item's author stands. Raises NotFound."""
    said = tuple(Said(*row) for row in conn.execute(SAID, {"item": item_id}))
    if not said:
        raise NotFound(f"no item {item_id}")
    return ThreadMark(item_id, said)


def changes(before: ThreadMark, now: ThreadMark) -> list[ThreadChange]:
    """What happened between two looks at a conversation, newest first."""
    known = {(one.origin, one.id): one for one in before.said}
    found = ((one, known.get((one.origin, one.id))) for one in now.said)
    return [change for one, old in found if (change := _change(old, one)) is not None]


def require_unchanged(conn: Connection, seen: ThreadMark) -> None:
    """Raises ThreadChanged when a conversation is not as it was seen."""
    now = mark(conn, seen.item_id)
    found: Sequence[ThreadChange] = changes(seen, now)
    if found:
        raise ThreadChanged(found, now)


def _change(old: Said | None, now: Said) -> ThreadChange | None:
    if now.origin != "item":
        return ThreadChange("answered", now) if old is None else None
    if old is None:
        return None if now.gone else ThreadChange("wrote", now)
    if now.gone and not old.gone:
        return ThreadChange("deleted", now)
    return ThreadChange("edited", now, old.text) if now.text != old.text else None
