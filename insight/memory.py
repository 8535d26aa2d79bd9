"""A bounded memory: what was found out about a word is found out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Known = TypeVar("Known")

REMEMBERED = 50_000


class Memory(dict[str, Known]):
    """What `examine` says of a word, asked once; when full it forgets everything and starts anew.

    Safe to share between threads: `examine` must be pure, so asking twice changes nothing.
    """

    def __init__(self, examine: Callable[[str], Known], size: int = REMEMBERED) -> None:
        super().__init__()
        self._examine = examine
        self._size = size

    def __missing__(self, word: str) -> Known:
        known = self._examine(word)
        if len(self) >= self._size:
            self.clear()
        self[word] = known
        return known
