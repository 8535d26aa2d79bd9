"""Conversations."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Connection,
    Table,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from meydan.store import direct
from meydan.store.errors import NotFound
from meydan.store.reads import inbox
from meydan.store.rows.inbox import ThreadEntry
from meydan.store.sets import within_named
from meydan.store.tables.inbox import item, publication
from meydan.store.tables.inbox import person as people
from meydan.store.tables.outbox import delivery
from meydan.store.types import from_micros

NEAREST = 200
UNSENT = ("cancelled", "rejected")
FIELDS = tuple(ThreadEntry.__dataclass_fields__)
ITEM_AT, CREATED_AT = FIELDS.index("item_id"), FIELDS.index("created_at")
FLAGS = FIELDS.index("ours"), FIELDS.index("deleted")
OF_PUBLICATION = (
    *("author", "author_name", "ours", "text", "created_at"),
    *("likes", "replies", "shares", "views", "permalink", "deleted"),
)
BLANK: dict[str, str] = {
    **dict.fromkeys(("author_name", "sentiment", "state", "permalink"), "''"),
    **dict.fromkeys(("item_id", "likes", "replies", "shares", "views"), "NULL"),
    **dict.fromkeys(("ours", "deleted"), "0"),
}
"""How SQL writes what an entry of some kind does not have."""


def _near(table: Table, order: ColumnElement[Any]) -> CompoundSelect[Any]:
    """The ids of a thread's rows nearest to a moment, on either side of it."""
    at = bindparam("at", type_=BigInteger)
    own = select(table.c.id).where(*_of_thread(table))
    before = own.where(order <= at).order_by(order.desc()).limit(NEAREST)
    after = own.where(order > at).order_by(order).limit(NEAREST)
    return union_all(before.subquery().select(), after.subquery().select())


def _of_thread(table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (
        table.c.account_id == bindparam("account", type_=table.c.account_id.type),
        table.c.thread == bindparam("thread", type_=table.c.thread.type),
    )


def _entry(origin: str, **shown: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """The columns of one kind of ThreadEntry: what of it is shown, else the field's default."""
    constants = {**BLANK, "origin": f"'{origin}'"}
    return [
        (shown[name] if name in shown else literal_column(constants[name])).label(name) for name in FIELDS
    ]


# Made once: making a statement takes longer than running it.
CENTRE = select(item.c.account_id, item.c.thread, item.c.place, item.c.created_at).where(
    item.c.id == bindparam("item", type_=item.c.id.type)
)
ITEMS = (
    select(
        *_entry(
            "item",
            item_id=item.c.id,
            author=people.c.handle,
            author_name=people.c.name,
            text=item.c.text,
            created_at=item.c.created_at,
            sentiment=item.c.sentiment,
            permalink=item.c.permalink,
            deleted=item.c.deleted_at.is_not(None),
        )
    )
    .select_from(item.join(people, people.c.id == item.c.person_id))
    .where(item.c.id.in_(_near(item, item.c.place)))
)
ROOT = select(publication.c.id).where(
    publication.c.account_id == bindparam("account", type_=publication.c.account_id.type),
    publication.c.remote_id == bindparam("thread", type_=publication.c.remote_id.type),
)
PUBLICATIONS = select(
    publication.c.remote_id,
    *_entry("publication", **{name: publication.c[name] for name in OF_PUBLICATION}),
).where(or_(publication.c.id.in_(_near(publication, publication.c.created_at)), publication.c.id.in_(ROOT)))
REPLIES = (
    select(
        delivery.c.remote_id,
        *_entry(
            "delivery",
            item_id=delivery.c.item_id,
            author=delivery.c.created_by,
            ours=true(),
            text=delivery.c.text,
            created_at=func.coalesce(delivery.c.sent_at, delivery.c.created_at),
            state=delivery.c.state,
            permalink=delivery.c.permalink,
        ),
    )
    .where(
        within_named(delivery.c.item_id, "items"),
        delivery.c.action == "reply",
        *(delivery.c.state != state for state in UNSENT),
    )
    .order_by(delivery.c.id)
)


def thread(conn: Connection, item_id: int) -> tuple[ThreadEntry, ...]:
    """The conversation around an item, oldest first: at most NEAREST entries of each kind on either side.

    An own publication stands for the delivery that made it. Raises NotFound.
    """
    centre = direct.rows(conn, CENTRE, {"item": item_id})
    if not centre:
        raise NotFound(f"no item {item_id}")
    ((account_id, root, place, created_at),) = centre
    around = {"account": account_id, "thread": root}
    items = direct.rows(conn, ITEMS, {**around, "at": place})
    publications = direct.rows(conn, PUBLICATIONS, {**around, "at": created_at})
    replies = direct.rows(conn, REPLIES, {"items": [row[ITEM_AT] for row in items]})
    told = {remote_id for remote_id, *_ in publications}
    found = [
        *map(_entry_of, items),
        *(_entry_of(row[1:]) for row in publications),
        *(
            ThreadEntry("note", item_id, note.login, "", True, note.text, note.created_at)
            for note in inbox.item_notes(conn, item_id)
        ),
        *(_entry_of(row[1:]) for row in replies if row[0] not in told),
    ]
    return tuple(sorted(found, key=attrgetter("created_at")))


def _entry_of(row: Sequence[Any]) -> ThreadEntry:
    values = list(row)
    values[CREATED_AT] = from_micros(values[CREATED_AT])
    for at in FLAGS:
        values[at] = values[at] == 1
    return direct.made(ThreadEntry, FIELDS, values)
