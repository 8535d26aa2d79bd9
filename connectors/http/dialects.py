"""What a platform's own error codes mean, where its HTTP status does not say it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Meaning(StrEnum):
    """What an answer that is no good one means."""

    SIGNED_OUT = "signed_out"
    """The credential is not accepted."""
    GONE = "gone"
    """What was asked for is not there."""
    REFUSED = "refused"
    """The platform says no to this one request; nothing happened."""
    FAILED = "failed"
    """The platform failed on its side: a read may be repeated, of a send nothing is known."""


Dialect = Callable[[int, object], Meaning | None]
"""(status, decoded body or None) to what it means; None: what the status says."""


def plain(status: int, payload: object) -> Meaning | None:
    """The status says it all."""
    return None
