"""Conversations and the people in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Connection,
    Table,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
    union_all,
)

from meydan.store.errors import NotFound
from meydan.store.reads import inbox, outbox
from meydan.store.rows import PersonCard, ThreadEntry
from meydan.store.tables.inbox import item, publication
from meydan.store.tables.inbox import person as people
from meydan.store.types import from_micros

NEAREST = 200
UNSENT = frozenset({"cancelled", "rejected"})
RECENT = 20
PUBLICATION_NAMES = (
    *("remote_id", "author", "author_name", "ours", "text", "created_at"),
    *("likes", "replies", "shares", "permalink", "deleted"),
)


def _near(table: Table, order: ColumnElement[Any]) -> CompoundSelect[Any]:
    """The ids of a thread's rows nearest to a moment, on either side of it."""
    at = bindparam("at", type_=order.type)
    own = select(table.c.id).where(*_of_thread(table))
    before = own.where(order <= at).order_by(order.desc()).limit(NEAREST)
    after = own.where(order > at).order_by(order).limit(NEAREST)
    return union_all(before.subquery().select(), after.subquery().select())


def _of_thread(table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (
        table.c.account_id == bindparam("account", type_=table.c.account_id.type),
        table.c.thread == bindparam("thread", type_=table.c.thread.type),
    )


# Made once: making a statement takes longer than running it.
CENTRE = select(item.c.account_id, item.c.thread, item.c.place, item.c.created_at).where(
    item.c.id == bindparam("item", type_=item.c.id.type)
)
ITEMS = (
    select(
        item.c.id,
        people.c.handle,
        people.c.name,
        item.c.text,
        type_coerce(item.c.created_at, BigInteger).label("micros"),
        item.c.sentiment,
        item.c.permalink,
        item.c.deleted_at.is_not(None).label("deleted"),
    )
    .select_from(item.join(people, people.c.id == item.c.person_id))
    .where(item.c.id.in_(_near(item, item.c.place)))
)
ROOT = select(publication.c.id).where(
    publication.c.account_id == bindparam("account", type_=publication.c.account_id.type),
    publication.c.remote_id == bindparam("thread", type_=publication.c.remote_id.type),
)
PUBLICATIONS = select(*(publication.c[name] for name in PUBLICATION_NAMES)).where(
    or_(publication.c.id.in_(_near(publication, publication.c.created_at)), publication.c.id.in_(ROOT))
)


def thread(conn: Connection, item_id: int) -> tuple[ThreadEntry, ...]:
    """The conversation around an item, oldest first: at most NEAREST entries of each kind on either side.

    An own publication stands for the delivery that made it. Raises NotFound.
    """
    centre = conn.execute(CENTRE, {"item": item_id}).first()
    if centre is None:
        raise NotFound(f"no item {item_id}")
    around = {"account": centre.account_id, "thread": centre.thread}
    rows = conn.execute(ITEMS, {**around, "at": centre.place}).all()
    found = [_of_item(row) for row in rows]
    told: set[str] = set()
    for row in conn.execute(PUBLICATIONS, {**around, "at": centre.created_at}):
        told.add(row.remote_id)
        found.append(_of_publication(row))
    for note in inbox.item_notes(conn, item_id):
        found.append(ThreadEntry("note", item_id, note.login, "", True, note.text, note.created_at))
    for delivery in outbox.by_items(conn, [row.id for row in rows]):
        if delivery.action == "reply" and delivery.state not in UNSENT and delivery.remote_id not in told:
            found.append(
                ThreadEntry(
                    "delivery",
                    delivery.item_id,
                    delivery.created_by,
                    "",
                    True,
                    delivery.text,
                    delivery.sent_at or delivery.created_at,
                    state=delivery.state,
                    permalink=delivery.permalink,
                )
            )
    return tuple(sorted(found, key=lambda entry: entry.created_at))


def person(conn: Connection, person_id: int) -> PersonCard:
    """Someone and what they wrote to us, deleted items left out. Raises NotFound."""
    row = conn.execute(select(people).where(people.c.id == person_id)).first()
    if row is None:
        raise NotFound(f"no person {person_id}")
    own = (item.c.person_id == person_id, item.c.deleted_at.is_(None))
    by_tone = select(item.c.sentiment, func.count()).where(*own).group_by(item.c.sentiment)
    tones: dict[str, int] = {row[0]: row[1] for row in conn.execute(by_tone)}
    newest = select(item.c.id).where(*own).order_by(item.c.place.desc()).limit(RECENT)
    ids = list(conn.execute(newest).scalars())
    rows = inbox.by_ids(conn, ids)
    return PersonCard(
        id=row.id,
        handle=row.handle,
        name=row.name,
        platform=row.platform,
        url=row.url,
        bio=row.bio,
        followers=row.followers,
        first_seen_at=row.first_seen_at,
        items=sum(tones.values()),
        positive=tones.get("positive", 0),
        neutral=tones.get("neutral", 0),
        negative=tones.get("negative", 0),
        recent=tuple(rows[number] for number in ids),
    )


def _of_item(row: Any) -> ThreadEntry:
    number, handle, name, words, micros, sentiment, permalink, deleted = row
    return ThreadEntry(
        "item",
        number,
        handle,
        name,
        False,
        words,
        from_micros(micros),
        sentiment=sentiment,
        permalink=permalink,
        deleted=bool(deleted),
    )


def _of_publication(row: Any) -> ThreadEntry:
    return ThreadEntry(
        "publication",
        None,
        row.author,
        row.author_name,
        row.ours,
        row.text,
        row.created_at,
        likes=row.likes,
        replies=row.replies,
        shares=row.shares,
        permalink=row.permalink,
        deleted=row.deleted,
    )
