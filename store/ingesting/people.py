"""The people of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from meydan.store import direct
from meydan.store.incoming import IncomingAuthor
from meydan.store.rows.people import AccountRow
from meydan.store.sets import within, within_named
from meydan.store.tables.inbox import item, person
from meydan.store.types import to_micros
from meydan.store.upserts import PLAIN, insert_numbered

VIP = "vip"
PROFILE = ("handle", "name", "url", "bio", "followers")
NEW = dict.fromkeys(("platform", "base_url", "remote_id", *PROFILE, "first_seen_at"), PLAIN)
KNOWN = select(person.c.remote_id, person.c.id, person.c.mark, *(person.c[name] for name in PROFILE)).where(
    person.c.platform == bindparam("platform"),
    person.c.base_url == bindparam("base_url"),
    within_named(person.c.remote_id, "remote_ids"),
)


@dataclass(frozen=True, slots=True)
class People:
    """What has to be written about a page's people, by their remote id.

    `renamed_items` are stored items whose author is called differently from now on; `vips` are the ids of
    those whom a member marked so.
    """

    known: dict[str, int]
    fresh: dict[str, IncomingAuthor]
    changed: list[dict[str, Any]]
    renamed_items: list[int]
    vips: set[int]


def key_of(author: IncomingAuthor) -> str:
    """What a person is known by on their platform."""
    return author.remote_id or author.handle


def compare_people(conn: Connection, account: AccountRow, authors: Iterable[IncomingAuthor]) -> People:
    """Compare people with what is stored; what a platform leaves out this time stays as it was."""
    incoming = {key_of(author): author for author in authors}
    found = People({}, {}, [], [], set())
    if not incoming:
        return found
    rows = direct.rows(conn, KNOWN, {**_home(account), "remote_ids": list(incoming)})
    renamed = []
    for key, number, mark, *old in rows:
        author = incoming[key]
        found.known[key] = number
        if mark == VIP:
            found.vips.add(number)
        merged = [
            author.handle or old[0],
            author.name or old[1],
            author.url or old[2],
            author.bio or old[3],
            old[4] if author.followers is None else author.followers,
        ]
        if merged != old:
            found.changed.append({"number": number} | dict(zip(PROFILE, merged, strict=True)))
            if merged[:2] != old[:2]:
                renamed.append(number)
    found.fresh.update((key, author) for key, author in incoming.items() if key not in found.known)
    found.renamed_items.extend(_items_of(conn, renamed))
    return found


def write_people(conn: Connection, account: AccountRow, people: People, now: datetime) -> dict[str, int]:
    """Insert new people and update changed ones; the ids of all by their remote id."""
    if people.changed:
        conn.execute(update(person).where(person.c.id == bindparam("number")), people.changed)
    if not people.fresh:
        return people.known
    rows = [_row(account, key, each, now) for key, each in people.fresh.items()]
    ids = insert_numbered(conn, person, NEW, rows)
    return people.known | dict(zip(people.fresh, ids, strict=True))


def _home(account: AccountRow) -> dict[str, str]:
    return {"platform": account.platform, "base_url": account.base_url}


def _items_of(conn: Connection, people: list[int]) -> list[int]:
    if not people:
        return []
    return list(conn.execute(select(item.c.id).where(within(item.c.person_id, people))).scalars())


def _row(account: AccountRow, key: str, author: IncomingAuthor, now: datetime) -> tuple[Any, ...]:
    """The values of NEW, as `insert_rows` takes them."""
    return (
        account.platform,
        account.base_url,
        key,
        author.handle,
        author.name,
        author.url,
        author.bio,
        author.followers,
        to_micros(now),
    )
