"""The items of a page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from meydan.store.counters import kept, shift
from meydan.store.incoming import IncomingAnalysis, IncomingItem
from meydan.store.ingesting.fingerprint import fingerprint
from meydan.store.ingesting.people import key_of
from meydan.store.ingesting.places import allot
from meydan.store.ingesting.threads import Roots
from meydan.store.sets import within_named
from meydan.store.tables import item
from meydan.store.types import to_micros
from meydan.store.upserts import insert_rows, update_rows

Key = tuple[str, str]

CONTENT = (
    *(
        "person_id",
        "text",
        "created_at",
        "thread",
        "parent",
        "permalink",
        "visibility",
        "attachments",
        "stars",
    ),
    *("edited_at", "lang", "analysed", "score", "confidence", "question", "urgent", "offensive", "spam"),
    "fingerprint",
)

KNOWN = select(item.c.remote_id, item.c.id, item.c.fingerprint, item.c.created_at, item.c.text).where(
    item.c.account_id == bindparam("account"),
    item.c.kind == bindparam("of_kind"),
    within_named(item.c.remote_id, "remote_ids"),
)
BY_PLACE = select(item.c.place, item.c.id).where(within_named(item.c.place, "places"))


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


def stored_items(conn: Connection, account_id: int, keys: Iterable[Key]) -> dict[Key, Any]:
    """What is stored of items, by kind and remote id."""
    by_kind: dict[str, list[str]] = {}
    for kind, remote_id in keys:
        by_kind.setdefault(kind, []).append(remote_id)
    found: dict[Key, Any] = {}
    for kind, remote_ids in by_kind.items():
        rows = conn.execute(KNOWN, {"account": account_id, "of_kind": kind, "remote_ids": remote_ids})
        found |= {(kind, row[0]): row for row in rows.all()}
    return found


def sort_items(conn: Connection, account_id: int, items: Iterable[IncomingItem]) -> Sorted:
    """Compare a page's items with what is stored."""
    incoming = {(each.kind, each.remote_id): each for each in items}
    known = stored_items(conn, account_id, incoming)
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
    stored_at = to_micros(now)
    rows = []
    for (key, each), place in zip(found.fresh.items(), places, strict=True):
        content = _content(each, found.prints[key], analyses[key], people, roots)
        own = (place, account_id, each.kind, each.remote_id, "open", False, 1, stored_at)
        rows.append((*own, *content))
    insert_rows(
        conn,
        item,
        ("place", "account_id", "kind", "remote_id", "state", "starred", "revision", "stored_at", *CONTENT),
        rows,
    )
    seen = [(key[0], analyses[key]) for key in found.fresh]
    shift(
        conn,
        Counter(),
        Counter((account_id, kind, "open", one.sentiment, one.question, one.spam, 0) for kind, one in seen),
    )
    ids = {row[0]: row[1] for row in conn.execute(BY_PLACE, {"places": places}).all()}
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
        rows.append((*content, int(old.text != each.text), old.id))
    update_rows(conn, item, CONTENT, rows, extra="revision = revision + {0}, deleted_at = NULL")
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
) -> tuple[Any, ...]:
    """The values of CONTENT, as the database keeps them."""
    return (
        people[key_of(each.author)],
        each.text,
        to_micros(each.created_at),
        roots.of(each.remote_id, each.thread, each.parent),
        each.parent or "",
        each.permalink,
        each.visibility,
        json.dumps(each.attachments, ensure_ascii=False) if each.attachments else "[]",
        each.stars,
        None if each.edited_at is None else to_micros(each.edited_at),
        analysis.lang,
        analysis.sentiment,
        analysis.score,
        analysis.confidence,
        analysis.question,
        analysis.urgent,
        analysis.offensive,
        analysis.spam,
        print_,
    )
