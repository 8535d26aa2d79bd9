"""Who is where: other members' cursors, and who answers what."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, select

from meydan.store.clock import shared_now
from meydan.store.rows.together import Company, Typist
from meydan.store.tables.together import presence
from meydan.store.tables.together import typing as leases

SEEN_FOR = timedelta(seconds=90)
"""How long a desk counts as there that was not heard of."""

TYPIST = tuple(leases.c[name] for name in Typist.__dataclass_fields__)
LOOKING = (
    select(presence.c.item_id, presence.c.login)
    .where(presence.c.item_id.is_not(None))
    .distinct()
    .order_by(presence.c.login)
)
ANSWERING = select(*TYPIST)


def company(conn: Connection, login: str) -> Company:
    """What the other members look at, and who answers what, as far as it is still true."""
    now = shared_now(conn)
    viewing: dict[int, tuple[str, ...]] = {}
    others = LOOKING.where(presence.c.login != login, presence.c.seen_at > now - SEEN_FOR)
    for item_id, who in conn.execute(others):
        viewing[item_id] = (*viewing.get(item_id, ()), who)
    answering = (Typist(*row) for row in conn.execute(ANSWERING.where(leases.c.expires_at > now)))
    return Company(viewing, {one.item_id: one for one in answering})
