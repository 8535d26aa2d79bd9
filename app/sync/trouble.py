"""What can go wrong with a pull, as one kind of value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from meydan.app.reasons import TOO_SLOW
from meydan.app.secrets import SecretsError
from meydan.connectors.base import (
    BudgetSpent,
    ConnectorError,
    Malformed,
    RateLimited,
    SignInRequired,
    Unavailable,
)
from meydan.connectors.registry import UnknownPlatform
from meydan.insight.text import one_line
from meydan.panes.speech import N_
from meydan.store import StoreError

LONGEST_MESSAGE = 300

STUCK = N_("The platform keeps giving the same page: stopped here")


class Cause(StrEnum):
    """Who has to do something about it."""

    SIGN_IN = "sign_in"
    RATE_LIMITED = "rate_limited"
    BUDGET = "budget"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    MALFORMED = "malformed"
    STUCK = "stuck"
    STORE = "store"
    BUG = "bug"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a pull ended early; `raw` is the answer that made no sense, `retry_at` when the platform allows."""

    cause: Cause
    message: str
    retry_at: datetime | None = None
    raw: str = ""


class Stuck(Exception):
    """A stream's cursor came back to where it was while the platform says that there is more."""


def trouble_of(error: Exception) -> Trouble:
    """The trouble that an exception means; its message is one harmless line without secrets."""
    message = one_line(str(error))[:LONGEST_MESSAGE]
    match error:
        case SignInRequired():
            return Trouble(Cause.SIGN_IN, message)
        case RateLimited():
            return Trouble(Cause.RATE_LIMITED, message, retry_at=error.retry_at)
        case BudgetSpent():
            return Trouble(Cause.BUDGET, message, retry_at=error.retry_at)
        case Malformed():
            return Trouble(Cause.MALFORMED, message, raw=error.raw)
        case Unavailable():
            return Trouble(Cause.UNAVAILABLE, message, retry_at=error.retry_at)
        case ConnectorError() | UnknownPlatform() | SecretsError():
            return Trouble(Cause.REFUSED, message)
        case TimeoutError():
            return Trouble(Cause.UNAVAILABLE, TOO_SLOW)
        case Stuck():
            return Trouble(Cause.STUCK, STUCK)
        case StoreError():
            return Trouble(Cause.STORE, message)
        case _:
            # The text of an unforeseen exception may quote anything, a token too: its name is enough.
            return Trouble(Cause.BUG, f"{type(error).__module__}.{type(error).__qualname__}")
