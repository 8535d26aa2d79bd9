"""The publications of a page: our own posts and answers, and strangers' posts above items."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from meydan.store.incoming import IncomingPublication
from meydan.store.ingesting.people import key_of
from meydan.store.ingesting.threads import Roots
from meydan.store.tables.inbox import publication
from meydan.store.upserts import upsert

METRICS = ("likes", "replies", "shares", "views")
CHANGING = (
    *("author_id", "author", "author_name", "ours", "text", "created_at", "thread", "parent", "permalink"),
    *("visibility", "attachments", "edited_at", "deleted", *METRICS),
)


def store_publications(
    conn: Connection, account_id: int, publications: Iterable[IncomingPublication], roots: Roots
) -> None:
    """Insert new publications and update changed ones."""
    rows = {
        each.remote_id: {
            "account_id": account_id,
            "remote_id": each.remote_id,
            "author_id": key_of(each.author),
            "author": each.author.handle,
            "author_name": each.author.name,
            "ours": each.ours,
            "text": each.text,
            "created_at": each.created_at,
            "thread": roots.of(each.remote_id, each.thread, each.parent),
            "parent": each.parent or "",
            "permalink": each.permalink,
            "visibility": each.visibility,
            "attachments": tuple(each.attachments),
            "edited_at": each.edited_at,
            "deleted": each.deleted,
            **{name: getattr(each.metrics, name) for name in METRICS},
        }
        for each in publications
    }
    upsert(conn, publication, ["account_id", "remote_id"], CHANGING, list(rows.values()))
