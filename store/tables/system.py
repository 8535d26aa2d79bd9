"""What the program keeps about itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from meydan.store.tables.base import StoreTable, table_of
from meydan.store.types import Instant, row_id


class Audit(StoreTable, table=True):
    """Who did what."""

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    at: datetime = Field(sa_type=Instant)
    login: str
    client: str
    command: str
    subject: str
    detail: str


class UndoEntry(StoreTable, table=True):
    """How to take a command back and do it again; `state` is done or undone, the newest was so last."""

    __tablename__ = "undo_entry"
    __table_args__ = (Index("ix_undo_entry_login", "login", "state", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    at: datetime = Field(sa_type=Instant)
    login: str
    command: str
    state: str
    changes: str


class Quarantine(StoreTable, table=True):
    """A part of an answer that could not be mapped, kept once."""

    __table_args__ = (UniqueConstraint("account_id", "digest"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    account_id: int = Field(foreign_key="account.id", sa_type=row_id())
    stream: str
    at: datetime = Field(sa_type=Instant)
    origin: str
    reason: str
    raw: str
    digest: bytes


class Setting(StoreTable, table=True):
    """A value that all desks share."""

    key: str = Field(primary_key=True)
    value: str


audit = table_of(Audit)
undo_entry = table_of(UndoEntry)
quarantine = table_of(Quarantine)
setting = table_of(Setting)
