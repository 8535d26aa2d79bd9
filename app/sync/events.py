"""What the engine tells while it works: every boundary between two steps, and what a person should know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """A boundary that was reached; a process may die right after any of them without loss or double."""

    LEASE_TAKEN = "lease_taken"
    PULL_STARTED = "pull_started"
    PAGE_RECEIVED = "page_received"
    PAGE_STORED = "page_stored"
    PULL_ENDED = "pull_ended"
    RULED = "ruled"
    RELEASED = "released"
    CLAIMED = "claimed"
    SENDING = "sending"
    ANSWERED = "answered"
    RECORDED = "recorded"
    RECONCILING = "reconciling"
    READ_BACK = "read_back"
    RECONCILED = "reconciled"
    LEASE_RELEASED = "lease_released"


class Notice(StrEnum):
    """Something a person should know; told once when it begins, not at every attempt."""

    WAITING = "waiting"
    FENCED_OUT = "fenced_out"
    GAP = "gap"
    FAILED = "failed"
    RECOVERED = "recovered"
    STORM = "storm"
    RATE_LIMITED = "rate_limited"
    BUDGET_SPENT = "budget_spent"
    SIGNED_OUT = "signed_out"
    MALFORMED = "malformed"
    CLOCK_JUMPED = "clock_jumped"
    JOB_FAILED = "job_failed"
    RULE_UNREAD = "rule_unread"
    NOT_DELIVERED = "not_delivered"
    UNSURE = "unsure"
    LATE = "late"
    MISSED = "missed"
    WAVE = "wave"
    MODEL_SET_ASIDE = "model_set_aside"
    MODEL_WELL = "model_well"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, to which account and stream or delivery; `count` items where there are any."""

    what: Step | Notice
    account: str = ""
    subject: str = ""
    message: str = ""
    count: int = 0


Listener = Callable[[Event], None]


def nobody(_event: Event) -> None:
    """The listener that does not listen."""
