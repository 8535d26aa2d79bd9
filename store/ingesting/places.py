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
FEW = 100
"""How many slots are looked into at once rather than asked about first."""

HIGHEST_OF_ALL = text("SELECT max(place) FROM item")
HIGHEST = "(SELECT max(place) FROM item WHERE place >= slot.floor AND place < slot.floor + :slots)"
TAKEN = (
    f"SELECT floor, highest FROM (SELECT slot.floor, {HIGHEST} AS highest FROM {{}}) AS found "
    "WHERE highest IS NOT NULL"
)
SQLITE_TAKEN = text(TAKEN.format("(SELECT value AS floor FROM json_each(:floors)) AS slot"))
POSTGRES_TAKEN = text(TAKEN.format("unnest(CAST(:floors AS BIGINT[])) AS slot (floor)"))


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
    next_free = {floor: floor for floor in floors}
    if len(floors) <= FEW or not _newest(conn, min(floors)):
        next_free |= _taken(conn, set(floors))
    places = []
    for floor in floors:
        slot = floor
        while next_free[slot] >= slot + SLOTS:
            slot += SLOTS
            if slot not in next_free:
                next_free |= {slot: slot} | _taken(conn, {slot})
        places.append(next_free[slot])
        next_free[slot] += 1
    return places


def _newest(conn: Connection, floor: int) -> bool:
    """Whether all places from a floor on are free: mostly what arrives is newer than all that is stored."""
    ((highest,),) = direct.rows(conn, HIGHEST_OF_ALL)
    return highest is None or highest < floor


def _taken(conn: Connection, floors: set[int]) -> dict[int, int]:
    """For each slot of which something is taken the first free place in it."""
    if conn.dialect.name == "sqlite":
        found = direct.rows(conn, SQLITE_TAKEN, {"floors": json.dumps(list(floors)), "slots": SLOTS})
    else:
        found = direct.rows(conn, POSTGRES_TAKEN, {"floors": list(floors), "slots": SLOTS})
    return {floor: highest + 1 for floor, highest in found}
