"""The pure part of a long list: ids in order, a cursor, the part in view, a selection."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence


def new_index(ids: Iterable[int] = ()) -> array[int]:
    """An id index: 4 bytes a row, for numbers that a store gives out itself."""
    return array("I", ids)


def find(ids: array[int], wanted: int, near: int = 0) -> int | None:
    """The place of an id, looked for around `near` first."""
    start = max(0, near - 512)
    for lower, upper in ((start, near + 512), (0, len(ids))):
        try:
            return ids.index(wanted, lower, upper)
        except ValueError:
            continue
    return None


class Selection:
    """Chosen ids: some, or all but some."""

    def __init__(self) -> None:
        self._ids: set[int] = set()
        self._all = False

    def __contains__(self, id: int) -> bool:
        return (id in self._ids) != self._all

    def add(self, ids: Iterable[int]) -> None:
        """Choose these too."""
        if self._all:
            self._ids.difference_update(ids)
        else:
            self._ids.update(ids)

    def toggle(self, id: int) -> None:
        """Choose it, or no longer."""
        self._ids ^= {id}

    def invert_all(self, all: bool) -> None:
        """Choose everything, or nothing."""
        self._ids.clear()
        self._all = all

    def count(self, total: int) -> int:
        """How many are chosen of a list of `total` rows."""
        return total - len(self._ids) if self._all else len(self._ids)

    @property
    def all(self) -> bool:
        """Whether everything was chosen."""
        return self._all


class Listing:
    """A list of ids with a cursor that stays on its row whatever comes and goes around it.

    `cursor` and `top` (the first row in view) are places in `ids`; all moves are clamped.
    """

    def __init__(self) -> None:
        self.ids = new_index()
        self.cursor = 0
        self.top = 0
        self.height = 1
        self.selection = Selection()
        self.gone: set[int] = set()
        self._range_from: int | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def current(self) -> int | None:
        """The id under the cursor."""
        return self.ids[self.cursor] if self.ids else None

    def in_view(self, margin: int = 0) -> range:
        """The places in view, and `margin` more on both sides."""
        return range(max(0, self.top - margin), min(len(self.ids), self.top + self.height + margin))

    # --- moving

    def resize(self, height: int) -> None:
        """Change how many rows are in view; the cursor stays in view."""
        self.height = max(1, height)
        self._follow()

    def move_to(self, place: int) -> None:
        """Put the cursor there; leaving the view scrolls it to one third of the view."""
        self.cursor = max(0, min(place, len(self.ids) - 1))
        self._follow()

    def move(self, rows: int) -> None:
        """Move the cursor by rows."""
        self.move_to(self.cursor + rows)

    def page(self, pages: float) -> None:
        """Move the cursor and the view together by a part of the height."""
        rows = int(pages * self.height) or (1 if pages > 0 else -1)
        self.top = self._clamp_top(self.top + rows)
        self.move(rows)

    def next_open(self) -> None:
        """Move down to the next row that is not gone, or up to one; stay where there is none."""
        down = range(self.cursor + 1, len(self.ids))
        up = range(self.cursor - 1, -1, -1)
        for places in (down, up):
            for place in places:
                if self.ids[place] not in self.gone:
                    self.move_to(place)
                    return

    def _follow(self) -> None:
        if self.cursor < self.top:
            self.top = self.cursor - (2 * self.height) // 3
        elif self.cursor >= self.top + self.height:
            self.top = self.cursor - self.height // 3
        self.top = self._clamp_top(self.top)

    def _clamp_top(self, top: int) -> int:
        return max(0, min(top, len(self.ids) - self.height))

    # --- what is listed

    def extend_to(self, whole: array[int]) -> None:
        """List the rest of the order below what is listed."""
        self.ids = self.extended(whole)

    def replace(self, ids: array[int], at_top: bool = False) -> None:
        """List these instead; the cursor stays on its row, or the nearest kept after it.

        The row stays on its line of the view, or `at_top` the view shows the first rows.
        """
        self.end_range()
        offset = self.cursor - self.top
        place = self._surviving(ids)
        self.ids = ids
        self.gone.clear()
        self.cursor = max(0, min(place, len(ids) - 1))
        self.top = 0 if at_top else self._clamp_top(self.cursor - offset)
        self._follow()

    def _surviving(self, ids: array[int]) -> int:
        if not self.ids or not ids:
            return 0
        here = find(ids, self.ids[self.cursor], self.cursor)
        if here is not None:
            return here
        for place in range(self.cursor + 1, min(len(self.ids), self.cursor + 256)):
            there = find(ids, self.ids[place], self.cursor)
            if there is not None:
                return there
        return self.cursor

    def extended(self, whole: array[int]) -> array[int]:
        """What is listed, and then what follows it in the whole index; nothing listed moves or leaves."""
        if whole[: len(self.ids)] == self.ids:
            return whole
        for place in range(len(self.ids) - 1, -1, -1):
            last = find(whole, self.ids[place], place)
            if last is not None:
                return self.ids + whole[last + 1 :]
        return whole

    def fresh(self, head: Sequence[int]) -> list[int]:
        """Ids of the newest part of the order that are not listed yet."""
        near = set(self.ids[: 2 * len(head) + 256])
        return [id for id in head if id not in near and find(self.ids, id) is None]

    def spliced(self, head: array[int]) -> array[int] | None:
        """The index with its newest part as in `head`; None when they have no row in common.

        Right as long as nothing came or went below the part that `head` covers.
        """
        places = {id: place for place, id in enumerate(self.ids[: 2 * len(head) + 256])}
        for at in range(len(head) - 1, -1, -1):
            place = places.get(head[at])
            if place is not None:
                covered = set(head)
                rest = self.ids[place + 1 :]
                later = head[at + 1 :]
                if later:
                    rest = new_index(id for id in rest if id not in covered)
                return head[: at + 1] + later + rest
        return None

    # --- choosing

    def chosen(self, id: int, place: int) -> bool:
        """Whether a row is selected, alone or by the range under way."""
        return id in self.selection or place in self._range()

    def count(self) -> int:
        """How many rows are selected."""
        in_range = self._range()
        extra = sum(1 for place in in_range if self.ids[place] not in self.selection)
        return self.selection.count(len(self.ids)) + extra

    def targets(self) -> list[int]:
        """The selected ids in the list's order; without a selection the one under the cursor."""
        if self.selection.all or self.count():
            in_range = self._range()
            return [id for place, id in enumerate(self.ids) if id in self.selection or place in in_range]
        current = self.current
        return [] if current is None else [current]

    def toggle(self) -> None:
        """Select the row under the cursor, or no longer."""
        if self.current is not None:
            self.selection.toggle(self.current)

    def extend(self, rows: int) -> None:
        """Select the row under the cursor and the one it moves to."""
        if self.current is not None:
            self.selection.add([self.current])
            self.move(rows)
            self.selection.add([self.ids[self.cursor]])

    def toggle_range(self) -> None:
        """Begin a range at the cursor, or end it, its rows then being selected."""
        if self._range_from is None:
            self._range_from = self.cursor if self.ids else None
        else:
            self.end_range()

    def end_range(self) -> None:
        """Keep a range's rows selected."""
        self.selection.add([self.ids[place] for place in self._range()])
        self._range_from = None

    def select_all(self) -> None:
        """Select everything, or nothing when everything was."""
        self._range_from = None
        self.selection.invert_all(not self.selection.all)

    def clear_selection(self) -> bool:
        """Select nothing; False when nothing was."""
        had = self._range_from is not None or self.count() > 0
        self._range_from = None
        self.selection.invert_all(False)
        return had

    def _range(self) -> range:
        if self._range_from is None or not self.ids:
            return range(0)
        start, end = sorted((min(self._range_from, len(self.ids) - 1), self.cursor))
        return range(start, end + 1)

    def places(self) -> Iterator[tuple[int, int]]:
        """(place, id) of the rows in view."""
        for place in self.in_view():
            yield place, self.ids[place]
