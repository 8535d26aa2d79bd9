"""What became of an act on a platform: done, refused, not done, or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform did it; `note` says what a person must know (a schedule ignored: published at once)."""

    remote_id: str = ""
    permalink: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform said no, in its own words; it did not happen."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Nothing reached the platform, or it said "later": safe to try again, not before `retry_at`."""

    reason: str
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedOut(NotSent):
    """The platform no longer accepts the credential: nothing happened, nor will it before a new sign-in."""


@dataclass(frozen=True, slots=True)
class AskedToWait(NotSent):
    """The platform takes nothing more from this account before `retry_at`."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something of ours on the platform that may be the act in doubt; only a person can tell."""

    created_at: datetime
    permalink: str
    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The answer was lost: it may or may not have happened. Never blindly retried.

    `candidates` is what was seen while looking for it, newest first.
    """

    reason: str
    candidates: tuple[Candidate, ...] = ()


Outcome = Sent | Refused | NotSent | Unknown
