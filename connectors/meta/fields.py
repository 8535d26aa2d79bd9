"""Reading what all of Meta's platforms write the same way. Raises WrongField naming the place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from meydan.connectors.base import Author
from meydan.connectors.fields import WrongField, identity, instant, kind_of, optional_string

NOBODY = Author("", "")
"""Whoever the platform does not name: a person's name needs a permission, or they have left."""


def moment(parent: Mapping[str, object], key: str, where: str) -> datetime:
    """A time as aware UTC: "2026-11-26T20:00:00+0000", or Unix seconds."""
    value = parent.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError):
            raise WrongField(f"{where}.{key}", "not a time") from None
    return instant(parent, key, where)


def optional_moment(parent: Mapping[str, object], key: str, where: str) -> datetime | None:
    """As `moment`; None when missing or null."""
    return None if parent.get(key) is None else moment(parent, key, where)


def read_from(value: object, where: str) -> Author:
    """Who wrote something (`from`, `reviewer`): {id, name} or {id, username}; NOBODY when not said."""
    if value is None:
        return NOBODY
    if not isinstance(value, Mapping):
        raise WrongField(where, f"{kind_of(value)} instead of an object")
    name = optional_string(value, "name", where) or ""
    handle = optional_string(value, "username", where) or name
    return Author(identity(value, "id", where), handle, name)


def id_of(value: object) -> str:
    """The id of {"id": ...}, of a bare id, "" of anything else."""
    found = value.get("id") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else ""


def data_of(value: object) -> list[object]:
    """The rows of {"data": [...]} inside a node; none where there is nothing or nonsense."""
    rows = value.get("data") if isinstance(value, Mapping) else None
    return list(rows) if isinstance(rows, list) else []
