"""What stands around an item: colleagues' answers, earlier answers, the person and their other profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from meydan.store.rows.inbox import ItemRow


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """What a colleague was asked about an item; `asked_by`, `asked` and `answered_by` are logins.

    It waits until it is answered or withdrawn.
    """

    id: int
    item_id: int
    asked_by: str
    asked: str
    text: str
    created_at: datetime
    due_at: datetime | None
    answer: str
    answered_by: str
    answered_at: datetime | None
    withdrawn: bool

    @property
    def waits(self) -> bool:
        """Whether it still wants an answer."""
        return self.answered_at is None and not self.withdrawn

    def overdue(self, now: datetime) -> bool:
        """Whether it should have been answered by now."""
        return self.waits and self.due_at is not None and self.due_at <= now


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """An earlier item like another one, and how it was answered.

    `told` is the reply that was sent (`private` or public) or, where there was none, what a colleague
    answered (`inside`); `likeness` is from 0 to 1.
    """

    item_id: int
    author: str
    author_name: str
    asked: str
    told: str
    answered_by: str
    answered_at: datetime
    private: bool
    inside: bool
    likeness: float


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Someone out there; `mark` is vip, staff, rival or '', `contact_id` the same for joined persons."""

    id: int
    platform: str
    handle: str
    name: str
    url: str
    bio: str
    followers: int | None
    first_seen_at: datetime
    mark: str
    contact_id: int | None


@dataclass(frozen=True, slots=True)
class WeekTones:
    """How many of a person's messages of a week (from its Monday, UTC) had which tone."""

    monday: datetime
    positive: int
    neutral: int
    negative: int


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Someone out there and their history with us, together with that of the persons joined to them.

    `joined` are those others; `recent` is newest first; `weeks` are the last ones, oldest first.
    """

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
    mark: str = ""
    joined: tuple[PersonRow, ...] = ()
    weeks: tuple[WeekTones, ...] = ()
    open: int = 0
    waiting: int = 0
    snoozed: int = 0

    @property
    def unfinished(self) -> int:
        """Their messages that are not done."""
        return self.open + self.waiting + self.snoozed


@dataclass(frozen=True, slots=True)
class Sign:
    """What the list shows of an item beside its text; `answered_by` and `asked` are logins."""

    answered_by: str = ""
    asked: str = ""
    overdue: bool = False
    calls: bool = False


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs by item id, and marks by person id, of all that have any."""

    items: Mapping[int, Sign] = field(default_factory=dict)
    marks: Mapping[int, str] = field(default_factory=dict)
