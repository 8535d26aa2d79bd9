"""Our posts, planned per account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from meydan.store.tables.base import StoreTable, table_of
from meydan.store.types import Instant, Texts, row_id


class Post(StoreTable, table=True):
    """A text and its media, to be published on one or more accounts."""

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    title: str
    text: str
    media: tuple[str, ...] = Field(sa_type=Texts)
    alt_texts: tuple[str, ...] = Field(sa_type=Texts)
    created_by: str
    created_at: datetime = Field(sa_type=Instant)
    removed: bool = False


class PostTarget(StoreTable, table=True):
    """One account that a post goes to; `timezone` is the one its time was meant in."""

    __tablename__ = "post_target"
    __table_args__ = (Index("ix_post_target_due", "due_at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    post_id: int = Field(foreign_key="post.id", index=True, sa_type=row_id())
    account_id: int = Field(foreign_key="account.id", sa_type=row_id())
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    timezone: str
    native: bool = False
    state: str
    remote_id: str = ""
    permalink: str = ""


post = table_of(Post)
post_target = table_of(PostTarget)
