"""What a composer's text is for, bound when it opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """Where a text goes, whatever the list shows meanwhile.

    `purpose` is reply, private, note or answer (to a colleague); `key` names the draft; `item_id` what is
    answered; `delivery_id` the delivery whose text is edited, if any. `account` and `platform` are ours,
    `author` theirs; `count` measures a text the platform's own way, `limit` None is no limit. `visibility`
    in words.
    """

    purpose: str
    key: str
    item_id: int | None
    author: str
    platform: str
    account: str
    visibility: str
    count: Callable[[str], int] = len
    limit: int | None = None
    delivery_id: int | None = None
    version: int = 0

    @property
    def to_platform(self) -> bool:
        """Whether the text leaves the machine."""
        return self.purpose not in ("note", "answer")

    def over(self, text: str) -> int:
        """By how much a text is too long."""
        return 0 if self.limit is None else max(0, self.count(text) - self.limit)
