"""What members of the team see of each other while they work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from meydan.store.tables.base import StoreTable, table_of
from meydan.store.types import Instant, row_id


class Presence(StoreTable, table=True):
    """Which item a desk has open; gone when it was not `seen_at` lately."""

    __table_args__ = (Index("ix_presence_item", "item_id"),)

    session: str = Field(primary_key=True)
    login: str
    item_id: int | None = Field(default=None, foreign_key="item.id", sa_type=row_id())
    seen_at: datetime = Field(sa_type=Instant)


class Typing(StoreTable, table=True):
    """Who is writing the answer to an item: a lease that runs out unless it is renewed.

    Who broke into the lease of another desk says so: `taken_from` is that desk, `reason` why.
    """

    item_id: int = Field(foreign_key="item.id", primary_key=True, sa_type=row_id())
    session: str
    login: str
    since: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    taken_from: str = ""
    reason: str = ""


presence = table_of(Presence)
typing = table_of(Typing)
