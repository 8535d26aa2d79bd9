"""Waves: when an account heard more than usual, or worse."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from meydan.store.tables.base import StoreTable, partial_index, table_of
from meydan.store.types import Instant, Texts, row_id


class Wave(StoreTable, table=True):
    """An alert: from `begun_at` on, at its height `at` by now, when an hour brought `count` items.

    `signal` says what stands out: volume, negative (its share) or topic (one complaint). `days` are those
    between such hours by the account's own past. Shown until a member has `seen` it.
    """

    __table_args__ = (
        Index("ix_wave_account", "account_id", "at"),
        partial_index("ix_wave_unseen", "at", sqlite="seen_at IS NULL", postgresql="seen_at IS NULL"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    account_id: int = Field(foreign_key="account.id", sa_type=row_id())
    signal: str
    begun_at: datetime = Field(sa_type=Instant)
    at: datetime = Field(sa_type=Instant)
    count: int
    negative: int
    usual: float
    usual_share: float
    days: float
    topics: tuple[str, ...] = Field(sa_type=Texts)
    seen_by: str = ""
    seen_at: datetime | None = Field(default=None, sa_type=Instant)


wave = table_of(Wave)
