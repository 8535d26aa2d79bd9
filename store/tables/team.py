"""The brand, the team and what the team set up for itself."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint, true
from sqlmodel import Field

from meydan.store.tables.base import StoreTable, partial_index, table_of
from meydan.store.types import Texts, row_id


class Brand(StoreTable, table=True):
    """A brand and its IANA time zone."""

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    name: str
    timezone: str


class Member(StoreTable, table=True):
    """A person of the team; never deleted, because history names them.

    Who is not `available`, or has `max_open` items already, is offered last when work is given out.
    """

    __table_args__ = (
        partial_index(
            "uq_member_key",
            "key",
            sqlite="removed = 0 AND key <> ''",
            postgresql="NOT removed AND key <> ''",
            unique=True,
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    login: str = Field(unique=True)
    name: str
    role: str
    key: str
    removed: bool = False
    available: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    max_open: int | None = None


class Tag(StoreTable, table=True):
    """A tag; never deleted, so that undo can bring it back with its items."""

    __table_args__ = (
        partial_index("uq_tag_letter", "letter", sqlite="removed = 0", postgresql="NOT removed", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    letter: str
    name: str = Field(unique=True)
    removed: bool = False


class SavedReply(StoreTable, table=True):
    """A text that a code expands to; the codes in use are prefix-free.

    `lang` is the text's language (tr, en, '' for any); other languages have variants.
    """

    __tablename__ = "saved_reply"

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    code: str = Field(unique=True)
    text: str
    uses: int = 0
    removed: bool = False
    lang: str = Field(default="", sa_column_kwargs={"server_default": ""})
    media: tuple[str, ...] = Field(default=(), sa_type=Texts, sa_column_kwargs={"server_default": "[]"})
    alt_texts: tuple[str, ...] = Field(default=(), sa_type=Texts, sa_column_kwargs={"server_default": "[]"})


class SavedVariant(StoreTable, table=True):
    """A saved reply's text in another language."""

    __tablename__ = "saved_variant"

    __table_args__ = (UniqueConstraint("reply_id", "lang"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    reply_id: int = Field(foreign_key="saved_reply.id", sa_type=row_id())
    lang: str
    text: str
    removed: bool = False


class SavedSplit(StoreTable, table=True):
    """A filter of the inbox that a member (or, with no login, the team) keeps as a split; ordered by id."""

    __tablename__ = "saved_split"

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    login: str
    title: str
    filter: str
    removed: bool = False


brand = table_of(Brand)
member = table_of(Member)
tag = table_of(Tag)
saved_reply = table_of(SavedReply)
saved_variant = table_of(SavedVariant)
saved_split = table_of(SavedSplit)
