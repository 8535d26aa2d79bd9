"""What a composer's text is for, bound when it opens, and what is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Target:
    """Where a text goes, whatever the list shows meanwhile.

    `purpose` is reply, private, note or answer (to a colleague); `key` names the draft; `item_id` what is
    answered; `delivery_id` and `version` the delivery that is changed and approved, if any. `account` and
    `platform` are ours, `author` theirs, `others` the handles of who else takes part; `count` and `count_all`
    measure a text to the author or to all of them the platform's own way, `limit` None is no limit.
    `visibility` in words. `asks` says that the member's texts need approval.
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
    others: tuple[str, ...] = ()
    count_all: Callable[[str], int] | None = None
    asks: bool = False

    @property
    def to_platform(self) -> bool:
        """Whether the text leaves the machine."""
        return self.purpose not in ("note", "answer")

    def length(self, text: str, everyone: bool = False) -> int:
        """How long a text is, to the author or to everyone."""
        return (self.count_all if everyone and self.count_all else self.count)(text)

    def over(self, text: str, everyone: bool = False) -> int:
        """By how much a text is too long."""
        return 0 if self.limit is None else max(0, self.length(text, everyone) - self.limit)


@dataclass(frozen=True, slots=True)
class Attached:
    """What goes with a text: files, a description ('' for none) of each, the saved replies in it by code."""

    media: tuple[str, ...] = ()
    alt_texts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    def __add__(self, other: Attached) -> Attached:
        media = dict(zip(self.media, self.alt_texts, strict=True))
        media |= dict(zip(other.media, other.alt_texts, strict=True))
        codes = tuple(dict.fromkeys(self.codes + other.codes))
        return Attached(tuple(media), tuple(media.values()), codes)


@dataclass(frozen=True, slots=True)
class Written:
    """What a composer was left with; `everyone` addresses all who take part."""

    target: Target
    text: str
    attached: Attached = Attached()
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found out about a target after it was opened.

    The platform takes answers until `closes`, and until `last` those that a person sends at once; None is no
    end. `rejected` says who sent the last text back and why.
    """

    closes: datetime | None = None
    last: datetime | None = None
    rejected: str = ""
