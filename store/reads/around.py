"""The signs beside the lines of the inbox, in one read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from meydan.store.reads import inquiries, mentions, people
from meydan.store.rows.around import Sign, Signs

NONE = Sign()
NEWS = timedelta(days=30)
"""How long an answer is news."""


def signs(conn: Connection, login: str, now: datetime) -> Signs:
    """What a member's inbox shows beside its items: answers that came, questions overdue, calls, marks."""
    answers = inquiries.answered_open(conn, now - NEWS)
    found = {number: Sign(answered_by=by) for number, by in answers.items()}
    for row in reversed(inquiries.waiting(conn)):
        known = found.get(row.item_id, NONE)
        found[row.item_id] = replace(known, asked=row.asked, overdue=known.overdue or row.overdue(now))
    for number in mentions.calling_items(conn, login):
        found[number] = replace(found.get(number, NONE), calls=True)
    return Signs(found, people.marks(conn))
