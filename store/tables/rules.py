"""Rules of the inbox and what they did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from meydan.store.tables.base import StoreTable, table_of
from meydan.store.types import Instant, row_id


class Rule(StoreTable, table=True):
    """What to do with items that meet conditions; `conditions` and `actions` are JSON, `place` the order.

    `last` ends the round for an item that it matched; `tested_at` is when somebody last saw what it would
    do, as it stands. Never deleted, because what it did names it.
    """

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    place: int
    name: str
    conditions: str
    actions: str
    enabled: bool = False
    last: bool = False
    created_by: str
    created_at: datetime = Field(sa_type=Instant)
    tested_at: datetime | None = Field(default=None, sa_type=Instant)
    removed: bool = False


class RuleHit(StoreTable, table=True):
    """What a rule did to an item, once; `actions` is JSON, `removed` that a member took it back."""

    __tablename__ = "rule_hit"
    __table_args__ = (
        UniqueConstraint("rule_id", "item_id"),
        Index("ix_rule_hit_item", "item_id"),
        Index("ix_rule_hit_at", "rule_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    rule_id: int = Field(foreign_key="rule.id", sa_type=row_id())
    item_id: int = Field(foreign_key="item.id", sa_type=row_id())
    at: datetime = Field(sa_type=Instant)
    actions: str
    removed: bool = False


class RuleQueue(StoreTable, table=True):
    """Items that came or changed while rules were in force, and that no rule has looked at since."""

    __tablename__ = "rule_queue"

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    item_id: int = Field(foreign_key="item.id", sa_type=row_id())


rule = table_of(Rule)
rule_hit = table_of(RuleHit)
rule_queue = table_of(RuleQueue)
