"""Gaps: how long nobody looked, and how much may be fetched at once to make up for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from meydan.connectors.base import StreamSpec
from meydan.store.rows.people import StreamRow

PAGES_PER_PULL = 25
PAGES_PER_BACKFILL = 250
SHORTEST_GAP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a stream should have been asked and was not: sleep, outage, no process."""

    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        """How long nobody looked."""
        return self.until - self.since


def gap_of(stream: StreamRow, spec: StreamSpec, now: datetime) -> Gap | None:
    """The gap that the next pull has to fill, or None when the stream was asked in time."""
    since = stream.last_success_at
    if since is None:
        return None
    patience = max(SHORTEST_GAP, 2 * spec.slowest, timedelta(seconds=3 * stream.interval))
    return Gap(since, now) if now - since > patience else None


def pages_allowed(stream: StreamRow, gap: Gap | None) -> int:
    """How many pages one pull may take before other streams get their turn."""
    first = stream.last_success_at is None
    return PAGES_PER_BACKFILL if first or gap is not None else PAGES_PER_PULL
