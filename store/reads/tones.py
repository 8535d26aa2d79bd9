"""How an item's tone came about, and how the tones of accounts change."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, case, func, literal_column, select

from meydan.store import direct
from meydan.store.candidates import STATES
from meydan.store.errors import NotFound
from meydan.store.ingesting.places import SLOT_BITS, place_floor
from meydan.store.journal import Values, decode
from meydan.store.rows.tones import SaidRow, ToneRow, ToneTrend
from meydan.store.tables.accounts import account
from meydan.store.tables.inbox import item
from meydan.store.tables.system import audit, undo_entry

WEEK = timedelta(days=7)
WEEKS = 5
UNFINISHED = ("open", "waiting", "snoozed")
RECENT = 20_000
"""Entries of the audit that are looked through for who corrected an item."""

BEGIN = bindparam("begin", type_=BigInteger)
WIDTH = bindparam("width", type_=BigInteger)
NUMBER = ((item.c.place - BEGIN) // WIDTH).label("number")
# With the states named, an index that has all of it is walked and no item is read.
TRENDS = (
    select(
        item.c.account_id,
        NUMBER,
        func.count(literal_column("1")),
        func.sum(case((item.c.sentiment == "negative", 1), else_=0)),
    )
    .where(
        item.c.state.in_([literal_column(f"'{state}'") for state in STATES]),
        item.c.place >= BEGIN,
        item.c.place < bindparam("end", type_=BigInteger),
        item.c.deleted_at.is_(None),
    )
    .group_by(item.c.account_id, NUMBER)
)
TONE = select(item.c.analysed, item.c.score, item.c.confidence, item.c.override).where(
    item.c.id == bindparam("item", type_=BigInteger)
)
CORRECTING = (
    select(undo_entry.c.login, undo_entry.c.at, undo_entry.c.changes)
    .where(
        undo_entry.c.command == "sentiment",
        undo_entry.c.state == "done",
        undo_entry.c.changes.contains(bindparam("number")),
    )
    .order_by(undo_entry.c.id.desc())
)
CORRECTIONS = (
    select(audit.c.login, audit.c.at, audit.c.subject)
    .where(
        audit.c.id > select(func.max(audit.c.id) - RECENT).scalar_subquery(),
        audit.c.command == "sentiment",
        audit.c.detail == bindparam("value"),
        audit.c.subject.contains(bindparam("number")),
    )
    .order_by(audit.c.id.desc())
)


def tone(conn: Connection, item_id: int) -> ToneRow:
    """How an item's tone came about. Raises NotFound."""
    found = direct.rows(conn, TONE, {"item": item_id})
    if not found:
        raise NotFound(f"no item {item_id}")
    analysed, score, confidence, override = found[0]
    if not override:
        return ToneRow(analysed, score, confidence)
    login, at = _corrector(conn, item_id, override)
    return ToneRow(analysed, score, confidence, override, login, at)


def trends(conn: Connection, now: datetime) -> dict[int, ToneTrend]:
    """The tones of the last five times seven days, by account; accounts that got nothing are left out."""
    begin = place_floor(now - WEEKS * WEEK)
    width = round(WEEK / timedelta(microseconds=1)) << SLOT_BITS
    values = {"begin": begin, "width": width, "end": begin + WEEKS * width}
    weeks: dict[int, list[tuple[int, int]]] = {}
    for account_id, number, count, negative in direct.rows(conn, TRENDS, values):
        weeks.setdefault(account_id, [(0, 0)] * WEEKS)[number] = count, int(negative)
    return {account_id: ToneTrend(account_id, tuple(each)) for account_id, each in weeks.items()}


def uncorrected(
    conn: Connection, after: int, limit: int, accounts: Collection[str] = (), since: datetime | None = None
) -> list[SaidRow]:
    """Items whose tone nobody corrected, by id after `after`; of some accounts' names, since a moment."""
    columns = [item.c[name] for name in SaidRow.__dataclass_fields__]
    query = select(*columns).where(item.c.id > after, item.c.override.is_(None), item.c.deleted_at.is_(None))
    if accounts:
        named = select(account.c.id).where(account.c.name.in_(accounts))
        query = query.where(item.c.account_id.in_(named))
    if since is not None:
        query = query.where(item.c.place >= place_floor(since))
    return [SaidRow(*row) for row in conn.execute(query.order_by(item.c.id).limit(limit))]


def unfinished(conn: Connection, langs: Collection[str], limit: int) -> list[SaidRow]:
    """The newest items of some languages that are not done and whose tone nobody corrected."""
    columns = [item.c[name] for name in SaidRow.__dataclass_fields__]
    query = select(*columns).where(
        item.c.state.in_(UNFINISHED),
        item.c.lang.in_(langs),
        item.c.override.is_(None),
        item.c.deleted_at.is_(None),
    )
    return [SaidRow(*row) for row in conn.execute(query.order_by(item.c.place.desc()).limit(limit))]


def _corrector(conn: Connection, item_id: int, override: str) -> tuple[str, datetime | None]:
    """Who said so last, and when, as far as what undo and the audit keep tells."""
    number = {"number": str(item_id)}
    for login, at, changes in conn.execute(CORRECTING, number):
        if any(_sets(change, item_id, override) for change in decode(changes)):
            return login, at
    for login, at, subject in conn.execute(CORRECTIONS, number | {"value": override}):
        if str(item_id) in re.findall(r"\d+", subject.partition("+")[0]):
            return login, at
    return "", None


def _sets(change: Any, item_id: int, override: str) -> bool:
    return isinstance(change, Values) and change.new.get("override") == override and item_id in change.ids
