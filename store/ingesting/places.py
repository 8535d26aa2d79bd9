"""Places: unique integers that grow with the time an item was made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, text

from meydan.store import direct
from meydan.store.types import to_micros

SLOT_BITS = 10
SLOTS = 1 << SLOT_BITS
FARTHEST = 1 << 52

HIGHEST_OF_ALL = text("SELECT max(place) FROM item")
HIGHEST = "(SELECT max(place) FROM item WHERE place >= slot.floor AND place < slot.floor + :slots)"
SQLITE_TAKEN = text(
    f"SELECT slot.floor, {HIGHEST} FROM (SELECT value AS floor FROM json_each(:floors)) AS slot"
)
POSTGRES_TAKEN = text(f"SELECT slot.floor, {HIGHEST} FROM unnest(CAST(:floors AS BIGINT[])) AS slot (floor)")


def place_floor(moment: datetime) -> int:
    """The lowest place of a moment; everything older is below it.

    Moments beyond the years 1827 to 2112 share the places at the ends: platforms may claim any year.
    """
    micros = to_micros(moment)
    return max(-FARTHEST, min(micros, FARTHEST)) << SLOT_BITS


def allot(conn: Connection, moments: Sequence[datetime]) -> list[int]:
    """A free place for each moment, in order: later arrivals of the same moment come out higher.

    Each microsecond has 1024 places; when they are used up the following microsecond helps out.
    """
    floors = [place_floor(moment) for moment in moments]
    if not floors:
        return []
    ((highest,),) = direct.rows(conn, HIGHEST_OF_ALL)
    # Mostly what arrives is newer than all that is stored, and then every slot is free.
    newer = highest is None or highest < min(floors)
    next_free = {floor: floor for floor in floors} if newer else _next_free(conn, set(floors))
    places = []
    for floor in floors:
        slot = floor
        while next_free[slot] >= slot + SLOTS:
            slot += SLOTS
            if slot not in next_free:
                next_free |= _next_free(conn, {slot})
        places.append(next_free[slot])
        next_free[slot] += 1
    return places


def _next_free(conn: Connection, floors: set[int]) -> dict[int, int]:
    """The first free place of each slot: its floor, or one above the highest that is taken."""
    if conn.dialect.name == "sqlite":
        taken = direct.rows(conn, SQLITE_TAKEN, {"floors": json.dumps(list(floors)), "slots": SLOTS})
    else:
        taken = direct.rows(conn, POSTGRES_TAKEN, {"floors": list(floors), "slots": SLOTS})
    return {floor: floor if highest is None else highest + 1 for floor, highest in taken}
