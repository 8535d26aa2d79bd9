"""Rules, what they look at, and what they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in its `place` of the order; `conditions` and `actions` are JSON.

    `tested_at` is when somebody last saw what it would do, as it stands; `hits` are those of the last days,
    `last_hit_at` the newest ever.
    """

    id: int
    place: int
    name: str
    conditions: str
    actions: str
    enabled: bool
    last: bool
    created_by: str
    created_at: datetime
    tested_at: datetime | None
    hits: int
    last_hit_at: datetime | None


@dataclass(frozen=True, slots=True)
class RuleItem:
    """An item as rules look at it; `author` is a handle, `first` the author's first item."""

    id: int
    place: int
    platform: str
    account: str
    kind: str
    lang: str
    sentiment: str
    text: str
    author: str
    author_name: str
    mark: str
    followers: int | None
    created_at: datetime
    question: bool
    urgent: bool
    offensive: bool
    spam: bool
    stars: int | None
    first: bool


@dataclass(frozen=True, slots=True)
class QueuedItems:
    """Items that no rule has looked at yet, and the `last` entry of the queue that they stand for."""

    last: int
    items: tuple[RuleItem, ...]


@dataclass(frozen=True, slots=True)
class RuleHitRow:
    """What a rule did to an item: pairs of an action and its value, like ("tag", "kargo")."""

    rule_id: int
    rule: str
    item_id: int
    at: datetime
    did: tuple[tuple[str, str], ...]


class RuleScope(Protocol):
    """Where a rule looks; empty is everywhere."""

    @property
    def platforms(self) -> tuple[str, ...]: ...
    @property
    def accounts(self) -> tuple[str, ...]: ...


class RuleActions(Protocol):
    """What a rule does; there is no way to say that it deletes or sends."""

    @property
    def tags(self) -> tuple[str, ...]: ...
    @property
    def assignee(self) -> str: ...
    @property
    def boost(self) -> int: ...
    @property
    def snooze(self) -> timedelta | None: ...
    @property
    def done(self) -> bool: ...
    @property
    def hide(self) -> bool: ...
    @property
    def draft(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RuleWork:
    """Items that meet a rule: which of them their platform can hide, and the draft for each."""

    rule_id: int
    actions: RuleActions
    ids: Sequence[int]
    hideable: frozenset[int] = frozenset()
    drafts: Mapping[int, str] = field(default_factory=dict)
