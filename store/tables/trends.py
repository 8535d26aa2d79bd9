"""What the world talks about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from meydan.store.tables.base import StoreTable, table_of
from meydan.store.types import Instant, row_id


class Trend(StoreTable, table=True):
    """A trend of one source; `topic` is its folded title, the same on every network."""

    __table_args__ = (
        UniqueConstraint("account_id", "remote_id"),
        Index("ix_trend_topic", "topic"),
        Index("ix_trend_seen", "last_seen_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    account_id: int = Field(foreign_key="account.id", sa_type=row_id())
    remote_id: str
    title: str
    topic: str
    url: str
    excerpt: str
    first_seen_at: datetime = Field(sa_type=Instant)
    last_seen_at: datetime = Field(sa_type=Instant)
    state: str


class TrendSample(StoreTable, table=True):
    """How much was said about a trend at a moment."""

    __tablename__ = "trend_sample"

    trend_id: int = Field(foreign_key="trend.id", primary_key=True, sa_type=row_id())
    at: datetime = Field(primary_key=True, sa_type=Instant)
    volume: float | None = None


trend = table_of(Trend)
trend_sample = table_of(TrendSample)
