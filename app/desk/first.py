"""The first page of the inbox, read while Textual is being imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meydan.store.rows import InboxQuery, ItemRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

FIRST_QUERY = InboxQuery(states=frozenset({"open", "waiting"}))
FIRST_ROWS = 128


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The newest rows of FIRST_QUERY."""

    rows: tuple[ItemRow, ...]


def read_first(conn: Connection) -> FirstPage:
    """Read it."""
    from meydan.store.reads import inbox

    return FirstPage(tuple(inbox.page(conn, FIRST_QUERY, FIRST_ROWS)))
