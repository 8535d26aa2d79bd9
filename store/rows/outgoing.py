"""What leaves the machine and when: deliveries and posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from meydan.store.rows.inbox import ItemRow


@dataclass(frozen=True, slots=True)
class ReplyOrder:
    """What is to be sent to an item, and how.

    It is held for `hold`, or leaves at `due_at`; `private` goes to the author alone, `everyone` addresses all
    who take part, `done` closes the item at once. `media` are files by their paths with a description each
    ('' for none), `codes` the saved replies in the text. It waits for the approval of `ask` ('': of anyone
    who may approve); None asks nobody, unless its author's texts need approval.
    """

    text: str
    hold: timedelta
    due_at: datetime | None = None
    private: bool = False
    everyone: bool = False
    done: bool = False
    media: tuple[str, ...] = ()
    alt_texts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    ask: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """An act in the outbox. `hold_until` while held, `due_at` when it is sent at a time.

    `asked_of` is who may approve it ('' anyone who may), `decided_by` who did or rejected it with a `reason`;
    `proposed` is its text before it was changed for the approval.
    """

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
    last_attempt_at: datetime | None
    sent_at: datetime | None
    remote_id: str
    permalink: str
    error: str
    created_by: str
    created_at: datetime
    acknowledged: bool
    version: int
    asked_of: str = ""
    decided_by: str = ""
    reason: str = ""
    proposed: str = ""
    edited_by: str = ""


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
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something of ours on the platform that may be what a delivery sent."""

    created_at: datetime
    permalink: str
    text: str


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """All about one delivery: what it answers (None for a post), and what reading back found.

    `looks` says how often its platform was read, `looked_at` and `look` when last and with what result.
    """

    work: DeliveryWork
    original: ItemRow | None
    closes: bool
    looks: int
    looked_at: datetime | None
    look: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many deliveries are in each state; failed and unknown count only what nobody acknowledged."""

    held: int
    ready: int
    sending: int
    failed: int
    unknown: int
    sent: int
    asked: int = 0


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
class Released:
    """What became of posts that were due: deliveries made, targets that were too late."""

    queued: tuple[int, ...] = ()
    missed: tuple[int, ...] = ()
