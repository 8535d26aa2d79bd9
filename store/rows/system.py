"""Who may do what, who did what, what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
class Fence:
    """The proof that `holder` holds a lease; a later holder's `fence` is greater."""

    name: str
    holder: str
    fence: int


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
