"""What a platform brings: items, publications, trends and figures of ads, page by page.

All times are aware UTC, all ids are the platform's own, opaque strings, all texts are as the platform gave
them with its markup turned into plain text; they are still hostile.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Author:
    """Someone out there, or we ourselves."""

    remote_id: str
    handle: str
    name: str = ""
    url: str = ""
    followers: int | None = None
    bio: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that came in: `kind` is comment, mention, dm or review.

    `thread` is the remote id of the conversation's root (the item's own id when it starts one), `parent` of
    what it answers. `visibility` is the platform's own word. `stars` (1-5) only for reviews. An attachment
    is its URL, then a space and its alternative text if there is one. `hidden`: whether we hid it, None where
    the platform does not say.
    """

    remote_id: str
    kind: str
    author: Author
    text: str
    created_at: datetime
    thread: str | None = None
    parent: str | None = None
    permalink: str = ""
    visibility: str = ""
    edited_at: datetime | None = None
    attachments: tuple[str, ...] = ()
    stars: int | None = None
    deleted: bool = False
    hidden: bool | None = None


@dataclass(frozen=True, slots=True)
class Metrics:
    """Counts of a publication at the moment of the pull; None where the platform does not say."""

    likes: int | None = None
    replies: int | None = None
    shares: int | None = None
    views: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A post or answer that is context to items: ours (`ours`) or a stranger's above an item."""

    remote_id: str
    author: Author
    ours: bool
    text: str
    created_at: datetime
    thread: str | None = None
    parent: str | None = None
    permalink: str = ""
    visibility: str = ""
    edited_at: datetime | None = None
    attachments: tuple[str, ...] = ()
    metrics: Metrics = field(default_factory=Metrics)
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class TrendSample:
    """How much is said about something, measured at `at`; `volume` in the source's own unit."""

    remote_id: str
    title: str
    at: datetime
    volume: float | None = None
    url: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class AdDay:
    """One campaign's figures of one day in the ad account's time zone; amounts in `currency`."""

    campaign_id: str
    campaign: str
    day: date
    currency: str
    spend: Decimal
    budget: Decimal | None = None
    impressions: int | None = None
    clicks: int | None = None
    results: Decimal | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A part of an answer that could not be mapped: `where` names it, `raw` is capped at 64 kB."""

    where: str
    reason: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What one request brought; stored together with `cursor` in one transaction.

    `cursor` is the state to pull from next (opaque, JSON text by custom), valid even if the process dies
    right after. `more` says that the stream has more right now.
    """

    items: tuple[Item, ...] = ()
    publications: tuple[Publication, ...] = ()
    trends: tuple[TrendSample, ...] = ()
    ads: tuple[AdDay, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    cursor: str | None = None
    more: bool = False
