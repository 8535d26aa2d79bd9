"""The items of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from meydan.store.counters import kept, shift
from meydan.store.incoming import IncomingAnalysis, IncomingItem
from meydan.store.ingesting.fingerprint import fingerprint
from meydan.store.ingesting.people import key_of
from meydan.store.ingesting.places import allot
from meydan.store.ingesting.threads import Roots
from meydan.store.sets import within
from meydan.store.tables import item

Key = tuple[str, str]


@dataclass(slots=True)
class Sorted:
    """A page's items by what has to be done with them; each item once, the last one of its key."""

    fresh: dict[Key, IncomingItem] = field(default_factory=dict)
    edited: dict[Key, IncomingItem] = field(default_factory=dict)
    removed: dict[Key, IncomingItem] = field(default_factory=dict)
    unchanged: int = 0
    prints: dict[Key, bytes] = field(default_factory=dict)
    known: dict[Key, Any] = field(default_factory=dict)

    def touched(self) -> list[int]:
        """The ids of the stored items that change."""
        return [self.known[key].id for key in (*self.edited, *self.removed)]


def stored_items(
    conn: Connection, account_id: int, keys: Iterable[Key], columns: Sequence[Any]
) -> dict[Key, Any]:
    """Columns of stored items by kind and remote id."""
    by_kind: dict[str, list[str]] = {}
    for kind, remote_id in keys:
        by_kind.setdefault(kind, []).append(remote_id)
    found: dict[Key, Any] = {}
    for kind, remote_ids in by_kind.items():
        query = select(item.c.remote_id, *columns).where(
            item.c.account_id == account_id, item.c.kind == kind, within(conn, item.c.remote_id, remote_ids)
        )
        found |= {(kind, row[0]): row for row in conn.execute(query)}
    return found


def sort_items(conn: Connection, account_id: int, items: Iterable[IncomingItem]) -> Sorted:
    """Compare a page's items with what is stored."""
    incoming = {(each.kind, each.remote_id): each for each in items}
    columns = (item.c.id, item.c.fingerprint, item.c.created_at, item.c.text, item.c.thread)
    known = stored_items(conn, account_id, incoming, columns)
    found = Sorted(known=known)
    for key, each in incoming.items():
        old = known.get(key)
        found.prints[key] = fingerprint(each)
        if old is None:
            if each.deleted:
                found.unchanged += 1
            else:
                found.fresh[key] = each
        elif old.fingerprint == found.prints[key]:
            found.unchanged += 1
        elif each.deleted:
            found.removed[key] = each
        else:
            found.edited[key] = each
    return found


def insert_items(
    conn: Connection,
    account_id: int,
    found: Sorted,
    analyses: Mapping[Key, IncomingAnalysis],
    people: Mapping[str, int],
    roots: Roots,
    now: datetime,
) -> list[int]:
    """Insert the fresh items; their ids. They are counted, not yet in the search index."""
    if not found.fresh:
        return []
    places = allot(conn, [each.created_at for each in found.fresh.values()])
    rows = [
        _content(each, found.prints[key], analyses[key], people, roots)
        | {
            "place": place,
            "account_id": account_id,
            "kind": each.kind,
            "remote_id": each.remote_id,
            "state": "open",
            "starred": False,
            "revision": 1,
            "stored_at": now,
        }
        for (key, each), place in zip(found.fresh.items(), places, strict=True)
    ]
    conn.execute(insert(item), rows)
    shift(
        conn,
        Counter(),
        Counter(
            (account_id, row["kind"], "open", row["analysed"], row["question"], row["spam"], 0)
            for row in rows
        ),
    )
    made = select(item.c.place, item.c.id).where(within(conn, item.c.place, places))
    ids = dict(tuple(row) for row in conn.execute(made))
    return [ids[place] for place in places]


def update_items(
    conn: Connection,
    found: Sorted,
    analyses: Mapping[Key, IncomingAnalysis],
    people: Mapping[str, int],
    roots: Roots,
    now: datetime,
) -> list[int]:
    """Bring edited items up to date and bury removed ones; the ids of all of them.

    What the team did (state, assignee, tags, notes, stars, its own sentiment) stays.
    """
    ids = found.touched()
    if not ids:
        return []
    with kept(conn, ids):
        if found.edited:
            _edit(conn, found, analyses, people, roots)
        if found.removed:
            rows = [
                {"number": found.known[key].id, "fingerprint": found.prints[key], "deleted_at": now}
                for key in found.removed
            ]
            conn.execute(update(item).where(item.c.id == bindparam("number")), rows)
    return ids


def _edit(
    conn: Connection,
    found: Sorted,
    analyses: Mapping[Key, IncomingAnalysis],
    people: Mapping[str, int],
    roots: Roots,
) -> None:
    rows = []
    for key, each in found.edited.items():
        old = found.known[key]
        content = _content(each, found.prints[key], analyses[key], people, roots)
        rows.append(content | {"number": old.id, "newer": int(old.text != each.text)})
    conn.execute(
        update(item)
        .where(item.c.id == bindparam("number"))
        .values(revision=item.c.revision + bindparam("newer"), deleted_at=None),
        rows,
    )
    moved = [key for key, each in found.edited.items() if found.known[key].created_at != each.created_at]
    if not moved:
        return
    for key, place in zip(moved, allot(conn, [found.edited[key].created_at for key in moved]), strict=True):
        conn.execute(update(item).where(item.c.id == found.known[key].id).values(place=place))


def _content(
    each: IncomingItem,
    print_: bytes,
    analysis: IncomingAnalysis,
    people: Mapping[str, int],
    roots: Roots,
) -> dict[str, Any]:
    return {
        "person_id": people[key_of(each.author)],
        "text": each.text,
        "created_at": each.created_at,
        "thread": roots.of(each.remote_id, each.thread, each.parent),
        "parent": each.parent or "",
        "permalink": each.permalink,
        "visibility": each.visibility,
        "attachments": tuple(each.attachments),
        "stars": each.stars,
        "edited_at": each.edited_at,
        "lang": analysis.lang,
        "analysed": analysis.sentiment,
        "score": analysis.score,
        "confidence": analysis.confidence,
        "question": analysis.question,
        "urgent": analysis.urgent,
        "offensive": analysis.offensive,
        "spam": analysis.spam,
        "fingerprint": print_,
    }
