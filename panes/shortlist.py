"""A list short enough to be held as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from meydan.panes.listing import new_index
from meydan.panes.rowview import RowView
from meydan.panes.spans import Spans

Row = TypeVar("Row")


class ShortList(RowView[Row]):
    """Rows that are given, with a cursor that stays on its row when others are given."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._empty: Sequence[Spans] = ()

    def show(self, rows: Sequence[Row], key: Callable[[Row], int], empty: Sequence[Spans] = ()) -> None:
        """Show these rows, known by `key`; `empty` lines when there are none."""
        self._empty = empty
        ids = new_index(key(row) for row in rows)
        self.cache.clear()
        self.cache.put(ids, dict(zip(ids, rows, strict=True)))
        self.listing.replace(ids)
        self.loaded = True
        if not rows:
            self.refresh()
        self.update_view()

    def need_rows(self) -> None:
        """All rows are here."""

    def empty(self) -> Sequence[Spans]:
        """What is shown when there is nothing to list."""
        return self._empty
