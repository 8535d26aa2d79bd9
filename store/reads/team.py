"""The team and what it set up for itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, func, select

from meydan.store.errors import NotFound
from meydan.store.rows.people import MemberRow, SavedReplyRow, TagRow
from meydan.store.tables.inbox import item_counter
from meydan.store.tables.team import member, saved_variant, tag
from meydan.store.tables.team import saved_reply as replies

_REPLY_COLUMNS = [replies.c[name] for name in ("id", "code", "text", "uses", "lang", "media", "alt_texts")]

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
    return _replies(
        conn, select(*_REPLY_COLUMNS).where(replies.c.removed.is_(False)).order_by(replies.c.code)
    )


def saved_reply(conn: Connection, code: str) -> SavedReplyRow:
    """One saved reply. Raises NotFound."""
    query = select(*_REPLY_COLUMNS).where(replies.c.removed.is_(False), replies.c.code == code)
    for row in _replies(conn, query):
        return row
    raise NotFound(f"no saved_reply {code}")


def _replies(conn: Connection, query: Select[Any]) -> tuple[SavedReplyRow, ...]:
    rows = conn.execute(query).all()
    texts = select(saved_variant.c.reply_id, saved_variant.c.lang, saved_variant.c.text)
    texts = texts.where(saved_variant.c.removed.is_(False)).order_by(saved_variant.c.lang)
    variants: dict[int, list[tuple[str, str]]] = {}
    for reply_id, lang, text in conn.execute(texts):
        variants.setdefault(reply_id, []).append((lang, text))
    return tuple(SavedReplyRow(**row._mapping, variants=tuple(variants.get(row.id, ()))) for row in rows)
