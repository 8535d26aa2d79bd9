"""What came in, and what it is read with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

ORDERS = ("newest", "oldest", "priority")
"""Orders of the inbox; by priority the oldest of equals comes first."""


@dataclass(frozen=True)
class ItemRow:
    """One line of the inbox; `text` is the whole text, `assignee` a login or ''.

    `boost` is what rules and members added to its priority, `vip` its author's mark, `hidden` that we hid it
    on the platform.
    """

    id: int
    account_id: int
    account: str
    platform: str
    kind: str
    person_id: int
    author: str
    author_name: str
    text: str
    created_at: datetime
    lang: str
    sentiment: str
    score: float
    confidence: float
    question: bool
    urgent: bool
    offensive: bool
    spam: bool
    state: str
    assignee: str
    tags: tuple[str, ...]
    starred: bool
    thread: str
    parent: str
    remote_id: str
    permalink: str
    visibility: str
    stars: int | None
    edited_at: datetime | None
    deleted_at: datetime | None
    snoozed_until: datetime | None
    revision: int
    attachments: tuple[str, ...] = ()
    boost: int = 0
    vip: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """A place in an order of the inbox (keyset): that of a row as it was read.

    `rank` is its rank then (the negated `priority.score`); None: the one that it has now.
    """

    created_at: datetime
    id: int
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """A filter of the inbox and the order of what it lets through; an empty set or None does not filter.

    `assignee`: a login, or "" for nobody. `search` is words that must all occur; a word ending in `*`
    matches as a prefix. `late` are kinds with the moment up to which an item of them must have come to be
    late; other kinds are never late. `order` is one of ORDERS.
    """

    states: frozenset[str] = frozenset()
    sentiments: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    langs: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    assignee: str | None = None
    question: bool | None = None
    starred: bool | None = None
    since: datetime | None = None
    search: str = ""
    late: tuple[tuple[str, datetime], ...] | None = None
    order: str = "newest"


@dataclass(frozen=True)
class ThreadEntry:
    """One message of a conversation, oldest first: an item (`item_id`), a publication, a note or a delivery.

    `origin` is item, publication, note or delivery; `state` is the delivery's state for those.
    """

    origin: str
    item_id: int | None
    author: str
    author_name: str
    ours: bool
    text: str
    created_at: datetime
    sentiment: str = ""
    state: str = ""
    likes: int | None = None
    replies: int | None = None
    shares: int | None = None
    views: int | None = None
    permalink: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class NoteRow:
    """An internal note about an item."""

    id: int
    item_id: int
    login: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DraftRow:
    """An unsent text of a member with its files and the saved replies in it, keyed by what it answers."""

    key: str
    login: str
    text: str
    updated_at: datetime
    media: tuple[str, ...] = ()
    alt_texts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of a page's items."""

    stored: int
    updated: int
    unchanged: int
    ids: tuple[int, ...] = field(default=())
