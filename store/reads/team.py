"""The team and what it set up for itself."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from meydan.store.rows import MemberRow, SavedReplyRow, TagRow
from meydan.store.tables.inbox import item_counter
from meydan.store.tables.team import member, saved_reply, tag

AT_HAND = ("open", "waiting")
"""States of the items that a member still has to do with."""

LOADS = (
    select(member.c.login, func.sum(item_counter.c["items"]))
    .select_from(item_counter.join(member, member.c.id == item_counter.c.assignee_id))
    .where(item_counter.c.state.in_(AT_HAND))
    .group_by(member.c.login)
)


def members(conn: Connection) -> tuple[MemberRow, ...]:
    """The team, by login."""
    columns = [member.c[name] for name in MemberRow.__dataclass_fields__]
    query = select(*columns).where(member.c.removed.is_(False)).order_by(member.c.login)
    return tuple(MemberRow(*row) for row in conn.execute(query))


def loads(conn: Connection) -> dict[str, int]:
    """How many open and waiting items each member has, by login; who has none is left out."""
    return {login: int(count) for login, count in conn.execute(LOADS) if count}


def tags(conn: Connection) -> tuple[TagRow, ...]:
    """The tags, by name."""
    columns = [tag.c[name] for name in TagRow.__dataclass_fields__]
    query = select(*columns).where(tag.c.removed.is_(False)).order_by(tag.c.name)
    return tuple(TagRow(*row) for row in conn.execute(query))


def saved_replies(conn: Connection) -> tuple[SavedReplyRow, ...]:
    """The saved replies, by code."""
    columns = [saved_reply.c[name] for name in SavedReplyRow.__dataclass_fields__]
    query = select(*columns).where(saved_reply.c.removed.is_(False)).order_by(saved_reply.c.code)
    return tuple(SavedReplyRow(*row) for row in conn.execute(query))
