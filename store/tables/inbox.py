"""What came in, from whom, and what the team made of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, Computed, Index, Integer, Text, UniqueConstraint, false
from sqlmodel import Field

from meydan.store.priority import RANK
from meydan.store.tables.base import StoreTable, partial_index, table_of
from meydan.store.types import Derived, Instant, Texts, row_id


class Contact(StoreTable, table=True):
    """One human being behind several persons of platforms, who a member says are the same."""

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    name: str


class Person(StoreTable, table=True):
    """Someone out there, as one platform knows them; `mark` is vip, staff, rival or ''.

    Persons with the same `contact_id` (a Contact) are one human being.
    """

    __table_args__ = (
        UniqueConstraint("platform", "base_url", "remote_id"),
        partial_index(
            "ix_person_contact",
            "contact_id",
            sqlite="contact_id IS NOT NULL",
            postgresql="contact_id IS NOT NULL",
        ),
        partial_index("ix_person_mark", "mark", sqlite="mark <> ''", postgresql="mark <> ''"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    platform: str
    base_url: str
    remote_id: str
    handle: str
    name: str
    url: str
    bio: str
    followers: int | None = Field(default=None, sa_type=BigInteger)
    first_seen_at: datetime = Field(sa_type=Instant)
    mark: str = Field(default="", sa_column_kwargs={"server_default": ""})
    contact_id: int | None = Field(default=None, sa_type=row_id())


class Item(StoreTable, table=True):
    """Something that came in.

    `place` is unique and grows with `created_at`: the newest-first order in one integer, also the row id in
    the search index. `sentiment` is the person's `override` where there is one, else what was `analysed`.
    `rank` orders by priority, the most important first; `boost` is what rules and members add to it.
    `vip` follows the author's mark; `hidden` is what we hid on the platform.
    """

    __table_args__ = (
        UniqueConstraint("account_id", "kind", "remote_id"),
        Index("uq_item_place", "place", unique=True),
        # Everything that filters and counts look at, so that they never touch the rows themselves.
        Index(
            "ix_item_list",
            *("state", "place", "account_id", "kind", "sentiment", "question", "assignee_id", "lang"),
            "deleted_at",
        ),
        partial_index(
            "ix_item_assigned",
            *("assignee_id", "state", "place"),
            sqlite="assignee_id IS NOT NULL",
            postgresql="assignee_id IS NOT NULL",
        ),
        partial_index(
            "ix_item_corrected",
            "place",
            sqlite="override IS NOT NULL",
            postgresql="override IS NOT NULL",
        ),
        partial_index("ix_item_starred", "place", sqlite="starred = 1", postgresql="starred"),
        partial_index(
            "ix_item_snoozed",
            "snoozed_until",
            sqlite="snoozed_until IS NOT NULL",
            postgresql="snoozed_until IS NOT NULL",
        ),
        partial_index(
            "ix_item_queue",
            *("state", "rank", "place", "account_id", "kind", "sentiment", "question", "assignee_id", "lang"),
            sqlite="deleted_at IS NULL",
            postgresql="deleted_at IS NULL",
        ),
        Index("ix_item_thread", "account_id", "thread"),
        Index("ix_item_person", "person_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    place: int = Field(sa_type=BigInteger)
    account_id: int = Field(foreign_key="account.id", sa_type=row_id())
    kind: str
    remote_id: str
    person_id: int = Field(foreign_key="person.id", sa_type=row_id())
    text: str
    created_at: datetime = Field(sa_type=Instant)
    thread: str
    parent: str
    permalink: str
    visibility: str
    attachments: tuple[str, ...] = Field(sa_type=Texts)
    stars: int | None = None
    edited_at: datetime | None = Field(default=None, sa_type=Instant)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)
    lang: str
    analysed: str
    override: str | None = None
    sentiment: str = Field(
        sa_column=Column(Text, Computed("coalesce(override, analysed)", persisted=True), nullable=False)
    )
    score: float
    confidence: float
    question: bool
    urgent: bool
    offensive: bool
    spam: bool
    state: str
    assignee_id: int | None = Field(default=None, foreign_key="member.id", sa_type=row_id())
    starred: bool = False
    snoozed_until: datetime | None = Field(default=None, sa_type=Instant)
    revision: int = 1
    fingerprint: bytes
    stored_at: datetime = Field(sa_type=Instant)
    boost: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    vip: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    hidden: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    rank: int = Field(sa_column=Column(Integer, Derived(RANK)))
    spam_said: bool | None = None


class ItemTag(StoreTable, table=True):
    """A tag on an item."""

    __tablename__ = "item_tag"
    __table_args__ = (Index("ix_item_tag_tag", "tag_id", "item_id"),)

    item_id: int = Field(foreign_key="item.id", primary_key=True, sa_type=row_id())
    tag_id: int = Field(foreign_key="tag.id", primary_key=True, sa_type=row_id())


class Note(StoreTable, table=True):
    """What a member wrote about an item for the team."""

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    item_id: int = Field(foreign_key="item.id", index=True, sa_type=row_id())
    login: str
    text: str
    created_at: datetime = Field(sa_type=Instant)
    removed: bool = False


class NoteMention(StoreTable, table=True):
    """A member whom a note calls; `seen` once they opened it."""

    __tablename__ = "note_mention"
    __table_args__ = (Index("ix_note_mention_member", "member_id", "seen"),)

    note_id: int = Field(foreign_key="note.id", primary_key=True, sa_type=row_id())
    member_id: int = Field(foreign_key="member.id", primary_key=True, sa_type=row_id())
    seen: bool = False


class Inquiry(StoreTable, table=True):
    """What a colleague was asked about an item; open until `answered_at` or `withdrawn`."""

    __table_args__ = (
        Index("ix_inquiry_item", "item_id"),
        Index("ix_inquiry_asked", "asked_id", "answered_at"),
        Index("ix_inquiry_answered", "answered_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    item_id: int = Field(foreign_key="item.id", sa_type=row_id())
    asked_by: str
    asked_id: int = Field(foreign_key="member.id", sa_type=row_id())
    text: str
    created_at: datetime = Field(sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn: bool = False


class ItemCounter(StoreTable, table=True):
    """How many items that are not deleted share these values; `assignee_id` is 0 for nobody."""

    __tablename__ = "item_counter"

    account_id: int = Field(foreign_key="account.id", primary_key=True, sa_type=row_id())
    kind: str = Field(primary_key=True)
    state: str = Field(primary_key=True)
    sentiment: str = Field(primary_key=True)
    question: bool = Field(primary_key=True)
    spam: bool = Field(primary_key=True)
    assignee_id: int = Field(primary_key=True, sa_type=BigInteger)
    items: int


class Publication(StoreTable, table=True):
    """A post or answer that is context to items, ours or a stranger's."""

    __table_args__ = (
        UniqueConstraint("account_id", "remote_id"),
        Index("ix_publication_thread", "account_id", "thread"),
        Index("ix_publication_created", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    account_id: int = Field(foreign_key="account.id", sa_type=row_id())
    remote_id: str
    author_id: str
    author: str
    author_name: str
    ours: bool
    text: str
    created_at: datetime = Field(sa_type=Instant)
    thread: str
    parent: str
    permalink: str
    visibility: str
    attachments: tuple[str, ...] = Field(sa_type=Texts)
    edited_at: datetime | None = Field(default=None, sa_type=Instant)
    deleted: bool = False
    likes: int | None = Field(default=None, sa_type=BigInteger)
    replies: int | None = Field(default=None, sa_type=BigInteger)
    shares: int | None = Field(default=None, sa_type=BigInteger)
    views: int | None = Field(default=None, sa_type=BigInteger)


contact = table_of(Contact)
person = table_of(Person)
item = table_of(Item)
item_tag = table_of(ItemTag)
note = table_of(Note)
note_mention = table_of(NoteMention)
inquiry = table_of(Inquiry)
item_counter = table_of(ItemCounter)
publication = table_of(Publication)
