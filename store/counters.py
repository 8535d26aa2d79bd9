"""The counter table of the inbox, kept exactly right by every write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select

from meydan.store import direct
from meydan.store.sets import within_named
from meydan.store.tables.inbox import item, item_counter
from meydan.store.upserts import mark, run_in_groups

Key = tuple[int, str, str, str, bool, bool, int]

DIMENSIONS: tuple[ColumnElement[Any], ...] = (
    item.c.account_id,
    item.c.kind,
    item.c.state,
    item.c.sentiment,
    item.c.question,
    item.c.spam,
    func.coalesce(item.c.assignee_id, 0).label("assignee_id"),
)
NAMES = ("account_id", "kind", "state", "sentiment", "question", "spam", "assignee_id")
DECISIVE = frozenset(
    {"account_id", "kind", "state", "override", "analysed", "question", "spam", "assignee_id", "deleted_at"}
)
"""The columns that the counters depend on."""
STORED = select(*(item_counter.c[name] for name in NAMES), item_counter.c["items"]).where(
    item_counter.c["items"] != 0
)
COUNTED = select(*DIMENSIONS, func.count()).where(item.c.deleted_at.is_(None)).group_by(*DIMENSIONS)
COUNTED_OF = COUNTED.where(within_named(item.c.id, "ids"))
MOVE = (
    f"INSERT INTO item_counter ({', '.join(NAMES)}, items) VALUES {{}} "
    f"ON CONFLICT ({', '.join(NAMES)}) DO UPDATE SET items = item_counter.items + excluded.items"
)


def tally(conn: Connection, ids: Sequence[int] | None = None) -> Counter[Key]:
    """How many items that are not deleted have which values, of some items or of all."""
    found = direct.rows(conn, COUNTED) if ids is None else direct.rows(conn, COUNTED_OF, {"ids": ids})
    return Counter({row[:-1]: row[-1] for row in found})


def shift(conn: Connection, before: Counter[Key], after: Counter[Key]) -> None:
    """Move the counters by the difference."""
    moved = after.copy()
    moved.subtract(before)
    rows = [(*key, by) for key, by in moved.items() if by]
    run_in_groups(conn, MOVE, f"({', '.join([mark(conn)] * (len(NAMES) + 1))})", rows)


@contextmanager
def kept(conn: Connection, ids: Sequence[int]) -> Iterator[None]:
    """Count these items before and after the block and move the counters by the difference."""
    before = tally(conn, ids)
    yield
    shift(conn, before, tally(conn, ids))


def recount(conn: Connection) -> None:
    """Make the counters anew from the items."""
    conn.execute(delete(item_counter))
    shift(conn, Counter(), tally(conn))


def stored(conn: Connection) -> Counter[Key]:
    """The counters as they stand, without those at zero."""
    return Counter({row[:-1]: row[-1] for row in direct.rows(conn, STORED)})
