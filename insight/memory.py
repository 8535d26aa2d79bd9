"""A bounded memory: what was found out about a word is found out once, as long as the word keeps coming."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Known = TypeVar("Known")

REMEMBERED = 20_000


class Memory(dict[str, Known]):
    """What `examine` says of a word; when full, what was not asked for since it was last full is forgotten.

    It holds at most twice `size`. Safe to share between threads: `examine` must be pure, so asking twice
    changes nothing.
    """

    def __init__(self, examine: Callable[[str], Known], size: int = REMEMBERED) -> None:
        super().__init__()
        self._examine = examine
        self._size = size
        self._before: dict[str, Known] = {}

    def __missing__(self, word: str) -> Known:
        known = self._before.get(word)
        if known is None:
            known = self._examine(word)
        if len(self) >= self._size:
            self._before = dict(self)
            self.clear()
        self[word] = known
        return known
