"""First pages that came inside another answer, and which lists had rows that made no sense."""

from __future__ import annotations

from collections.abc import Mapping

from meydan.connectors.cursors import DescendingCursor
from meydan.connectors.meta.below import Below
from meydan.connectors.meta.graph import Rows

_VAIN = 3


class Prefetched:
    """The newest rows of lists, each taken once; `memo` is out of a cursor and goes back into it.

    A list with a row that made no sense is read from its top again, a few times: the platform may say
    it better then.
    """

    def __init__(self, memo: object) -> None:
        self._rows: dict[str, Rows] = {}
        self._before: dict[str, int] = {}
        if isinstance(memo, Mapping):
            self._before = {str(key): times for key, times in memo.items() if isinstance(times, int)}
        self._spoiled = dict(self._before)

    def memo(self) -> dict[str, int]:
        """How often lists had such rows in a row."""
        return self._spoiled

    def start_over(self, below: Below) -> None:
        """Let the lists with such rows be read again from the top, unless that was in vain too often."""
        for key, times in self._before.items():
            watched = below.posts.get(key)
            if watched is None:
                self._spoiled.pop(key, None)
            elif times < _VAIN and not watched.walk.walking:
                self._spoiled.pop(key)
                watched.walk = DescendingCursor()
                watched.due = True

    def put(self, key: str, rows: Rows) -> None:
        """The newest rows of a list."""
        self._rows[key] = rows

    def take(self, key: str) -> Rows | None:
        """The newest rows of a list, once."""
        return self._rows.pop(key, None)

    def judge(self, key: str, wrong: bool) -> None:
        """Whether a page of a list had a row that made no sense."""
        if wrong:
            self._spoiled[key] = min(_VAIN, self._before.get(key, 0) + 1)
