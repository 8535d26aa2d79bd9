"""What the one claimer of the outbox does: take a delivery, and record what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, literal, or_, select, update

from meydan.store.database import Store
from meydan.store.deliveries import settle
from meydan.store.errors import Conflict, LeaseLost, NotFound
from meydan.store.findings import written
from meydan.store.incoming import IncomingCandidate
from meydan.store.journal import note_audit, subject_of
from meydan.store.reads.outbox import work
from meydan.store.rows.outgoing import DeliveryWork
from meydan.store.rows.system import Fence
from meydan.store.tables.accounts import account, rate_limit
from meydan.store.tables.outbox import delivery
from meydan.store.types import Instant
from meydan.store.writes.leases import is_held, require

CLAIMED = frozenset({"sending", "unknown"})
STOPPED = "The sender stopped before the answer came"


def claim(store: Store, fence: Fence, now: datetime) -> DeliveryWork | None:
    """Take the oldest delivery whose time has come, for an account that is not sending and not paused.

    It is `sending` and on the disk when this returns. Raises LeaseLost.
    """
    with store.reading() as conn:
        require(conn, fence)
        if conn.execute(select(delivery.c.id).where(_due(now)).limit(1)).first() is None:
            return None
    with store.writing(durable=True) as conn:
        require(conn, fence)
        conn.execute(
            update(delivery)
            .where(delivery.c.state == "held", delivery.c.hold_until <= now)
            .values(state="ready")
        )
        other = delivery.alias("other")
        query = (
            select(delivery.c.id)
            .select_from(
                delivery.join(account).outerjoin(rate_limit, rate_limit.c.account_id == account.c.id)
            )
            .where(
                _due(now),
                account.c.state == "active",
                or_(rate_limit.c.blocked_until.is_(None), rate_limit.c.blocked_until <= now),
                ~exists().where(other.c.account_id == delivery.c.account_id, other.c.state == "sending"),
            )
            .order_by(delivery.c.id)
            .limit(1)
        )
        claimed = conn.execute(query).scalar()
        if claimed is None:
            return None
        conn.execute(
            update(delivery)
            .where(delivery.c.id == claimed)
            .values(
                state="sending",
                attempts=delivery.c.attempts + 1,
                first_attempt_at=func.coalesce(delivery.c.first_attempt_at, literal(now, Instant)),
                last_attempt_at=now,
                claim_holder=fence.holder,
                claim_fence=fence.fence,
                version=delivery.c.version + 1,
            )
        )
        return work(conn, [claimed])[0]


def record_sent(
    store: Store,
    fence: Fence,
    delivery_id: int,
    remote_id: str,
    permalink: str,
    now: datetime,
    *,
    note: str = "",
) -> None:
    """The platform did it; `note` is kept as what a person must know. Raises LeaseLost, Conflict, NotFound.

    The truth is kept even from a claimer whose lease is gone, as long as nobody claimed the delivery since.
    """
    values = {
        "state": "sent",
        "sent_at": now,
        "remote_id": remote_id,
        "permalink": permalink,
        "error": note,
        "retry_at": None,
    }
    _record(store, fence, delivery_id, "sent", values, even_late=True)


def record_failed(store: Store, fence: Fence, delivery_id: int, reason: str, now: datetime) -> None:
    """The platform said no, or it can never be sent. Raises LeaseLost, Conflict, NotFound."""
    _record(store, fence, delivery_id, "failed", {"state": "failed", "error": reason, "acknowledged": False})


def record_retry(
    store: Store, fence: Fence, delivery_id: int, reason: str, retry_at: datetime | None, now: datetime
) -> None:
    """Surely nothing arrived: ready again, not before `retry_at`. Raises LeaseLost, Conflict, NotFound."""
    values = {"state": "ready", "error": reason, "retry_at": retry_at, "acknowledged": False}
    _record(store, fence, delivery_id, "retry", values)


def record_unknown(store: Store, fence: Fence, delivery_id: int, reason: str, now: datetime) -> None:
    """The answer was lost. Raises LeaseLost, Conflict, NotFound."""
    _record(store, fence, delivery_id, "unknown", _in_doubt(reason))


def record_look(
    store: Store,
    fence: Fence,
    delivery_id: int,
    found: str,
    candidates: Sequence[IncomingCandidate],
    now: datetime,
) -> None:
    """Keep what reading back found of a delivery that stays unknown; one settled meanwhile is left alone.

    Raises LeaseLost.
    """
    with store.writing() as conn:
        require(conn, fence)
        conn.execute(
            update(delivery)
            .where(delivery.c.id == delivery_id, delivery.c.state == "unknown")
            .values(looks=delivery.c.looks + 1, looked_at=now, look=found, candidates=written(candidates))
        )


def orphans(store: Store, fence: Fence, now: datetime) -> tuple[DeliveryWork, ...]:
    """All unknown deliveries that may be looked for, after what dead claimers left `sending` became unknown.

    Raises LeaseLost.
    """
    left = and_(
        delivery.c.state == "sending",
        or_(delivery.c.claim_fence != fence.fence, delivery.c.claim_holder != fence.holder),
    )
    with store.writing(durable=True) as conn:
        require(conn, fence)
        for orphan in conn.execute(select(delivery.c.id).where(left)).scalars().all():
            settle(conn, orphan, _in_doubt(STOPPED))
            note_audit(conn, store.actor, "orphan", subject_of("delivery", [orphan]))
        query = select(delivery.c.id).where(delivery.c.state == "unknown")
        return work(conn, list(conn.execute(query).scalars()))


def _in_doubt(reason: str) -> dict[str, Any]:
    """A new doubt: nobody has seen it yet, whatever was seen of an earlier one."""
    return {"state": "unknown", "error": reason, "acknowledged": False}


def _due(now: datetime) -> Any:
    return and_(
        or_(
            delivery.c.state == "ready",
            and_(delivery.c.state == "held", delivery.c.hold_until <= now),
        ),
        or_(delivery.c.due_at.is_(None), delivery.c.due_at <= now),
        or_(delivery.c.retry_at.is_(None), delivery.c.retry_at <= now),
    )


def _record(
    store: Store,
    fence: Fence,
    delivery_id: int,
    outcome: str,
    values: Mapping[str, Any],
    *,
    even_late: bool = False,
) -> None:
    with store.writing(durable=True) as conn:
        query = select(delivery.c.state, delivery.c.claim_holder, delivery.c.claim_fence)
        row = conn.execute(query.where(delivery.c.id == delivery_id)).first()
        if row is None:
            raise NotFound(f"no delivery {delivery_id}")
        own_claim = (row.claim_holder, row.claim_fence) == (fence.holder, fence.fence)
        if not is_held(conn, fence) and not (even_late and own_claim):
            raise LeaseLost(f"{fence.holder} no longer holds {fence.name}")
        if row.state not in CLAIMED or (row.state == "sending" and not own_claim):
            raise Conflict(f"delivery {delivery_id} is {row.state}")
        settle(conn, delivery_id, values)
        note_audit(
            conn, store.actor, outcome, subject_of("delivery", [delivery_id]), str(values.get("error", ""))
        )
