"""The frozen rows that reads return. Times are aware UTC; texts are as stored (sanitised on entry)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the Unix login and the client (desk, cli, sync, rule)."""

    login: str
    client: str


@dataclass(frozen=True, slots=True)
class BrandRow:
    """A brand and its IANA time zone."""

    id: int
    name: str
    timezone: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person of our team; `key` is the letter that assigns to them."""

    id: int
    login: str
    name: str
    role: str
    key: str


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag and the letter that sets it."""

    id: int
    letter: str
    name: str


@dataclass(frozen=True, slots=True)
class SavedReplyRow:
    """A saved reply and its code."""

    id: int
    code: str
    text: str
    uses: int


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A profile of ours on a platform. `state` is active, paused or signed_out."""

    id: int
    brand_id: int
    name: str
    platform: str
    base_url: str
    handle: str
    display_name: str
    remote_id: str
    state: str
    daily_budget: int | None


@dataclass(frozen=True, slots=True)
class StreamRow:
    """The state of one stream of an account; `interval` in seconds, `lag` of the newest thing seen."""

    id: int
    account_id: int
    name: str
    cursor: str | None
    due_at: datetime
    interval: float
    last_attempt_at: datetime | None
    last_success_at: datetime | None
    newest_at: datetime | None
    failures: int
    error: str


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """How an account is: the oldest of its streams' last successes, the worst error, its budget today."""

    account: AccountRow
    last_success_at: datetime | None
    error: str
    failures: int
    calls_today: int
    blocked_until: datetime | None
    rate_limit: int | None
    rate_remaining: int | None
    rate_reset_at: datetime | None
    quarantined: int


@dataclass(frozen=True)
class ItemRow:
    """One line of the inbox; `text` is the whole text, `assignee` a login or ''."""

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


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the newest-first order of the inbox (keyset)."""

    created_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """A filter of the inbox; an empty set or None does not filter.

    `assignee`: a login, or "" for nobody. `search` is words that must all occur; a word ending in `*`
    matches as a prefix.
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


@dataclass(frozen=True, slots=True)
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
    permalink: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Someone out there and their history with us; `recent` newest first."""

    id: int
    handle: str
    name: str
    platform: str
    url: str
    bio: str
    followers: int | None
    first_seen_at: datetime
    items: int
    positive: int
    neutral: int
    negative: int
    recent: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """An act in the outbox. `hold_until` while held, `due_at` when it is sent at a time."""

    id: int
    send_key: str
    account_id: int
    account: str
    platform: str
    action: str
    item_id: int | None
    target: str
    handle: str
    text: str
    state: str
    hold_until: datetime | None
    due_at: datetime | None
    retry_at: datetime | None
    attempts: int
    first_attempt_at: datetime | None
    sent_at: datetime | None
    remote_id: str
    permalink: str
    error: str
    created_by: str
    created_at: datetime
    acknowledged: bool
    version: int


@dataclass(frozen=True, slots=True)
class DeliveryWork:
    """A claimed delivery with all that its connector needs."""

    delivery: DeliveryRow
    thread: str
    kind: str
    author_id: str
    visibility: str
    private: bool
    media: tuple[str, ...]
    alt_texts: tuple[str, ...]
    scheduled_at: datetime | None
    native: bool


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many deliveries are in each state; failed and unknown count only what nobody acknowledged."""

    held: int
    ready: int
    sending: int
    failed: int
    unknown: int
    sent: int


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A target of a post on the agenda; `state` is draft, scheduled, sending, published, failed, missed."""

    post_id: int
    target_id: int
    account: str
    platform: str
    title: str
    text: str
    due_at: datetime
    timezone: str
    state: str
    permalink: str


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A campaign's plan and what it has spent in a period."""

    account: str
    platform: str
    campaign_id: str
    campaign: str
    currency: str
    start: date
    end: date
    budget: Decimal | None
    spent: Decimal
    impressions: int
    clicks: int
    results: Decimal
    value: Decimal
    daily: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class AdDayRow:
    """One campaign's stored figures of one day."""

    account: str
    platform: str
    campaign_id: str
    campaign: str
    day: date
    currency: str
    spend: Decimal
    budget: Decimal | None
    impressions: int | None
    clicks: int | None
    results: Decimal | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class TrendCard:
    """A trend with its recent samples (oldest first). `velocity`: volume change per hour."""

    id: int
    title: str
    source: str
    platform: str
    url: str
    excerpt: str
    volume: float | None
    velocity: float | None
    samples: tuple[float, ...]
    networks: int
    first_seen_at: datetime
    last_seen_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what."""

    id: int
    at: datetime
    login: str
    client: str
    command: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """Who holds a lease; `fence` grows with every new holder."""

    name: str
    holder: str
    fence: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DraftRow:
    """An unsent text of a member, keyed by what it answers."""

    key: str
    login: str
    text: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of a page's items."""

    stored: int
    updated: int
    unchanged: int
    ids: tuple[int, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Fence:
    """The proof that `holder` holds a lease; a later holder's `fence` is greater."""

    name: str
    holder: str
    fence: int


@dataclass(frozen=True, slots=True)
class Released:
    """What became of posts that were due: deliveries made, targets that were too late."""

    queued: tuple[int, ...] = ()
    missed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteRow:
    """An internal note about an item."""

    id: int
    item_id: int
    login: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post of ours as it was written."""

    id: int
    title: str
    text: str
    media: tuple[str, ...]
    alt_texts: tuple[str, ...]
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A part of an answer that could not be mapped."""

    id: int
    account: str
    stream: str
    at: datetime
    where: str
    reason: str
    raw: str
