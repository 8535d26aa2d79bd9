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
from meydan.connectors.http.dialects import Dialect, Meaning, plain
from meydan.connectors.http.rates import retry_after, wait_until

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SMALL = 4096


def failure(
    answer: Answer, now: datetime, redact: Callable[[str], str], dialect: Dialect = plain
) -> ConnectorError | None:
    """The error that a read's answer means, None for a good one."""
    status, payload = answer.status, _payload(answer)
    if until := wait_until(status, answer.headers, payload, now):
        return RateLimited("The platform asks to wait", until)
    meaning = dialect(status, payload) or _by_status(status)
    if meaning is None:
        return None
    said = redact(words(answer))
    match meaning:
        case Meaning.SIGNED_OUT:
            return SignInRequired("The sign-in is no longer accepted")
        case Meaning.GONE:
            return Missing(said or "Not found")
        case Meaning.FAILED:
            return Unavailable("The server failed", status, retry_after(answer.headers, now))
        case Meaning.REFUSED:
            return Denied(said or f"Refused with status {status}")


def outcome(
    answer: Answer, now: datetime, redact: Callable[[str], str], dialect: Dialect = plain
) -> Answer | Refused | NotSent | Unknown:
    """What a send's answer means; an Answer has a 2xx status.

    301, 307 and 308 are given instead of doing the work; 302 and 303 may follow work that was done.
    """
    status, payload = answer.status, _payload(answer)
    meaning = dialect(status, payload)
    said = redact(words(answer)) if meaning or status >= 300 else ""
    if until := wait_until(status, answer.headers, payload, now):
        return AskedToWait(said or "The platform asks to wait", until)
    if meaning is None and status in REDIRECTS - {302, 303}:
        return Refused("The server has moved to another address")
    match meaning or _by_status(status):
        case None:
            return answer
        case Meaning.FAILED:
            return Unknown(said or "The server failed")
        case Meaning.SIGNED_OUT:
            return SignedOut(said or "The sign-in is no longer accepted")
        case _:
            return Refused(said or f"Refused with status {status}")


def signed_out(answer: Answer, dialect: Dialect) -> bool:
    """Whether an answer says that the credential is not accepted."""
    return (dialect(answer.status, _payload(answer)) or _by_status(answer.status)) is Meaning.SIGNED_OUT


def _by_status(status: int) -> Meaning | None:
    if status < 300:
        return None
    if status == 401:
        return Meaning.SIGNED_OUT
    if status in (404, 410):
        return Meaning.GONE
    if status >= 500 or status in REDIRECTS or status == 408:
        return Meaning.FAILED
    return Meaning.REFUSED


def _payload(answer: Answer) -> object:
    """The payload where it may say "wait"; large good answers are not decoded twice."""
    if answer.status < 300 and len(answer.body) > _SMALL:
        return None
    try:
        return answer.json()
    except Malformed:
        return None
