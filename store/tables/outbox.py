"""What leaves the machine, what may yet, and who may let it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, false
from sqlmodel import Field

from meydan.store.tables.base import StoreTable, table_of
from meydan.store.types import Instant, Texts, row_id


class Delivery(StoreTable, table=True):
    """One act that leaves the machine; `claim_holder` and `claim_fence` say who last took it.

    In state `asked` it waits for the approval of `asked_of` (a login, '' for any approver); `decided_by` and
    `reason` say who approved or rejected it and why, `proposed` what the text was before the approval changed
    it. `everyone` addresses an answer to all who take part, `codes` are the saved replies in it. `looks`,
    `looked_at`, `look` and `candidates` tell what reading back found while its fate was unknown.
    """

    __table_args__ = (
        Index("ix_delivery_state", "state", "id"),
        Index("ix_delivery_item", "item_id"),
        Index("ix_delivery_remote", "account_id", "remote_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    send_key: str = Field(unique=True)
    account_id: int = Field(foreign_key="account.id", sa_type=row_id())
    action: str
    item_id: int | None = Field(default=None, foreign_key="item.id", sa_type=row_id())
    target_id: int | None = Field(default=None, foreign_key="post_target.id", sa_type=row_id())
    target: str
    thread: str
    kind: str
    handle: str
    author_id: str
    visibility: str
    private: bool = False
    closes: bool = False
    text: str
    media: tuple[str, ...] = Field(sa_type=Texts)
    alt_texts: tuple[str, ...] = Field(sa_type=Texts)
    scheduled_at: datetime | None = Field(default=None, sa_type=Instant)
    native: bool = False
    state: str
    hold_until: datetime | None = Field(default=None, sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    retry_at: datetime | None = Field(default=None, sa_type=Instant)
    attempts: int = 0
    first_attempt_at: datetime | None = Field(default=None, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    remote_id: str = ""
    permalink: str = ""
    error: str = ""
    created_by: str
    created_at: datetime = Field(sa_type=Instant)
    edited_by: str = ""
    acknowledged: bool = False
    version: int = 1
    claim_holder: str = ""
    claim_fence: int = Field(default=0, sa_type=BigInteger)
    asked_of: str = Field(default="", sa_column_kwargs={"server_default": ""})
    decided_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    proposed: str = Field(default="", sa_column_kwargs={"server_default": ""})
    everyone: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    codes: tuple[str, ...] = Field(default=(), sa_type=Texts, sa_column_kwargs={"server_default": "[]"})
    last_attempt_at: datetime | None = Field(default=None, sa_type=Instant)
    looks: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    looked_at: datetime | None = Field(default=None, sa_type=Instant)
    look: str = Field(default="", sa_column_kwargs={"server_default": ""})
    candidates: tuple[str, ...] = Field(default=(), sa_type=Texts, sa_column_kwargs={"server_default": "[]"})


class Draft(StoreTable, table=True):
    """An unsent text of a member with its files and the saved replies in it, keyed by what it answers."""

    key: str = Field(primary_key=True)
    login: str = Field(primary_key=True)
    text: str
    updated_at: datetime = Field(sa_type=Instant)
    media: tuple[str, ...] = Field(default=(), sa_type=Texts, sa_column_kwargs={"server_default": "[]"})
    alt_texts: tuple[str, ...] = Field(default=(), sa_type=Texts, sa_column_kwargs={"server_default": "[]"})
    codes: tuple[str, ...] = Field(default=(), sa_type=Texts, sa_column_kwargs={"server_default": "[]"})


class Lease(StoreTable, table=True):
    """Who may do what only one process may do; `fence` grows with every new holder."""

    name: str = Field(primary_key=True)
    holder: str
    fence: int = Field(sa_type=BigInteger)
    expires_at: datetime = Field(sa_type=Instant)


delivery = table_of(Delivery)
draft = table_of(Draft)
lease = table_of(Lease)
