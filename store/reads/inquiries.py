"""What colleagues are asked about items."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, String, bindparam, select

from meydan.store.errors import NotFound
from meydan.store.rows.around import InquiryRow
from meydan.store.tables.inbox import inquiry as inquiries
from meydan.store.tables.inbox import item
from meydan.store.tables.team import member
from meydan.store.types import Instant

FIELDS = tuple(InquiryRow.__dataclass_fields__)
SELECTED = select(
    *(member.c.login.label(name) if name == "asked" else inquiries.c[name] for name in FIELDS)
).select_from(inquiries.join(member, member.c.id == inquiries.c.asked_id))
ONE = SELECTED.where(inquiries.c.id == bindparam("inquiry", type_=BigInteger))
OF_ITEM = SELECTED.where(
    inquiries.c.item_id == bindparam("item", type_=BigInteger), inquiries.c.withdrawn.is_(False)
).order_by(inquiries.c.id)
# The soonest due comes first, then those without a time; of equal ones the newest.
ORDER = (inquiries.c.due_at.is_(None), inquiries.c.due_at, inquiries.c.id.desc())
OPEN = SELECTED.where(inquiries.c.answered_at.is_(None), inquiries.c.withdrawn.is_(False)).order_by(*ORDER)
OPEN_OF = OPEN.where(member.c.login == bindparam("login", type_=String))
LATEST = (
    SELECTED.where(inquiries.c.withdrawn.is_(False))
    .order_by(inquiries.c.id.desc())
    .limit(bindparam("most", type_=BigInteger))
)
# The state is joined to nothing, so that no index of states is used: it would lead through all open items.
ANSWERED_OPEN = (
    select(inquiries.c.item_id, inquiries.c.answered_by)
    .select_from(inquiries.join(item, item.c.id == inquiries.c.item_id))
    .where(
        inquiries.c.answered_at >= bindparam("since", type_=Instant),
        inquiries.c.withdrawn.is_(False),
        item.c.state.concat("") == "open",
    )
    .order_by(inquiries.c.answered_at)
)


def inquiry(conn: Connection, inquiry_id: int) -> InquiryRow:
    """One inquiry. Raises NotFound."""
    row = conn.execute(ONE, {"inquiry": inquiry_id}).first()
    if row is None:
        raise NotFound(f"no inquiry {inquiry_id}")
    return _of(row)


def of_item(conn: Connection, item_id: int) -> tuple[InquiryRow, ...]:
    """What was asked about an item and not withdrawn, oldest first."""
    return tuple(_of(row) for row in conn.execute(OF_ITEM, {"item": item_id}))


def waiting(conn: Connection, login: str | None = None) -> tuple[InquiryRow, ...]:
    """What still wants an answer, of everybody or of the member who is asked; the soonest due first."""
    found = conn.execute(OPEN) if login is None else conn.execute(OPEN_OF, {"login": login})
    return tuple(_of(row) for row in found)


def latest(conn: Connection, most: int) -> tuple[InquiryRow, ...]:
    """What was asked last, answered or not, newest first."""
    return tuple(_of(row) for row in conn.execute(LATEST, {"most": most}))


def asked_items(conn: Connection, login: str) -> list[int]:
    """The items that a member is asked about, each once; the soonest due first."""
    return list(dict.fromkeys(row.item_id for row in waiting(conn, login)))


def answered_open(conn: Connection, since: datetime) -> dict[int, str]:
    """Who answered last, by open item that a colleague answered about since then."""
    return {row[0]: row[1] for row in conn.execute(ANSWERED_OPEN, {"since": since})}


def _of(row: Sequence[Any]) -> InquiryRow:
    return InquiryRow(*row)
