"""Rules, the items they are to look at, and what they did."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    bindparam,
    exists,
    func,
    literal_column,
    null,
    select,
)

from meydan.store.errors import NotFound
from meydan.store.ingesting.places import place_floor
from meydan.store.rows.rules import QueuedItems, RuleHitRow, RuleItem, RuleRow
from meydan.store.sets import within_named
from meydan.store.tables.accounts import account
from meydan.store.tables.inbox import item, person
from meydan.store.tables.rules import rule, rule_hit, rule_queue

KEPT = ("id", "place", "name", "conditions", "actions", "enabled", "last", "created_by", "created_at")
HITS = (
    select(func.count(literal_column("1")))
    .where(rule_hit.c.rule_id == rule.c.id, rule_hit.c.at >= bindparam("since", type_=rule_hit.c.at.type))
    .where(rule_hit.c.removed.is_(False))
    .scalar_subquery()
)
LAST_HIT = (
    select(func.max(rule_hit.c.at))
    .where(rule_hit.c.rule_id == rule.c.id, rule_hit.c.removed.is_(False))
    .scalar_subquery()
)
COLUMNS = [*(rule.c[name] for name in KEPT), rule.c.tested_at]
ORDERED = (rule.c.place, rule.c.id)
RULES: Select[Any] = select(*COLUMNS, HITS, LAST_HIT).where(rule.c.removed.is_(False)).order_by(*ORDERED)
IN_FORCE: Select[Any] = (
    select(*COLUMNS, literal_column("0"), null())
    .where(rule.c.enabled, rule.c.removed.is_(False))
    .order_by(*ORDERED)
)

earlier = item.alias("earlier")
FACTS: Select[Any] = (
    select(
        *(item.c.id, item.c.place, account.c.platform, account.c.name.label("account")),
        *(item.c[name] for name in ("kind", "lang", "sentiment", "text")),
        *(person.c.handle, person.c.name, person.c.mark, person.c.followers),
        *(item.c[name] for name in ("created_at", "question", "urgent", "offensive", "spam", "stars")),
        ~exists(
            select(literal_column("1"))
            .select_from(earlier)
            .where(earlier.c.person_id == item.c.person_id, earlier.c.place < item.c.place)
        ),
    )
    .select_from(item.join(account, account.c.id == item.c.account_id).join(person))
    .where(item.c.deleted_at.is_(None))
)
OF_IDS = FACTS.where(within_named(item.c.id, "ids")).order_by(item.c.place)
OF_SPAN = (
    FACTS.where(
        item.c.place >= bindparam("floor", type_=BigInteger),
        item.c.place < bindparam("below", type_=BigInteger),
    )
    .order_by(item.c.place.desc())
    .limit(bindparam("most", type_=BigInteger))
)
QUEUE = (
    select(rule_queue.c.id, rule_queue.c.item_id)
    .order_by(rule_queue.c.id)
    .limit(bindparam("most", type_=BigInteger))
)
DID: Select[Any] = (
    select(rule_hit.c.rule_id, rule.c.name, rule_hit.c.item_id, rule_hit.c.at, rule_hit.c.actions)
    .select_from(rule_hit.join(rule))
    .where(rule_hit.c.removed.is_(False))
)
DID_TO = DID.where(rule_hit.c.item_id == bindparam("item", type_=BigInteger)).order_by(rule_hit.c.id)
TOP = 1 << 62


def every(conn: Connection, since: datetime) -> tuple[RuleRow, ...]:
    """The rules in their order, with their hits since a moment."""
    return tuple(RuleRow(*row) for row in conn.execute(RULES, {"since": since}))


def in_force(conn: Connection) -> tuple[RuleRow, ...]:
    """The enabled rules in their order; their hits are not counted."""
    return tuple(RuleRow(*row) for row in conn.execute(IN_FORCE))


def find(conn: Connection, ref: int | str, since: datetime) -> RuleRow:
    """The rule of an id or a name. Raises NotFound."""
    for row in every(conn, since):
        if ref in (row.id, row.name) or str(row.id) == ref:
            return row
    raise NotFound(f"no rule {ref}")


def waiting(conn: Connection) -> bool:
    """Whether items wait for the rules."""
    return conn.execute(QUEUE, {"most": 1}).first() is not None


def queued(conn: Connection, most: int) -> QueuedItems | None:
    """The items that have waited longest, at most so many; None when none waits. Not deleted ones."""
    rows = conn.execute(QUEUE, {"most": most}).all()
    if not rows:
        return None
    return QueuedItems(rows[-1][0], items(conn, list({row[1] for row in rows})))


def items(conn: Connection, ids: Sequence[int]) -> tuple[RuleItem, ...]:
    """Items as rules look at them, oldest first; deleted ones are left out."""
    return tuple(RuleItem(*row) for row in conn.execute(OF_IDS, {"ids": ids}))


def history(conn: Connection, since: datetime, most: int, below: int = TOP) -> tuple[RuleItem, ...]:
    """What came in since a moment, newest first, at most so many, from below a place of an earlier piece."""
    span = {"floor": place_floor(since), "below": below, "most": most}
    return tuple(RuleItem(*row) for row in conn.execute(OF_SPAN, span))


def hits_of(conn: Connection, item_id: int) -> tuple[RuleHitRow, ...]:
    """What rules did to an item, in order."""
    return tuple(_hit(row) for row in conn.execute(DID_TO, {"item": item_id}))


def hits(conn: Connection, limit: int, rule_id: int | None = None) -> tuple[RuleHitRow, ...]:
    """What rules (or one) did, newest first."""
    query = DID.order_by(rule_hit.c.id.desc()).limit(limit)
    if rule_id is not None:
        query = query.where(rule_hit.c.rule_id == rule_id)
    return tuple(_hit(row) for row in conn.execute(query))


def _hit(row: Any) -> RuleHitRow:
    rule_id, name, item_id, at, actions = row
    return RuleHitRow(rule_id, name, item_id, at, tuple((do, value) for do, value in json.loads(actions)))
