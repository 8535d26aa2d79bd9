"""Keeping the waves that were found, and having seen them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.journal import change_rows, note_audit, note_undo, subject_of
from meydan.store.rows.system import Fence
from meydan.store.rows.waves import FoundWave
from meydan.store.tables.waves import wave
from meydan.store.writes.leases import require


def keep(store: Store, fence: Fence, found: Iterable[FoundWave], *, apart: timedelta) -> int:
    """Keep waves; how many are news.

    What comes within `apart` of an account's last wave belongs to that: it says nothing new, unless it is
    `again`, which is to be seen anew. Raises LeaseLost.
    """
    with store.writing() as conn:
        require(conn, fence)
        return sum(_keep(conn, one, apart) for one in found)


def _keep(conn: Connection, found: FoundWave, apart: timedelta) -> bool:
    query = (
        select(wave.c.id, wave.c.at)
        .where(wave.c.account_id == found.account_id, wave.c.at > found.at - apart)
        .order_by(wave.c.at.desc())
        .limit(1)
    )
    values = asdict(found)
    again = values.pop("again")
    last = conn.execute(query).first()
    if last is None:
        conn.execute(insert(wave).values(**values, begun_at=found.at, seen_by="", seen_at=None))
        return True
    if again and found.at > last.at:
        conn.execute(update(wave).where(wave.c.id == last.id).values(**values, seen_by="", seen_at=None))
        return True
    return False


def see(store: Store, ids: Sequence[int], now: datetime | None = None) -> None:
    """Waves have been seen: they are shown no more. Raises NotFound. Undo shows them again."""
    with store.writing() as conn:
        changes = change_rows(conn, wave, ids, {"seen_by": store.actor.login, "seen_at": now or utc_now()})
        if changes:
            note_audit(conn, store.actor, "see_wave", subject_of("wave", ids))
            note_undo(conn, store.actor, "see_wave", changes)
