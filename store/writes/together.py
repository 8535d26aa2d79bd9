"""Telling the others where one is, and the soft lease on answering an item.

None of it is undone or, but for breaking into a lease, audited: it is over in a minute and a half.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from meydan.store.clock import shared_now
from meydan.store.database import Store
from meydan.store.journal import note_audit, subject_of
from meydan.store.reads.together import SEEN_FOR, TYPIST
from meydan.store.rows.together import Typist
from meydan.store.tables.together import presence
from meydan.store.tables.together import typing as leases
from meydan.store.topics import Topic
from meydan.store.upserts import insert_into
from meydan.store.writes.triage import require_items

TYPES_FOR = timedelta(seconds=90)
"""How long a lease on answering lasts that is not renewed."""


def look(store: Store, session: str, item_id: int | None, *, again: bool = False) -> None:
    """Say which item a desk has under its cursor; `again` is a heartbeat that others need not hear of."""
    with store.writing(quiet=again, topic=Topic.TEAM) as conn:
        now = shared_now(conn)
        conn.execute(delete(presence).where(presence.c.seen_at <= now - SEEN_FOR))
        values = {"login": store.actor.login, "item_id": item_id, "seen_at": now}
        statement = insert_into(conn, presence).values(session=session, **values)
        conn.execute(statement.on_conflict_do_update(index_elements=["session"], set_=values))


def leave(store: Store, session: str) -> None:
    """A desk is closed: it looks at nothing and answers nothing."""
    with store.writing(topic=Topic.TEAM) as conn:
        conn.execute(delete(presence).where(presence.c.session == session))
        conn.execute(delete(leases).where(leases.c.session == session))


def take_typing(store: Store, session: str, item_id: int) -> Typist:
    """Take the lease on answering an item unless another member has it; who has it now. Raises NotFound.

    A member may go on at another desk of their own.
    """
    with store.writing(topic=Topic.TEAM) as conn:
        require_items(conn, [item_id])
        now = shared_now(conn)
        found = _holder(conn, item_id, now)
        if found is not None and found.login != store.actor.login:
            return found
        if found is not None and found.session == session:
            return _give(conn, found, now)
        since = found.since if found else now
        return _give(conn, Typist(item_id, session, store.actor.login, since), now)


def renew_typing(store: Store, session: str, item_id: int) -> bool:
    """Keep the lease for longer; False when it ran out or another desk has it."""
    with store.writing(quiet=True) as conn:
        now = shared_now(conn)
        own = (leases.c.item_id == item_id, leases.c.session == session, leases.c.expires_at > now)
        kept = conn.execute(update(leases).where(*own).values(expires_at=now + TYPES_FOR))
        return kept.rowcount == 1


def break_typing(store: Store, session: str, item_id: int, reason: str) -> Typist:
    """Take the lease whoever has it and say why; the other desk is told. Raises NotFound, ValueError."""
    if not reason.strip():
        raise ValueError("breaking into another's answer needs a reason")
    with store.writing(topic=Topic.TEAM) as conn:
        require_items(conn, [item_id])
        now = shared_now(conn)
        found = _holder(conn, item_id, now)
        taken_from, login = (found.session, found.login) if found else ("", "")
        note_audit(conn, store.actor, "break_typing", subject_of("item", [item_id]), f"{login}: {reason}")
        return _give(conn, Typist(item_id, session, store.actor.login, now, taken_from, reason), now)


def give_back_typing(store: Store, session: str, item_id: int) -> None:
    """The answer is sent, discarded or put aside: another may write one."""
    with store.writing(topic=Topic.TEAM) as conn:
        conn.execute(delete(leases).where(leases.c.item_id == item_id, leases.c.session == session))


def _holder(conn: Connection, item_id: int, now: datetime) -> Typist | None:
    query = select(*TYPIST).where(leases.c.item_id == item_id, leases.c.expires_at > now)
    row = conn.execute(query).first()
    return None if row is None else Typist(*row)


def _give(conn: Connection, to: Typist, now: datetime) -> Typist:
    conn.execute(delete(leases).where((leases.c.item_id == to.item_id) | (leases.c.expires_at <= now)))
    values = {name: getattr(to, name) for name in Typist.__dataclass_fields__}
    conn.execute(insert(leases).values(**values, expires_at=now + TYPES_FOR))
    return to
