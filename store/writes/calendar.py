"""Our posts: planned per account, handed to the outbox when their time comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, literal, or_, select, update

from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.deliveries import enqueue, settle
from meydan.store.errors import Conflict, NotFound
from meydan.store.journal import Values, change_rows, note_audit, note_undo, subject_of
from meydan.store.reads.accounts import account as read_account
from meydan.store.rows.outgoing import Released
from meydan.store.rows.system import Fence
from meydan.store.tables.calendar import post, post_target
from meydan.store.tables.outbox import delivery
from meydan.store.types import Instant
from meydan.store.writes.leases import require

TOO_LATE = timedelta(minutes=60)
MISSED = "It could not leave within an hour of its time"
GONE = ("held", "ready", "sending", "sent", "unknown")
MOVABLE = frozenset({"draft", "scheduled", "missed", "failed"})


def create_post(
    store: Store,
    text: str,
    targets: Sequence[int],
    due_at: datetime | None,
    timezone: str,
    media: Sequence[str] = (),
    title: str = "",
    native: bool = False,
    alt_texts: Sequence[str] = (),
) -> int:
    """Plan a post for accounts; without `due_at` it is a draft. Its id.

    `timezone` is the IANA zone in which the time was meant; `native` leaves the waiting to the platform.
    Raises NotFound.
    """
    with store.writing() as conn:
        values = {
            "title": title,
            "text": text,
            "media": tuple(media),
            "alt_texts": tuple(alt_texts),
            "created_by": store.actor.login,
            "created_at": utc_now(),
        }
        made = int(conn.execute(insert(post).values(**values).returning(post.c.id)).scalar_one())
        rows = [
            {
                "post_id": made,
                "account_id": read_account(conn, account_id).id,
                "due_at": due_at,
                "timezone": timezone,
                "native": native,
                "state": "draft" if due_at is None else "scheduled",
            }
            for account_id in targets
        ]
        if rows:
            conn.execute(insert(post_target), rows)
        note_audit(conn, store.actor, "post", subject_of("post", [made]), text)
        note_undo(conn, store.actor, "post", [Values("post", (made,), {"removed": True}, {"removed": False})])
    return made


def edit_post(store: Store, post_id: int, text: str, title: str = "") -> None:
    """Change what a post says, before any target has left. Raises NotFound, Conflict."""
    with store.writing() as conn:
        _require_waiting(conn, post_id)
        changes = change_rows(conn, post, [post_id], {"text": text, "title": title})
        note_audit(conn, store.actor, "edit_post", subject_of("post", [post_id]), text)
        note_undo(conn, store.actor, "edit_post", changes)


def move_target(store: Store, target_id: int, due_at: datetime | None, timezone: str) -> None:
    """Plan a target for another time, or make it a draft (None). Raises NotFound, Conflict."""
    with store.writing() as conn:
        state = conn.execute(select(post_target.c.state).where(post_target.c.id == target_id)).scalar()
        if state is None:
            raise NotFound(f"no target {target_id}")
        if state not in MOVABLE:
            raise Conflict(f"target {target_id} is {state}")
        left = select(post_target.c.id).where(post_target.c.id == target_id, _handed_over())
        if conn.execute(left).first() is not None:
            raise Conflict(f"target {target_id} is already at its platform")
        values = {
            "due_at": due_at,
            "timezone": timezone,
            "state": "draft" if due_at is None else "scheduled",
        }
        changes = change_rows(conn, post_target, [target_id], values)
        note_audit(conn, store.actor, "move", subject_of("target", [target_id]), str(due_at or ""))
        note_undo(conn, store.actor, "move", changes)


def cancel_post(store: Store, post_id: int) -> None:
    """Take a post off the calendar. Raises NotFound, Conflict once a target has left."""
    with store.writing() as conn:
        _require_waiting(conn, post_id)
        changes = change_rows(conn, post, [post_id], {"removed": True})
        note_audit(conn, store.actor, "cancel_post", subject_of("post", [post_id]))
        note_undo(conn, store.actor, "cancel_post", changes)


def release_due(store: Store, fence: Fence, now: datetime) -> Released:
    """Hand the targets whose time has come to the outbox; those more than an hour late become `missed`.

    A target that its platform schedules is handed over at once. What is in the outbox already and could not
    leave for that hour fails: it leaves only when a person says so. Raises LeaseLost.
    """
    due = and_(
        post_target.c.state == "scheduled",
        or_(post_target.c.due_at <= now, and_(post_target.c.native, ~_handed_over())),
        ~post.c.removed,
    )
    query = (
        select(
            *(post_target.c[name] for name in ("id", "account_id", "due_at", "native")),
            _handed_over().label("handed_over"),
            *(post.c[name] for name in ("text", "media", "alt_texts", "created_by")),
        )
        .select_from(post_target.join(post))
        .where(due)
        .order_by(post_target.c.due_at)
    )
    stuck = _stuck(now - TOO_LATE)
    with store.reading() as conn:
        require(conn, fence)
        if all(conn.execute(one.limit(1)).first() is None for one in (query, stuck)):
            return Released()
    queued, missed = [], []
    with store.writing(durable=True) as conn:
        require(conn, fence)
        for row in conn.execute(stuck).all():
            settle(conn, row.id, {"state": "failed", "error": MISSED, "acknowledged": False})
            _miss(conn, store, row.target_id)
            missed.append(row.target_id)
        for row in conn.execute(query).all():
            if row.handed_over:
                _set_state(conn, row.id, "published")
            elif row.due_at < now - TOO_LATE:
                _miss(conn, store, row.id)
                missed.append(row.id)
            else:
                _set_state(conn, row.id, "sending")
                queued.append(enqueue(conn, store, _publication_of(row), timedelta()))
    return Released(tuple(queued), tuple(missed))


def _stuck(before: datetime) -> Select[Any]:
    """Publications in the outbox whose time was before a moment; a retry sets a new time."""
    time = func.coalesce(delivery.c.due_at, post_target.c.due_at)
    return (
        select(delivery.c.id, delivery.c.target_id)
        .select_from(delivery.join(post_target))
        .where(delivery.c.state.in_(("held", "ready")), time < literal(before, Instant))
    )


def _miss(conn: Connection, store: Store, target_id: int) -> None:
    _set_state(conn, target_id, "missed")
    note_audit(conn, store.actor, "missed", subject_of("target", [target_id]))


def _handed_over() -> ColumnElement[bool]:
    """Whether a target has a delivery that left, may have left or still will."""
    return (
        select(delivery.c.id)
        .where(delivery.c.target_id == post_target.c.id, delivery.c.state.in_(GONE))
        .correlate(post_target)
        .exists()
    )


def _publication_of(row: Any) -> dict[str, Any]:
    return {
        "action": "publish",
        "account_id": row.account_id,
        "target_id": row.id,
        "text": row.text,
        "media": row.media,
        "alt_texts": row.alt_texts,
        "native": row.native,
        "scheduled_at": row.due_at if row.native else None,
        "created_by": row.created_by,
    }


def _set_state(conn: Connection, target_id: int, state: str) -> None:
    conn.execute(update(post_target).where(post_target.c.id == target_id).values(state=state))


def _require_waiting(conn: Connection, post_id: int) -> None:
    if conn.execute(select(post.c.id).where(post.c.id == post_id, ~post.c.removed)).first() is None:
        raise NotFound(f"no post {post_id}")
    left = (
        select(delivery.c.state)
        .select_from(delivery.join(post_target))
        .where(
            post_target.c.post_id == post_id,
            delivery.c.state.in_(GONE),
        )
    )
    state = conn.execute(left.limit(1)).scalar()
    if state is not None:
        raise Conflict(f"post {post_id} is already {state}")
