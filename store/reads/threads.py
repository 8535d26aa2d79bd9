"""Conversations and the people in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, or_, select

from meydan.store.errors import NotFound
from meydan.store.reads import inbox, outbox
from meydan.store.rows import ItemRow, PersonCard, ThreadEntry
from meydan.store.tables import item, publication
from meydan.store.tables import person as people

NEAREST = 200
RECENT = 20


def thread(conn: Connection, item_id: int) -> tuple[ThreadEntry, ...]:
    """The conversation around an item, oldest first: at most NEAREST entries of each kind on either side.

    An own publication stands for the delivery that made it. Raises NotFound.
    """
    centre = conn.execute(
        select(item.c.account_id, item.c.thread, item.c.place, item.c.created_at).where(item.c.id == item_id)
    ).first()
    if centre is None:
        raise NotFound(f"no item {item_id}")
    near = _nearest(conn, item, item.c.place, centre, centre.place)
    found = [_of_item(row) for row in inbox.by_ids(conn, near).values()]
    told: set[str] = set()
    for row in _publications(conn, centre):
        told.add(row.remote_id)
        found.append(_of_publication(row))
    for note in inbox.item_notes(conn, item_id):
        found.append(ThreadEntry("note", item_id, note.login, "", True, note.text, note.created_at))
    for delivery in outbox.by_items(conn, near):
        if delivery.action == "reply" and delivery.state != "cancelled" and delivery.remote_id not in told:
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


def _publications(conn: Connection, centre: Any) -> list[Any]:
    ids = _nearest(conn, publication, publication.c.created_at, centre, centre.created_at)
    root = select(publication.c.id).where(
        publication.c.account_id == centre.account_id, publication.c.remote_id == centre.thread
    )
    chosen = or_(publication.c.id.in_(ids), publication.c.id.in_(root))
    return list(conn.execute(select(publication).where(chosen)))


def _nearest(conn: Connection, table: Any, order: Any, centre: Any, at: Any) -> list[int]:
    """The ids of a thread's rows nearest to a moment, on either side of it."""
    own = select(table.c.id).where(table.c.account_id == centre.account_id, table.c.thread == centre.thread)
    before = own.where(order <= at).order_by(order.desc()).limit(NEAREST)
    after = own.where(order > at).order_by(order).limit(NEAREST)
    return [number for query in (before, after) for number in conn.execute(query).scalars()]


def _of_item(row: ItemRow) -> ThreadEntry:
    return ThreadEntry(
        "item",
        row.id,
        row.author,
        row.author_name,
        False,
        row.text,
        row.created_at,
        sentiment=row.sentiment,
        permalink=row.permalink,
        deleted=row.deleted_at is not None,
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
