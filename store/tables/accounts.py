"""Our profiles on platforms, their streams and what calling them costs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from meydan.store.tables.base import StoreTable, table_of
from meydan.store.types import Instant, row_id


class Account(StoreTable, table=True):
    """A profile of ours on a platform; its sign-in ends at `expires_at`, where the platform says so."""

    __table_args__ = (UniqueConstraint("platform", "base_url", "remote_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    brand_id: int = Field(foreign_key="brand.id", sa_type=row_id())
    name: str = Field(unique=True)
    platform: str
    base_url: str
    handle: str
    display_name: str
    remote_id: str
    state: str
    daily_budget: int | None = None
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)


class Stream(StoreTable, table=True):
    """One thing that is pulled from an account; `interval` in seconds."""

    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    account_id: int = Field(foreign_key="account.id", sa_type=row_id())
    name: str
    cursor: str | None = None
    due_at: datetime = Field(sa_type=Instant)
    interval: float
    last_attempt_at: datetime | None = Field(default=None, sa_type=Instant)
    last_success_at: datetime | None = Field(default=None, sa_type=Instant)
    newest_at: datetime | None = Field(default=None, sa_type=Instant)
    failures: int = 0
    error: str = ""


class CallBudget(StoreTable, table=True):
    """What an account spent on a day of its platform, which ends at `ends_at`, in the platform's own unit."""

    __tablename__ = "call_budget"

    account_id: int = Field(foreign_key="account.id", primary_key=True, sa_type=row_id())
    day: date = Field(primary_key=True)
    calls: int
    ends_at: datetime | None = Field(default=None, sa_type=Instant)


class RateLimit(StoreTable, table=True):
    """What the platform last said about an account's allowance."""

    __tablename__ = "rate_limit"

    account_id: int = Field(foreign_key="account.id", primary_key=True, sa_type=row_id())
    quota: int | None = None
    remaining: int | None = None
    reset_at: datetime | None = Field(default=None, sa_type=Instant)
    blocked_until: datetime | None = Field(default=None, sa_type=Instant)


account = table_of(Account)
stream = table_of(Stream)
call_budget = table_of(CallBudget)
rate_limit = table_of(RateLimit)
