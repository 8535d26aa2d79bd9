"""The pure part of a list's rows: those near the view, and changes shown before the store confirms them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class _Overlay(Generic[Row]):
    ids: frozenset[int]
    change: Callable[[Row], Row]


class RowCache(Generic[Row]):
    """Rows by id as the store gave them, with the changes on their way laid over them.

    A row that the store no longer has is None.
    """

    def __init__(self) -> None:
        self._stored: dict[int, Row | None] = {}
        self._shown: dict[int, Row | None] = {}
        self._overlays: dict[int, _Overlay[Row]] = {}
        self._settled: list[int] = []
        self._tickets = 0

    def __contains__(self, id: int) -> bool:
        return id in self._shown

    def __len__(self) -> int:
        return len(self._shown)

    def get(self, id: int) -> Row | None:
        """The row as it is shown."""
        return self._shown.get(id)

    def missing(self, ids: Iterable[int]) -> list[int]:
        """Those that must be fetched before they can be shown."""
        return [id for id in ids if id not in self._shown]

    def put(self, asked: Iterable[int], found: Mapping[int, Row]) -> None:
        """Keep what the store answered; what it did not find is None."""
        for id in asked:
            self._stored[id] = found.get(id)
            self._lay(id)

    def keep_only(self, ids: Collection[int]) -> None:
        """Forget all rows but these."""
        for id in self._shown.keys() - set(ids):
            del self._stored[id], self._shown[id]

    def clear(self) -> None:
        """Forget all rows; changes on their way stay."""
        self._stored.clear()
        self._shown.clear()

    def change(self, ids: Iterable[int], change: Callable[[Row], Row]) -> int:
        """Show rows changed from now on; give the ticket to `settle` when the store has done it, or not."""
        self._tickets += 1
        overlay = _Overlay(frozenset(ids), change)
        self._overlays[self._tickets] = overlay
        self._lay_all(overlay.ids)
        return self._tickets

    def settle(self, ticket: int) -> None:
        """The next answer of the store replaces this change."""
        self._settled.append(ticket)

    def asking(self) -> tuple[int, ...]:
        """What to give `answered` once the rows read from now on have been put."""
        return tuple(self._settled)

    def answered(self, asked: tuple[int, ...]) -> None:
        """Rows read after `asking` are here: changes settled before that are part of them."""
        self._settled = [ticket for ticket in self._settled if ticket not in asked]
        for ticket in asked:
            overlay = self._overlays.pop(ticket, None)
            if overlay is not None:
                self._lay_all(overlay.ids)

    def _lay_all(self, ids: frozenset[int]) -> None:
        for id in ids & self._stored.keys():
            self._lay(id)

    def _lay(self, id: int) -> None:
        row = self._stored[id]
        for overlay in self._overlays.values():
            if row is not None and id in overlay.ids:
                row = overlay.change(row)
        if id not in self._shown or self._shown[id] != row:
            self._shown[id] = row
