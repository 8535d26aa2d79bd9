"""What an answer means: an error of a read, or the outcome of a send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from meydan.connectors.base import (
    AskedToWait,
    ConnectorError,
    Denied,
    Malformed,
    Missing,
    NotSent,
    RateLimited,
    Refused,
    SignedOut,
    SignInRequired,
    Unavailable,
    Unknown,
)
from meydan.connectors.http.answers import Answer, words
from meydan.connectors.http.rates import retry_after, wait_until

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SMALL = 4096


def failure(answer: Answer, now: datetime, redact: Callable[[str], str]) -> ConnectorError | None:
    """The error that a read's answer means, None for a good one."""
    status = answer.status
    if until := wait_until(status, answer.headers, _payload(answer), now):
        return RateLimited("The platform asks to wait", until)
    if status < 300:
        return None
    said = redact(words(answer))
    if status == 401:
        return SignInRequired("The sign-in is no longer accepted")
    if status in (404, 410):
        return Missing(said or "Not found")
    if status >= 500 or status in REDIRECTS or status == 408:
        return Unavailable("The server failed", status, retry_after(answer.headers, now))
    return Denied(said or f"Refused with status {status}")


def outcome(
    answer: Answer, now: datetime, redact: Callable[[str], str]
) -> Answer | Refused | NotSent | Unknown:
    """What a send's answer means; an Answer has a 2xx status.

    301, 307 and 308 are given instead of doing the work; 302 and 303 may follow work that was done.
    """
    status = answer.status
    said = redact(words(answer)) if status >= 300 else ""
    if until := wait_until(status, answer.headers, _payload(answer), now):
        return AskedToWait(said or "The platform asks to wait", until)
    if status < 300:
        return answer
    if status >= 500 or status in (302, 303, 408):
        return Unknown(said or "The server failed")
    if status in REDIRECTS:
        return Refused("The server has moved to another address")
    if status == 401:
        return SignedOut(said or "The sign-in is no longer accepted")
    return Refused(said or f"Refused with status {status}")


def _payload(answer: Answer) -> object:
    """The payload where it may say "wait"; large good answers are not decoded twice."""
    if answer.status < 300 and len(answer.body) > _SMALL:
        return None
    try:
        return answer.json()
    except Malformed:
        return None
