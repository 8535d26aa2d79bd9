"""Taking back what has not left the machine, as often as one likes, per login."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.journal import (
    Change,
    Drafted,
    Judged,
    Links,
    Queued,
    Values,
    decode,
    encode,
    note_audit,
    put_back,
    put_draft,
    relink,
)
from meydan.store.judgements import replace_judgement
from meydan.store.tables.outbox import delivery
from meydan.store.tables.system import undo_entry
from meydan.store.writes.interference import Interference
from meydan.store.writes.takeback import Turned, take_back_acts

REACHED = {"held": ("held", "ready"), "asked": ("asked", "held", "ready"), "rejected": ("rejected",)}
"""The states from which a delivery that went to one can still be taken back."""


def undo(store: Store) -> str | None:
    """Take back the last command of the actor's login; its name, None when nothing is left.

    What somebody else changed since stays, also when it is done again. Commands whose delivery has left the
    machine are passed over.
    """
    while (turned := turn_back(store)) is not None:
        if not turned.stands:
            return turned.command
    return None


def turn_back(store: Store) -> Turned | None:
    """As `undo`, but of acts of moderation that have left the machine it says what becomes of them."""
    return _step(store, forward=False)


def redo(store: Store) -> str | None:
    """Do again what was taken back last; its name, None when nothing is left. A reply gets a new hold."""
    turned = _step(store, forward=True)
    return turned.command if turned else None


def _step(store: Store, *, forward: bool) -> Turned | None:
    wanted = "undone" if forward else "done"
    query = (
        select(undo_entry.c.id, undo_entry.c.command, undo_entry.c.changes)
        .where(undo_entry.c.login == store.actor.login, undo_entry.c.state == wanted)
        .order_by(undo_entry.c.id.desc())
        .limit(1)
    )
    with store.writing(durable=True) as conn:
        while (entry := conn.execute(query).first()) is not None:
            changes = decode(entry.changes)
            possible = all(_possible(conn, change, forward=forward) for change in changes)
            conn.execute(delete(undo_entry).where(undo_entry.c.id == entry.id))
            if possible:
                others = Interference(conn, store.actor.login, entry.id)
                ordered = changes if forward else changes[::-1]
                turned = [_replay(conn, change, others.of(change), forward=forward) for change in ordered]
                _keep(conn, store, entry.command, turned if forward else turned[::-1], forward=forward)
                note_audit(conn, store.actor, "redo" if forward else "undo", entry.command)
                return Turned(entry.command)
            if not forward:
                others = Interference(conn, store.actor.login, entry.id)
                acts = take_back_acts(conn, store, entry.command, changes, others)
                if acts is not None:
                    return acts
    return None


def _possible(conn: Connection, change: Change, *, forward: bool) -> bool:
    if not isinstance(change, Queued):
        return True
    state = conn.execute(select(delivery.c.state).where(delivery.c.id == change.delivery_id)).scalar()
    return state == change.before if forward else state in REACHED[change.after] and state != change.before


def _keep(conn: Connection, store: Store, command: str, changes: Sequence[Change], *, forward: bool) -> None:
    """Keep what was done for the way back, as the newest entry: what comes after it is interference."""
    conn.execute(
        insert(undo_entry).values(
            at=utc_now(),
            login=store.actor.login,
            command=command,
            state="done" if forward else "undone",
            changes=encode(changes),
        )
    )


def _replay(conn: Connection, change: Change, spared: frozenset[int], *, forward: bool) -> Change:
    match change:
        case Values():
            return put_back(conn, change, forward=forward, spared=spared)
        case Links():
            return relink(conn, change, forward=forward, spared=spared)
        case Drafted():
            put_draft(conn, change, forward=forward)
            return change
        case Judged(item_id, login, old, new):
            now, then = (old, new) if forward else (new, old)
            replace_judgement(conn, item_id, login, now, then)
            return change
        case Queued(delivery_id, hold, before, after, _):
            values: dict[str, Any] = {"state": after if forward else before}
            if values["state"] == "held":
                values["hold_until"] = utc_now() + timedelta(seconds=hold)
            elif values["state"] == "asked":
                values |= {"decided_by": "", "reason": ""}
            conn.execute(
                update(delivery)
                .where(delivery.c.id == delivery_id)
                .values(**values, version=delivery.c.version + 1)
            )
            return change
