"""What the platform says of whether an item is hidden; where it says nothing, what we did counts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, update

from meydan.store.incoming import IncomingItem
from meydan.store.tables.inbox import item

HIDDEN = (
    update(item)
    .where(
        item.c.account_id == bindparam("account"),
        item.c.kind == bindparam("of_kind"),
        item.c.remote_id == bindparam("named"),
    )
    .values(hidden=bindparam("is_hidden"))
)


def follow_hidden(conn: Connection, account_id: int, items: Iterable[IncomingItem]) -> None:
    """Let stored items be hidden, or no longer, as the platform says."""
    said = [
        {"account": account_id, "of_kind": one.kind, "named": one.remote_id, "is_hidden": one.hidden}
        for one in items
        if one.hidden is not None
    ]
    if said:
        conn.execute(HIDDEN, said)
