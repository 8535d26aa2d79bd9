"""Database errors turned into StoreErrors that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from meydan.store.errors import Reason, StoreError

SIGNS: tuple[tuple[str, Reason, str], ...] = (
    ("database is locked", "busy", "the store is busy: another process held it too long"),
    ("database table is locked", "busy", "the store is busy: another process held it too long"),
    ("lock timeout", "busy", "the store is busy: another process held it too long"),
    ("database or disk is full", "full", "the disk is full: nothing was written"),
    ("no space left", "full", "the disk is full: nothing was written"),
    ("could not extend file", "full", "the disk is full: nothing was written"),
    ("disk i/o error", "full", "the disk cannot be written or read"),
    ("malformed", "corrupt", "the store is damaged"),
    ("file is not a database", "corrupt", "the store is damaged or no store at all"),
    ("unable to open database file", "unwritable", "the store cannot be opened or made there"),
    ("readonly database", "unwritable", "the store may not be written by this user"),
    ("permission denied", "unwritable", "the store may not be used by this user"),
    ("connection to server", "unreachable", "the database server does not answer"),
    ("connection refused", "unreachable", "the database server does not answer"),
    ("connection is closed", "unreachable", "the database server does not answer"),
    ("server closed the connection", "unreachable", "the database server does not answer"),
    ("terminating connection", "unreachable", "the database server does not answer"),
    ("consuming input failed", "unreachable", "the database server does not answer"),
)


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Raise a StoreError that names `where` instead of the driver's error; faults of our own SQL pass."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        said = str(error.orig).lower()
        for sign, reason, meaning in SIGNS:
            if sign in said:
                raise StoreError(f"{where}: {meaning} ({error.orig})", reason) from error
        if isinstance(error, OperationalError):
            raise StoreError(f"{where}: {error.orig}") from error
        raise
