"""The parts of a page that could not be mapped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import Connection

from meydan.store.incoming import IncomingRejection
from meydan.store.tables.system import quarantine
from meydan.store.upserts import add_missing

RAW_BYTES = 65_536


def quarantine_parts(
    conn: Connection, account_id: int, stream: str, parts: Sequence[IncomingRejection], now: datetime
) -> None:
    """Keep what could not be mapped, each thing once."""
    rows = []
    for part in parts:
        raw = part.raw.encode("utf-8", "replace")[:RAW_BYTES]
        digest = blake2b(
            b"\x1e".join((stream.encode(), part.where.encode("utf-8", "replace"), raw)), digest_size=16
        ).digest()
        rows.append(
            {
                "account_id": account_id,
                "stream": stream,
                "at": now,
                "origin": part.where,
                "reason": part.reason,
                "raw": raw.decode("utf-8", "ignore").replace("\0", ""),
                "digest": digest,
            }
        )
    add_missing(conn, quarantine, ["account_id", "digest"], rows)
