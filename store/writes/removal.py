"""Taking an account out of the store."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, or_, select

from meydan.store import search
from meydan.store.database import Store
from meydan.store.errors import Conflict
from meydan.store.journal import note_audit
from meydan.store.reads import accounts as reading
from meydan.store.tables.accounts import account
from meydan.store.tables.every import metadata
from meydan.store.tables.inbox import item, person
from meydan.store.tables.outbox import delivery


def remove(store: Store, account_id: int) -> None:
    """Delete an account with everything that came through it. Raises NotFound, Conflict while it sends."""
    with store.writing() as conn:
        row = reading.account(conn, account_id)
        waiting = delivery.c.state.in_(("asked", "held", "ready", "sending"))
        busy = select(delivery.c.id).where(delivery.c.account_id == account_id, waiting)
        if conn.execute(busy.limit(1)).first() is not None:
            raise Conflict(f"{row.name} still has deliveries in the outbox")
        ids = list(conn.execute(select(item.c.id).where(item.c.account_id == account_id)).scalars())
        search.forget(conn, ids)
        for table in reversed(metadata.sorted_tables):
            own = _hanging_on(account_id, table)
            if own is not None:
                conn.execute(delete(table).where(own))
        conn.execute(
            delete(person).where(
                person.c.platform == row.platform,
                person.c.base_url == row.base_url,
                ~select(item.c.id).where(item.c.person_id == person.c.id).exists(),
            )
        )
        conn.execute(delete(account).where(account.c.id == account_id))
        note_audit(conn, store.actor, "disconnect", f"account {row.name}", row.platform)


def _hanging_on(account_id: int, table: Table) -> ColumnElement[bool] | None:
    """The rows of a table whose foreign keys lead to an account, over any tables; None: none can."""
    ways: list[ColumnElement[bool]] = []
    for key in table.foreign_keys:
        of = key.column.table
        if of is account:
            ways.append(key.parent == account_id)
        elif (own := _hanging_on(account_id, of)) is not None:
            ways.append(key.parent.in_(select(key.column).where(own)))
    return or_(*ways) if ways else None
