"""Waves, and the counts they are found in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many items an account got in a stretch of time from `begin` on, and how many are negative."""

    account_id: int
    begin: datetime
    count: int
    negative: int


@dataclass(frozen=True, slots=True)
class SaidRow:
    """The text of an item, and whether it is negative."""

    text: str
    negative: bool


@dataclass(frozen=True, slots=True)
class FoundWave:
    """What a detector found in an account: see `WaveRow`. `again`: a wave that was told has grown."""

    account_id: int
    signal: str
    at: datetime
    count: int
    negative: int
    usual: float
    usual_share: float
    days: float
    topics: tuple[str, ...]
    again: bool = False


@dataclass(frozen=True, slots=True)
class WaveRow:
    """An alert: the hour up to `at` brought `count` items, `negative` of them negative.

    `usual` is the count that is usual in such an hour, `usual_share` the negative part, `days` are those
    between such hours by the account's own past. `signal`: volume, negative or topic.
    """

    id: int
    account_id: int
    account: str
    platform: str
    signal: str
    begun_at: datetime
    at: datetime
    count: int
    negative: int
    usual: float
    usual_share: float
    days: float
    topics: tuple[str, ...]
    seen_by: str
    seen_at: datetime | None
