"""The splits that a member and the team keep."""

from __future__ import annotations

from sqlalchemy import Connection, String, bindparam, or_, select

from meydan.store.rows.people import SavedSplitRow
from meydan.store.tables.team import saved_split

OF_MEMBER = (
    select(*(saved_split.c[name] for name in SavedSplitRow.__dataclass_fields__))
    .where(
        or_(saved_split.c.login == bindparam("login", type_=String), saved_split.c.login == ""),
        saved_split.c.removed.is_(False),
    )
    .order_by(saved_split.c.id)
)


def saved(conn: Connection, login: str) -> tuple[SavedSplitRow, ...]:
    """A member's own splits and the team's, in the order in which they were made."""
    return tuple(SavedSplitRow(*row) for row in conn.execute(OF_MEMBER, {"login": login}))
