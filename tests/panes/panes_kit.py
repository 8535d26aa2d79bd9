"""Rows and lists to paint in tests of panes."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from textual.app import App, ComposeResult
from textual.widgets import Static

from meydan.app.locale import Locale
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.inbox.query import belongs
from meydan.panes.spans import Spans
from meydan.store.rows.inbox import InboxQuery, ItemRow
from meydan.store.rows.outgoing import DeliveryPage, DeliveryRow, DeliveryWork

NOW = datetime(2026, 11, 22, 9, 42, tzinfo=UTC)
ENGLISH = Locale("en", "Europe/Istanbul")
TURKISH = Locale("tr", "Europe/Istanbul")


def item(id: int = 1, **more: Any) -> ItemRow:
    """An item that came in `id` minutes ago."""
    row = ItemRow(
        id=id,
        account_id=1,
        account="anadolukahve",
        platform="instagram",
        kind="comment",
        person_id=7,
        author=f"fan{id}",
        author_name="",
        text=f"message {id}",
        created_at=NOW - timedelta(minutes=id),
        lang="tr",
        sentiment="neutral",
        score=0.0,
        confidence=0.6,
        question=False,
        urgent=False,
        offensive=False,
        spam=False,
        state="open",
        assignee="",
        tags=(),
        starred=False,
        thread="t",
        parent="",
        remote_id=f"r{id}",
        permalink="",
        visibility="public",
        stars=None,
        edited_at=None,
        deleted_at=None,
        snoozed_until=None,
        revision=1,
    )
    return replace(row, **more)


def delivery(id: int = 1, **more: Any) -> DeliveryRow:
    """A delivery that is held for ten seconds from NOW."""
    row = DeliveryRow(
        id=id,
        send_key=f"key{id}",
        account_id=1,
        account="anadolukahve",
        platform="mastodon",
        action="reply",
        item_id=1,
        target="r1",
        handle="merve",
        text="Merhaba, bakıyoruz.",
        state="held",
        hold_until=NOW + timedelta(seconds=10),
        due_at=None,
        retry_at=None,
        attempts=0,
        first_attempt_at=None,
        last_attempt_at=None,
        sent_at=None,
        remote_id="",
        permalink="",
        error="",
        created_by="ayse",
        created_at=NOW,
        acknowledged=False,
        version=1,
    )
    return replace(row, **more)


def delivery_whole(row: DeliveryRow, **more: Any) -> DeliveryPage:
    """All about a delivery whose platform was never read back; `private` by keyword, too."""
    work = DeliveryWork(row, "t1", "mention", "a1", "public", more.pop("private", False), (), (), None, False)
    return replace(DeliveryPage(work, None, False, 0, None, "", ()), **more)


def plain(line: Spans) -> str:
    """A line without its inks."""
    return "".join(part.text for part in line)


class Shelf:
    """Items that a list can be read from; `asked` counts what was read."""

    def __init__(self, rows: Sequence[ItemRow], query: InboxQuery | None = None) -> None:
        self.rows_by_id = {row.id: row for row in rows}
        self.order = [row.id for row in rows]
        self.query = query or InboxQuery(states=frozenset({"open"}))
        self.asked: list[int] = []

    def key(self, row: ItemRow) -> int:
        """Its id."""
        return row.id

    def belongs(self, row: ItemRow) -> bool:
        """Whether the query still asks for it."""
        return belongs(row, self.query)

    async def head(self, limit: int) -> Sequence[ItemRow]:
        """The first rows."""
        return [self.rows_by_id[id] for id in await self.index(limit)]

    async def index(self, limit: int | None) -> array[int]:
        """The ids of what belongs."""
        ids = [id for id in self.order if self.belongs(self.rows_by_id[id])]
        return array("I", ids if limit is None else ids[:limit])

    async def rows(self, ids: Sequence[int]) -> Mapping[int, ItemRow]:
        """Rows by id."""
        self.asked += ids
        return {id: self.rows_by_id[id] for id in ids if id in self.rows_by_id}

    def put(self, *rows: ItemRow, first: bool = False) -> None:
        """Change rows, or add them at one end of the order."""
        new = [row.id for row in rows if row.id not in self.rows_by_id]
        self.rows_by_id |= {row.id: row for row in rows}
        self.order = new + self.order if first else self.order + new

    def drop(self, id: int) -> None:
        """Lose a row."""
        del self.rows_by_id[id]
        self.order.remove(id)


class ListApp(App[None]):
    """A list of items and nothing else; `told` are the ids that its cursor was on."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self.shelf = shelf
        self.told: list[int | None] = []

    def compose(self) -> ComposeResult:
        yield Static("title", markup=False)
        yield ItemList(ENGLISH, lambda: NOW, id="items")

    def on_mount(self) -> None:
        self.query_one(Static).styles.height = 1
        self.items.load(self.shelf)

    def on_row_view_moved(self, message: ItemList.Moved) -> None:
        self.told.append(message.id)

    @property
    def items(self) -> ItemList:
        """The list."""
        return self.query_one(ItemList)

    def shown(self) -> list[str]:
        """The lines of the list on the screen."""
        items = self.items
        return [items.render_line(y).text.rstrip() for y in range(items.size.height)]
