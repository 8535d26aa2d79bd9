"""The newest open items through the bare driver: shown while SQLAlchemy is still being imported."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from meydan.store.rows.inbox import ItemRow
from meydan.store.version import HEAD

STATES = ("open", "waiting")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANTS = ("created_at", "edited_at", "deleted_at", "snoozed_until")
_FLAGS = ("question", "urgent", "offensive", "spam", "starred", "vip", "hidden")
_ELSEWHERE = {
    "account": "account.name",
    "platform": "account.platform",
    "author": "person.handle",
    "author_name": "person.name",
    "assignee": "coalesce(member.login, '')",
    "confidence": "CASE WHEN item.override IS NULL THEN item.confidence ELSE 1.0 END",
    "tags": "(SELECT group_concat(tag.name, char(31)) FROM item_tag JOIN tag ON tag.id = item_tag.tag_id"
    " WHERE item_tag.item_id = item.id AND tag.removed = 0)",
}


def glance(url: str, limit: int) -> tuple[ItemRow, ...] | None:
    """The newest items that are open or waiting, as `reads.inbox.page` gives them.

    None where this cannot be told without opening the store properly: not SQLite, no such file, another
    schema version, a file that cannot be read.
    """
    path = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:////") or not path.is_file():
        return None
    driver = _driver()
    try:
        connection = driver.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
        try:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            if found is None or found[0] != HEAD:
                return None
            return tuple(_row(values) for values in connection.execute(_query(), (*STATES, limit)))
        finally:
            connection.close()
    except driver.Error:
        return None


def _driver() -> ModuleType:
    """As `store.engine.sqlite_module`, which imports SQLAlchemy."""
    try:
        import pysqlite3.dbapi2
    except ImportError:
        import sqlite3

        return sqlite3
    module: ModuleType = pysqlite3.dbapi2
    return module


def _query() -> str:
    columns = ", ".join(_ELSEWHERE.get(name, f"item.{name}") for name in ItemRow.__dataclass_fields__)
    walks = " UNION ALL ".join(
        "SELECT id, place FROM item WHERE state = ? AND deleted_at IS NULL" for _ in STATES
    )
    return (
        # The walks of the index are merged in order, and end at the limit, only when nothing is around them.
        f"SELECT {columns} FROM ({walks} ORDER BY place DESC LIMIT ?) AS chosen"
        " JOIN item ON item.id = chosen.id"
        " JOIN account ON account.id = item.account_id JOIN person ON person.id = item.person_id"
        " LEFT JOIN member ON member.id = item.assignee_id ORDER BY item.place DESC"
    )


def _row(values: tuple[Any, ...]) -> ItemRow:
    fields = dict(zip(ItemRow.__dataclass_fields__, values, strict=True))
    for name in _INSTANTS:
        if fields[name] is not None:
            fields[name] = _EPOCH + timedelta(microseconds=fields[name])
    for name in _FLAGS:
        fields[name] = bool(fields[name])
    fields["attachments"] = tuple(json.loads(fields["attachments"]))
    fields["tags"] = tuple(sorted(fields["tags"].split("\x1f"))) if fields["tags"] else ()
    return ItemRow(**fields)
