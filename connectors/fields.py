"""Reading decoded JSON that may hold anything: the right type comes back, or WrongField names the place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

import orjson

from meydan.connectors.base import Rejected

T = TypeVar("T")

RAW_CAP = 64 * 1024
UNSAFE_IN_LINK = re.compile(r"[\s\x00-\x1f]")


class WrongField(ValueError):
    """A field is missing or of the wrong type: `where` is its path, `reason` what is wrong."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason


def kind_of(value: object) -> str:
    """The JSON name of a value's type."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case int() | float():
            return "number"
        case Mapping():
            return "object"
        case _:
            return "list"


def mapping(value: object, where: str) -> Mapping[str, object]:
    """`value` as an object."""
    if not isinstance(value, Mapping):
        raise WrongField(where, f"{kind_of(value)} instead of an object")
    return value


def sequence(value: object, where: str) -> Sequence[object]:
    """`value` as a list."""
    if not isinstance(value, list | tuple):
        raise WrongField(where, f"{kind_of(value)} instead of a list")
    return value


def child(parent: Mapping[str, object], key: str, where: str) -> Mapping[str, object]:
    """The object under `key`."""
    return mapping(_present(parent, key, where), f"{where}.{key}")


def children(parent: Mapping[str, object], key: str, where: str) -> Sequence[Mapping[str, object]]:
    """The list of objects under `key`; missing or null is empty."""
    value = parent.get(key)
    if value is None:
        return ()
    listed = sequence(value, f"{where}.{key}")
    return [mapping(one, f"{where}.{key}[{index}]") for index, one in enumerate(listed)]


def each(
    values: object, where: str, read: Callable[[Mapping[str, object], str], T]
) -> tuple[list[T], list[Rejected]]:
    """Every element of a list mapped or rejected by name. Raises WrongField when it is no list."""
    good: list[T] = []
    bad: list[Rejected] = []
    for index, value in enumerate(sequence(values, where)):
        place = f"{where}[{index}]"
        try:
            good.append(read(mapping(value, place), place))
        except WrongField as error:
            bad.append(rejected(error, value))
    return good, bad


def identity(parent: Mapping[str, object], key: str, where: str) -> str:
    """An opaque id: a string that is not empty."""
    value = string(parent, key, where)
    if not value:
        raise WrongField(f"{where}.{key}", "empty")
    return value


def string(parent: Mapping[str, object], key: str, where: str) -> str:
    """The string under `key`."""
    value = _present(parent, key, where)
    if not isinstance(value, str):
        raise WrongField(f"{where}.{key}", f"{kind_of(value)} instead of a string")
    return value


def optional_string(parent: Mapping[str, object], key: str, where: str) -> str | None:
    """The string under `key`; None when missing or null."""
    return None if parent.get(key) is None else string(parent, key, where)


def count(parent: Mapping[str, object], key: str) -> int | None:
    """A count, also written as text; None when the platform does not say or makes no sense."""
    value = parent.get(key)
    if isinstance(value, str) and value.isdecimal() and len(value) < 19:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63:
        return value
    return None


def instant(parent: Mapping[str, object], key: str, where: str) -> datetime:
    """An ISO 8601 time as aware UTC; one without a zone is taken as UTC."""
    value = string(parent, key, where)
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongField(f"{where}.{key}", "not a time") from None


def optional_instant(parent: Mapping[str, object], key: str, where: str) -> datetime | None:
    """As `instant`; None when missing or null."""
    return None if parent.get(key) is None else instant(parent, key, where)


def web_link(value: object) -> str:
    """`value` if it is an http(s) address of a host, else ""."""
    if not isinstance(value, str):
        return ""
    try:
        parts = urlsplit(value.strip())
        safe = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return value.strip() if safe and not UNSAFE_IN_LINK.search(value.strip()) else ""


def rejected(error: WrongField, value: object) -> Rejected:
    """The named rejection of one part of an answer."""
    return Rejected(error.where, error.reason, raw_text(value))


def raw_text(value: object) -> str:
    """`value` as JSON text, capped."""
    if isinstance(value, bytes):
        return value[:RAW_CAP].decode("utf-8", "replace")
    try:
        return orjson.dumps(value, default=str)[:RAW_CAP].decode("utf-8", "ignore")
    except (TypeError, ValueError, RecursionError):
        return str(type(value).__name__)


def _present(parent: Mapping[str, object], key: str, where: str) -> object:
    if key not in parent:
        raise WrongField(f"{where}.{key}", "missing")
    return parent[key]
