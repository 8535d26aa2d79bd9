"""The items of a page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from meydan.store import direct
from meydan.store.counters import kept, shift
from meydan.store.incoming import IncomingAnalysis, IncomingItem
from meydan.store.ingesting.fingerprint import fingerprint
from meydan.store.ingesting.people import key_of
from meydan.store.ingesting.places import allot
from meydan.store.ingesting.threads import Roots
from meydan.store.sets import within_named
from meydan.store.tables.inbox import item
from meydan.store.types import to_micros
from meydan.store.upserts import FLAG, NOTHING, OR_NOTHING, PLAIN, insert_numbered, update_rows

Key = tuple[str, str]

CONTENT = {
    "person_id": PLAIN,
    "text": PLAIN,
    "created_at": PLAIN,
    "thread": PLAIN,
    "parent": PLAIN,
    "permalink": PLAIN,
    "visibility": PLAIN,
    "attachments": PLAIN,
    "stars": OR_NOTHING,
    "edited_at": OR_NOTHING,
    "lang": PLAIN,
    "analysed": PLAIN,
    "score": PLAIN,
    "confidence": PLAIN,
    "question": FLAG,
    "urgent": FLAG,
    "offensive": FLAG,
    "spam": FLAG,
    "fingerprint": PLAIN,
}
EDITED = CONTENT | {"spam": f"coalesce(spam_said, {FLAG})"}
"""What a member said of spam stands whatever the platform brings."""
NEW = {
    "place": PLAIN,
    "account_id": PLAIN,
    "kind": PLAIN,
    "remote_id": PLAIN,
    "state": "'open'",
    "starred": "FALSE",
    "revision": "1",
    "stored_at": PLAIN,
    "vip": FLAG,
    **CONTENT,
}

KNOWN = select(item.c.remote_id, item.c.id, item.c.fingerprint).where(
    item.c.account_id == bindparam("account"),
    item.c.kind == bindparam("of_kind"),
    within_named(item.c.remote_id, "remote_ids"),
)
BEFORE = select(item.c.id, item.c.created_at, item.c.text).where(within_named(item.c.id, "ids"))


@dataclass(slots=True)
class Sorted:
    """A page's items by what has to be done with them; each item once, the last one of its key.

    `rewritten` are the ids of the edited ones whose texts changed, known once they are updated.
    """

    prints: Mapping[Key, bytes]
    known: Mapping[Key, tuple[int, bytes]]
    fresh: dict[Key, IncomingItem] = field(default_factory=dict)
    edited: dict[Key, IncomingItem] = field(default_factory=dict)
    removed: dict[Key, IncomingItem] = field(default_factory=dict)
    unchanged: int = 0
    rewritten: list[int] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether there is anything to store."""
        return bool(self.fresh or self.edited or self.removed)

    def to_analyse(self) -> dict[Key, IncomingItem]:
        """The items whose texts are new."""
        return self.fresh | self.edited

    def touched(self) -> list[int]:
        """The ids of the stored items that change."""
        return [self.id_of(key) for key in (*self.edited, *self.removed)]

    def id_of(self, key: Key) -> int:
        """The id of a stored item."""
        return self.known[key][0]


def stored_items(conn: Connection, account_id: int, keys: Iterable[Key]) -> dict[Key, tuple[int, bytes]]:
    """The ids and fingerprints of an account's items by kind and remote id; unknown ones are left out."""
    by_kind: dict[str, list[str]] = {}
    for kind, remote_id in keys:
        by_kind.setdefault(kind, []).append(remote_id)
    found: dict[Key, tuple[int, bytes]] = {}
    for kind, remote_ids in by_kind.items():
        values = {"account": account_id, "of_kind": kind, "remote_ids": remote_ids}
        for remote_id, number, print_ in direct.rows(conn, KNOWN, values):
            found[kind, remote_id] = number, print_
    return found


def sort_items(
    conn: Connection,
    account_id: int,
    items: Iterable[IncomingItem],
    prints: Mapping[Key, bytes] | None = None,
) -> Sorted:
    """Compare a page's items with what is stored; `prints` are their fingerprints where they are known."""
    incoming = {(each.kind, each.remote_id): each for each in items}
    made = {key: fingerprint(each) for key, each in incoming.items()} if prints is None else prints
    found = Sorted(prints=made, known=stored_items(conn, account_id, incoming))
    for key, each in incoming.items():
        old = found.known.get(key)
        if old is None:
            if each.deleted:
                found.unchanged += 1
            else:
                found.fresh[key] = each
        elif old[1] == made[key]:
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
    vips: Set[int],
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
        vip = int(content[0] in vips)
        rows.append((place, account_id, each.kind, each.remote_id, stored_at, vip, *content))
    made = insert_numbered(conn, item, NEW, rows)
    seen = [(key[0], analyses[key]) for key in found.fresh]
    shift(
        conn,
        Counter(),
        Counter((account_id, kind, "open", one.sentiment, one.question, one.spam, 0) for kind, one in seen),
    )
    return made


def update_items(
    conn: Connection,
    found: Sorted,
    analyses: Mapping[Key, IncomingAnalysis],
    people: Mapping[str, int],
    roots: Roots,
    now: datetime,
) -> list[int]:
    """Bring edited items up to date and bury removed ones; the ids of all of them.

    What the team did (state, assignee, tags, notes, stars, its own sentiment) stays here.
    """
    ids = found.touched()
    if not ids:
        return []
    with kept(conn, ids):
        if found.edited:
            _edit(conn, found, analyses, people, roots)
        if found.removed:
            rows = [
                {"number": found.id_of(key), "fingerprint": found.prints[key], "deleted_at": now}
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
    before = {
        row.id: row for row in conn.execute(BEFORE, {"ids": [found.id_of(key) for key in found.edited]}).all()
    }
    rows, moved = [], []
    for key, each in found.edited.items():
        old = before[found.id_of(key)]
        content = _content(each, found.prints[key], analyses[key], people, roots)
        rewritten = old.text != each.text
        if rewritten:
            found.rewritten.append(old.id)
        rows.append((*content, int(rewritten), old.id))
        if old.created_at != each.created_at:
            moved.append((old.id, each.created_at))
    update_rows(conn, item, EDITED, rows, extra="revision = revision + {0}, deleted_at = NULL")
    for (number, _), place in zip(moved, allot(conn, [moment for _, moment in moved]), strict=True):
        conn.execute(update(item).where(item.c.id == number).values(place=place))


def _content(
    each: IncomingItem,
    print_: bytes,
    analysis: IncomingAnalysis,
    people: Mapping[str, int],
    roots: Roots,
) -> tuple[Any, ...]:
    """The values of CONTENT and EDITED, as `insert_rows` takes them."""
    return (
        people[key_of(each.author)],
        each.text,
        to_micros(each.created_at),
        roots.of(each.remote_id, each.thread, each.parent),
        each.parent or "",
        each.permalink,
        each.visibility,
        json.dumps(each.attachments, ensure_ascii=False) if each.attachments else "[]",
        NOTHING if each.stars is None else each.stars,
        NOTHING if each.edited_at is None else to_micros(each.edited_at),
        analysis.lang,
        analysis.sentiment,
        analysis.score,
        analysis.confidence,
        int(analysis.question),
        int(analysis.urgent),
        int(analysis.offensive),
        int(analysis.spam),
        bytearray(print_),  # the drivers take it at once, bytes only after looking for a converter
    )
