"""Id indexes kept once: home and the inbox mostly list the same rows, which may be a million."""

from __future__ import annotations

from array import array
from weakref import ref


class Indexes:
    """The id indexes that lists hold; an index is never changed in place, so that equal ones can be one."""

    def __init__(self) -> None:
        self._held: list[ref[array[int]]] = []

    def shared(self, ids: array[int]) -> array[int]:
        """The same ids: the index that another list holds already, or this one."""
        held = [(one, index) for one in self._held if (index := one()) is not None]
        self._held = [one for one, _ in held]
        for _, index in held:
            if index == ids:
                return index
        self._held.append(ref(ids))
        return ids
