"""Lines of JSON from outside: what they hold, or why they cannot be taken."""

from __future__ import annotations

from typing import Any

import orjson

from meydan.panes.speech import N_


class BadLine(Exception):
    """A line that cannot be taken. `message` is a catalog id, `values` fill its fields."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


def object_of(line: bytes) -> dict[str, Any]:
    """The JSON object of a line. Raises BadLine."""
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadLine(N_("no JSON: {reason}"), reason=str(error).split(":")[0]) from None
    if not isinstance(found, dict):
        raise BadLine(N_("no JSON object"))
    return found


def text_of(found: dict[str, Any], key: str) -> str:
    """A text of an object. Raises BadLine."""
    value = found.get(key)
    if isinstance(value, str):
        return value
    if value is None:
        raise BadLine(N_("{key} is missing"), key=key)
    raise BadLine(N_("{key} is no text"), key=key)
