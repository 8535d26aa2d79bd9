"""Money spent and trends seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


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
