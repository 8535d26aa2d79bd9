"""What is in the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, literal, or_, select

from meydan.store.errors import NotFound
from meydan.store.findings import read
from meydan.store.reads.inbox import item
from meydan.store.rows.outgoing import DeliveryPage, DeliveryRow, DeliveryWork, OutboxCounts
from meydan.store.sets import within
from meydan.store.tables.accounts import account, rate_limit
from meydan.store.tables.calendar import post, post_target
from meydan.store.tables.outbox import delivery as deliveries
from meydan.store.types import Instant

ROW_NAMES = (
    *("id", "send_key", "account_id", "account", "platform", "action", "item_id", "target", "handle", "text"),
    *("state", "hold_until", "due_at", "retry_at", "attempts", "first_attempt_at", "last_attempt_at"),
    *("sent_at", "remote_id", "permalink", "error", "created_by", "created_at", "acknowledged", "version"),
    *("asked_of", "decided_by", "reason", "proposed", "edited_by"),
)
WORK_NAMES = (
    *("thread", "kind", "author_id", "visibility", "private", "media", "alt_texts", "scheduled_at", "native"),
    "everyone",
)
PAGE_NAMES = ("closes", "looks", "looked_at", "look", "candidates")
LATE = timedelta(minutes=2)
"""What leaves later than this is an alarm."""
JOINED = {"account": account.c.name, "platform": account.c.platform}


def _columns() -> list[Any]:
    return [JOINED[name] if name in JOINED else deliveries.c[name] for name in ROW_NAMES]


def page_rows() -> Select[Any]:
    """The statement of all deliveries, to be narrowed."""
    return select(*_columns()).select_from(deliveries.join(account))


def page(conn: Connection, states: frozenset[str], limit: int) -> list[DeliveryRow]:
    """The newest deliveries in these states (empty: in all)."""
    query = page_rows().order_by(deliveries.c.id.desc()).limit(limit)
    if states:
        query = query.where(deliveries.c.state.in_(states))
    return [row_of(row) for row in conn.execute(query)]


def delivery(conn: Connection, delivery_id: int) -> DeliveryRow:
    """One delivery. Raises NotFound."""
    row = conn.execute(page_rows().where(deliveries.c.id == delivery_id)).first()
    if row is None:
        raise NotFound(f"no delivery {delivery_id}")
    return row_of(row)


def counts(conn: Connection) -> OutboxCounts:
    """How many are in each state; failed and unknown ones only while nobody acknowledged them."""
    counted = case((deliveries.c.state.in_(("failed", "unknown")), ~deliveries.c.acknowledged), else_=True)
    query = select(deliveries.c.state, func.count()).where(counted).group_by(deliveries.c.state)
    found = {row[0]: row[1] for row in conn.execute(query)}
    return OutboxCounts(**{name: found.get(name, 0) for name in OutboxCounts.__dataclass_fields__})


def next_due(conn: Connection) -> datetime | None:
    """When the next delivery may be claimed (in the past: now); None when nothing waits."""
    waits = (deliveries.c.hold_until, deliveries.c.due_at, deliveries.c.retry_at, rate_limit.c.blocked_until)
    query = (
        select(deliveries.c.created_at, *waits)
        .select_from(deliveries.join(account).outerjoin(rate_limit, rate_limit.c.account_id == account.c.id))
        .where(deliveries.c.state.in_(("held", "ready")), account.c.state == "active")
    )
    moments = (
        max((moment for moment in row[1:] if moment is not None), default=row[0])
        for row in conn.execute(query)
    )
    return min(moments, default=None)


def work(conn: Connection, ids: Sequence[int]) -> tuple[DeliveryWork, ...]:
    """Deliveries with all that their connectors need, oldest first."""
    query = (
        select(*_columns(), *(deliveries.c[name] for name in WORK_NAMES))
        .select_from(deliveries.join(account))
        .where(within(deliveries.c.id, ids))
        .order_by(deliveries.c.id)
    )
    found = []
    for row in conn.execute(query):
        values = list(row)
        tail: dict[str, Any] = dict(zip(WORK_NAMES, values[len(ROW_NAMES) :], strict=True))
        found.append(DeliveryWork(row_of(values[: len(ROW_NAMES)]), **tail))
    return tuple(found)


def page_of(conn: Connection, delivery_id: int) -> DeliveryPage:
    """All about one delivery. Raises NotFound."""
    found = work(conn, [delivery_id])
    if not found:
        raise NotFound(f"no delivery {delivery_id}")
    query = select(*(deliveries.c[name] for name in PAGE_NAMES)).where(deliveries.c.id == delivery_id)
    row = conn.execute(query).one()
    item_id = found[0].delivery.item_id
    return DeliveryPage(
        work=found[0],
        original=None if item_id is None else item(conn, item_id),
        closes=row.closes,
        looks=row.looks,
        looked_at=row.looked_at,
        look=row.look,
        candidates=read(row.candidates),
    )


def late(conn: Connection, now: datetime) -> int:
    """How many deliveries and posts should have left more than LATE ago, and are not even in doubt."""
    begins = func.coalesce(deliveries.c.due_at, deliveries.c.hold_until, deliveries.c.created_at)
    before = literal(now - LATE, Instant)
    waiting = or_(
        and_(deliveries.c.state.in_(("held", "ready")), begins < before),
        and_(deliveries.c.state == "sending", deliveries.c.last_attempt_at < before),
    )
    overdue = and_(
        post_target.c.state == "scheduled",
        ~post_target.c.native,
        post_target.c.due_at < before,
        ~post.c.removed,
    )
    left = select(func.count()).select_from(deliveries).where(waiting)
    planned = select(func.count()).select_from(post_target.join(post)).where(overdue)
    return int(conn.execute(left).scalar_one()) + int(conn.execute(planned).scalar_one())


def row_of(row: Iterable[Any]) -> DeliveryRow:
    """The frozen row of a result."""
    return DeliveryRow(*row)
