"""What calls cost, and whether another one may be made today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Protocol

_ACTING: ContextVar[bool] = ContextVar("acting", default=False)


@contextmanager
def acting() -> Iterator[None]:
    """Inside, also what is read belongs to an act: it may use what reading leaves for sending."""
    token = _ACTING.set(True)
    try:
        yield
    finally:
        _ACTING.reset(token)


def is_acting() -> bool:
    """Whether what is asked now belongs to an act."""
    return _ACTING.get()


class Meter(Protocol):
    """An account's budget of one day, in the platform's own unit."""

    def opens_at(self, method: str, path: str, *, sending: bool) -> datetime | None:
        """When a call that the rest of the day's budget does not cover may be made; None: now."""
        ...

    def opens_for(self, units: int, *, sending: bool) -> datetime | None:
        """When so many units may be spent that the rest of the day does not cover; None: now."""
        ...

    def charge(self, method: str, path: str) -> None:
        """Count one call that is being made."""
        ...

    def spend(self, units: int) -> None:
        """Count what an answer cost besides its call."""
        ...


class Unmetered:
    """No budget."""

    def opens_at(self, method: str, path: str, *, sending: bool) -> datetime | None:
        """Now, always."""
        return None

    def opens_for(self, units: int, *, sending: bool) -> datetime | None:
        """Now, always."""
        return None

    def charge(self, method: str, path: str) -> None:
        """Free."""

    def spend(self, units: int) -> None:
        """Free."""
