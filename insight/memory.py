"""A bounded memory of what was found out about each word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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

    def of_all(self, words: Iterable[str]) -> list[Known]:
        """Say what is known of each word, in order."""
        return list(map(self.__getitem__, words))
