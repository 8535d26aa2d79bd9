"""Rules of the inbox and what they did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from meydan.store.tables.base import StoreTable, table_of
from meydan.store.types import Instant, row_id


class Rule(StoreTable, table=True):
    """What to do with items that meet conditions; `conditions` and `actions` are JSON, `place` the order.

    `last` ends the round for an item that it matched. Never deleted, because what it did names it.
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
    removed: bool = False


class RuleHit(StoreTable, table=True):
    """What a rule did to an item; `actions` is JSON."""

    __tablename__ = "rule_hit"
    __table_args__ = (Index("ix_rule_hit_item", "item_id"),)

    rule_id: int = Field(foreign_key="rule.id", primary_key=True, sa_type=row_id())
    item_id: int = Field(foreign_key="item.id", primary_key=True, sa_type=row_id())
    at: datetime = Field(sa_type=Instant)
    actions: str


rule = table_of(Rule)
rule_hit = table_of(RuleHit)
