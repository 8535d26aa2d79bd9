"""All tables at once, for what deals with the whole store: migrations, copies, checks."""

from __future__ import annotations

from meydan.store.tables import (
    accounts,
    ads,
    calendar,
    inbox,
    lessons,
    memory,
    outbox,
    rules,
    system,
    team,
    together,
    tones,
    trends,
    waves,
)
from meydan.store.tables.base import StoreTable

MODULES = (
    accounts,
    ads,
    calendar,
    inbox,
    lessons,
    memory,
    outbox,
    rules,
    system,
    team,
    together,
    tones,
    trends,
    waves,
)
metadata = StoreTable.metadata
