"""Items out of lines of JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from meydan.app.cli.lines import BadLine, object_of, text_of
from meydan.app.cli.output import safe
from meydan.connectors.base import Author, Item
from meydan.insight.text import sanitise
from meydan.panes.speech import N_

KINDS = frozenset({"comment", "mention", "dm", "review"})
LONGEST_ID = 1000
AUTHORS = 4096


def item_of(line: bytes) -> Item:
    """The item of a line. Raises BadLine."""
    found = object_of(line)
    remote_id, kind, author = _id(found, "remote_id"), text_of(found, "kind"), _id(found, "author")
    if kind not in KINDS:
        raise BadLine(N_("kind cannot be {kind}"), kind=safe(kind)[:40])
    return Item(
        remote_id,
        kind,
        _author(author),
        text_of(found, "text"),
        _time(text_of(found, "created_at")),
        thread=remote_id,
        parent=_id(found, "parent") if found.get("parent") is not None else None,
        permalink=text_of(found, "permalink") if found.get("permalink") is not None else "",
    )


@lru_cache(maxsize=AUTHORS)
def _author(name: str) -> Author:
    return Author(name, name)


def _id(found: dict[str, Any], key: str) -> str:
    value = found.get(key)
    # Some exports write ids as numbers; a float has lost digits already.
    text = str(value) if type(value) is int else text_of(found, key)
    clean = sanitise(text, multiline=False).strip()
    if not clean:
        raise BadLine(N_("{key} is empty"), key=key)
    if len(clean) > LONGEST_ID:
        raise BadLine(N_("{key} is too long"), key=key)
    return clean


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadLine(N_("created_at is no time: {value}"), value=safe(text)[:40]) from None
    raise BadLine(N_("created_at has no time zone: {value}"), value=safe(text)[:40])
