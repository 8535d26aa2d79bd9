"""The time of commands that a person gives."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The aware UTC time now."""
    return datetime.now(UTC)
