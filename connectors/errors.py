"""Why a call failed, in kinds that a person and the engine can act on; no message holds a secret."""

from __future__ import annotations

from datetime import datetime


class ConnectorError(Exception):
    """A call failed for a reason that a person can understand; the message never holds a secret."""


class SignInRequired(ConnectorError):
    """The credential is no longer good: the person must connect the account again."""


class RateLimited(ConnectorError):
    """The platform asks us to wait until `retry_at`; only this account pauses."""

    def __init__(self, message: str, retry_at: datetime) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class BudgetSpent(ConnectorError):
    """What may be spent on the platform in a day is spent; it goes on at `retry_at`. Nothing was asked."""

    def __init__(self, message: str, retry_at: datetime) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class Unavailable(ConnectorError):
    """The platform could not be reached (`status` 0) or failed on its side; try later."""

    def __init__(self, message: str, status: int = 0, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_at = retry_at


class Missing(ConnectorError):
    """What was asked for is not there (404, 410), or the platform does not offer it."""


class Denied(ConnectorError):
    """The platform said no to this one request (other 4xx), in its own words; other requests may go on."""


class Malformed(ConnectorError):
    """The answer as a whole made no sense; `raw` (capped) goes to quarantine, the cursor stays."""

    def __init__(self, message: str, raw: str = "") -> None:
        super().__init__(message)
        self.raw = raw
