"""A member's blind judgement of an item, as it stands and as a command or its undoing leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, select

from meydan.store.tables.inbox import item
from meydan.store.tables.tones import blind_tone
from meydan.store.upserts import upsert

KEYS = ("item_id", "login")
VALUES = ("at", "said", "analysed", "lang")


def judgement(conn: Connection, item_id: int, login: str) -> dict[str, Any]:
    """What a member said of an item, by VALUES; empty if nothing."""
    query = select(*(blind_tone.c[name] for name in VALUES)).where(
        blind_tone.c.item_id == item_id, blind_tone.c.login == login
    )
    found = conn.execute(query).mappings().first()
    return dict(found or {})


def put_judgement(conn: Connection, item_id: int, login: str, values: Mapping[str, Any]) -> None:
    """Let a member have said this of an item, or with nothing in `values` have said nothing."""
    if values:
        upsert(conn, blind_tone, KEYS, VALUES, [{"item_id": item_id, "login": login, **values}])
    else:
        conn.execute(delete(blind_tone).where(blind_tone.c.item_id == item_id, blind_tone.c.login == login))


def replace_judgement(
    conn: Connection, item_id: int, login: str, now: Mapping[str, Any], then: Mapping[str, Any]
) -> None:
    """As `put_judgement`, if it still is as it was `now`; an item that is gone by now gets none."""
    there = conn.execute(select(item.c.id).where(item.c.id == item_id)).first() is not None
    if there and judgement(conn, item_id, login) == now:
        put_judgement(conn, item_id, login, then)
