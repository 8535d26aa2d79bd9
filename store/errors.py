"""What can go wrong with the store, in words for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from meydan.store.rows.together import ThreadChange, ThreadMark

Reason = Literal["busy", "full", "corrupt", "unwritable", "unreachable", "newer", "unfit"]


class StoreError(Exception):
    """The store itself cannot be used; `reason` says why in one of a few words."""

    def __init__(self, message: str, reason: Reason = "unfit") -> None:
        super().__init__(message)
        self.reason: Reason = reason


class NewerStore(StoreError):
    """The store was written by a newer version of the program."""

    def __init__(self, where: str, found: str, known: str) -> None:
        super().__init__(
            f"{where} has schema version {found}, this program knows versions up to {known}: "
            "use the newer program that made it",
            "newer",
        )
        self.found = found
        self.known = known


class NotFound(LookupError):
    """There is no such row."""


class Conflict(Exception):
    """The command contradicts what the store holds; the message says with what."""


class Forbidden(Conflict):
    """The actor's role does not allow it."""


class ThreadChanged(Conflict):
    """A conversation is not as it was when its answer was begun: what happened, and how it stands `now`."""

    def __init__(self, changes: Sequence[ThreadChange], now: ThreadMark) -> None:
        super().__init__(f"the conversation around item {now.item_id} changed meanwhile")
        self.changes = tuple(changes)
        self.now = now


class LeaseLost(Exception):
    """Somebody else holds the lease now: stop, nothing was written."""
