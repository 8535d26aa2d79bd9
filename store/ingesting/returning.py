"""What somebody's writing again does to the states that the team gave their items.

A done item whose text its author changed is open again: what was dealt with is no longer what stands there.
What a member called spam stays done, whatever it is rewritten to.
A snoozed item wakes when its author writes again in the same conversation. What waits for a colleague
waits on, and what is done in a conversation stays done: the new item is open itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from meydan.store import direct
from meydan.store.journal import note_audit, set_rows, subject_of
from meydan.store.rows.people import Actor
from meydan.store.sets import within_named
from meydan.store.tables.inbox import item

Writing = tuple[str, int, datetime]
"""Conversation, person, and when they wrote."""

OPEN = {"state": "open", "snoozed_until": None}
DONE = select(item.c.id).where(
    within_named(item.c.id, "ids"), item.c.state == "done", item.c.spam_said.is_not(True)
)
ANY_SNOOZED = select(item.c.id).where(item.c.snoozed_until.is_not(None)).limit(1)
SNOOZED = select(item.c.id, item.c.thread, item.c.person_id, item.c.created_at).where(
    item.c.account_id == bindparam("account"),
    item.c.state == "snoozed",
    within_named(item.c.thread, "threads"),
)


def reopen_rewritten(conn: Connection, actor: Actor, ids: Sequence[int]) -> None:
    """Open the done ones of these items, whose texts have changed."""
    if ids:
        _open(conn, actor, list(conn.execute(DONE, {"ids": ids}).scalars()), "edited")


def wake_answered(conn: Connection, actor: Actor, account_id: int, written: Iterable[Writing]) -> None:
    """Open the snoozed items whose authors have written again since."""
    if not direct.rows(conn, ANY_SNOOZED):
        return
    latest: dict[tuple[str, int], datetime] = {}
    for thread, person, moment in written:
        latest[thread, person] = max(moment, latest.get((thread, person), moment))
    threads = sorted({thread for thread, _ in latest})
    answered = [
        number
        for number, thread, person, asked in conn.execute(
            SNOOZED, {"account": account_id, "threads": threads}
        ).all()
        if latest.get((thread, person), asked) > asked
    ]
    _open(conn, actor, answered, "answered")


def _open(conn: Connection, actor: Actor, ids: Sequence[int], why: str) -> None:
    if ids:
        set_rows(conn, item, ids, OPEN)
        note_audit(conn, actor, "reopen", subject_of("item", ids), why)
