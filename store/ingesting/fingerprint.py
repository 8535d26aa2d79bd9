"""The content hash of an incoming item: the same hash means that there is nothing to write."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from meydan.store.incoming import IncomingItem
from meydan.store.types import to_micros

SEPARATOR = "\x1f"


def fingerprint(item: IncomingItem) -> bytes:
    """16 bytes over everything of an item but its author's profile, which is compared by itself."""
    parts = (
        item.author.remote_id or item.author.handle,
        item.text,
        str(to_micros(item.created_at)),
        item.thread or "",
        item.parent or "",
        item.permalink,
        item.visibility,
        _moment(item.edited_at),
        SEPARATOR.join(item.attachments),
        "" if item.stars is None else str(item.stars),
        "deleted" if item.deleted else "",
        *(() if item.hidden is None else ("hidden" if item.hidden else "shown",)),
    )
    return blake2b("\x1e".join(parts).encode("utf-8", "replace"), digest_size=16).digest()


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else str(to_micros(moment))
