"""Asking colleagues about items.

An item whose question is out is `waiting`. It stays with whoever answers the customer: its assignee, else
the member who asks. The answer opens it again, with the answer as that member's draft of the reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.errors import Conflict, NotFound
from meydan.store.journal import (
    Change,
    Drafted,
    Values,
    change_rows,
    note_audit,
    note_undo,
    put_draft,
    subject_of,
)
from meydan.store.reads import inquiries as reading
from meydan.store.rows.around import InquiryRow
from meydan.store.sets import within
from meydan.store.tables.inbox import inquiry, item
from meydan.store.tables.outbox import draft
from meydan.store.tables.team import member
from meydan.store.writes.triage import member_id, require_items


def ask(
    store: Store, ids: Sequence[int], login: str, text: str = "", due_at: datetime | None = None
) -> tuple[int, ...]:
    """Ask a colleague about each of some items; the inquiries' ids. Raises NotFound."""
    with store.writing() as conn:
        asked = member_id(conn, login)
        if asked is None:
            raise NotFound(f"no member {login!r}")
        wanted = require_items(conn, ids)
        if not wanted:
            return ()
        now = utc_now()
        row = {
            "asked_by": store.actor.login,
            "asked_id": asked,
            "text": text,
            "created_at": now,
            "due_at": due_at,
        }
        statement = insert(inquiry).returning(inquiry.c.id, sort_by_parameter_order=True)
        made = tuple(conn.execute(statement, [row | {"item_id": number} for number in wanted]).scalars())
        # Only while nobody answered: undoing the question must not take an answer away.
        asking = {"answered_at": None}
        changes: list[Change] = [
            Values(inquiry.name, made, {"withdrawn": True, **asking}, {"withdrawn": False, **asking})
        ]
        changes += _keep_with_asker(conn, store, wanted)
        changes += change_rows(conn, item, wanted, {"state": "waiting", "snoozed_until": None})
        note_audit(
            conn, store.actor, "ask", subject_of("item", wanted), f"{login}: {text}" if text else login
        )
        note_undo(conn, store.actor, "ask", changes)
    return made


def answer(store: Store, inquiry_id: int, text: str) -> InquiryRow:
    """Answer what was asked: the item is open again, the answer is the asker's draft of the reply.

    A draft that the asker had is kept, the answer stands below it. Raises NotFound, Conflict when it was
    answered or withdrawn meanwhile, ValueError for no text.
    """
    if not text.strip():
        raise ValueError("an answer needs a text")
    with store.writing(durable=True) as conn:
        row = _require_waiting(conn, inquiry_id)
        values = {"answer": text, "answered_by": store.actor.login, "answered_at": utc_now()}
        changes = change_rows(conn, inquiry, [inquiry_id], values)
        changes += _draft(conn, row, text)
        changes += _open_again(conn, row.item_id)
        note_audit(conn, store.actor, "answer", subject_of("inquiry", [inquiry_id]), text)
        note_undo(conn, store.actor, "answer", changes)
        return reading.inquiry(conn, inquiry_id)


def withdraw(store: Store, inquiry_id: int) -> None:
    """Ask no longer; the item is open unless something else is asked about it. Raises NotFound, Conflict."""
    with store.writing() as conn:
        row = _require_waiting(conn, inquiry_id)
        changes = change_rows(conn, inquiry, [inquiry_id], {"withdrawn": True})
        if not any(other.waits for other in reading.of_item(conn, row.item_id)):
            changes += _open_again(conn, row.item_id)
        note_audit(conn, store.actor, "withdraw", subject_of("inquiry", [inquiry_id]))
        note_undo(conn, store.actor, "withdraw", changes)


def _require_waiting(conn: Connection, inquiry_id: int) -> InquiryRow:
    row = reading.inquiry(conn, inquiry_id)
    if row.withdrawn:
        raise Conflict(f"{row.asked_by} no longer asks this")
    if row.answered_at is not None:
        raise Conflict(f"{row.answered_by} has answered this already")
    return row


def _keep_with_asker(conn: Connection, store: Store, ids: Sequence[int]) -> list[Change]:
    own = select(member.c.id).where(member.c.login == store.actor.login, member.c.removed.is_(False))
    asker = conn.execute(own).scalar()
    nobodys = select(item.c.id).where(within(item.c.id, ids), item.c.assignee_id.is_(None))
    free = list(conn.execute(nobodys).scalars()) if asker is not None else []
    return change_rows(conn, item, free, {"assignee_id": asker}) if free else []


def _open_again(conn: Connection, item_id: int) -> list[Change]:
    waits = select(item.c.id).where(item.c.id == item_id, item.c.state == "waiting")
    return change_rows(conn, item, list(conn.execute(waits).scalars()), {"state": "open"})


def _draft(conn: Connection, row: InquiryRow, text: str) -> list[Change]:
    key = f"reply:{row.item_id}"
    query = select(draft.c.text).where(draft.c.key == key, draft.c.login == row.asked_by)
    old = conn.execute(query).scalar() or ""
    change = Drafted(key, row.asked_by, old, f"{old}\n\n{text}" if old else text)
    put_draft(conn, change, forward=True)
    return [change]
