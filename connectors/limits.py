"""What a platform allows: how long a text may be and how it is counted, until when one may answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from meydan.connectors.counting import characters


@dataclass(frozen=True, slots=True)
class ReplyWindow:
    """How long after someone's last message one may answer it.

    It is about items of `kind`, and about private replies to them or (not `private`) the others. After
    `length` only what a person writes and sends at once is allowed, until `by_hand`, if there is such a rule.
    """

    kind: str
    length: timedelta
    private: bool = False
    by_hand: timedelta | None = None

    @property
    def whole(self) -> timedelta:
        """After this nothing may be sent."""
        return max(self.length, self.by_hand or self.length)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a platform; `count` (see `connectors.counting`) measures a text the platform's own way.

    With `mentions` an answer names the people whom it is for, and their handles count.
    """

    text_length: int | None = None
    count: Callable[[str], int] = characters
    media_per_post: int = 0
    windows: tuple[ReplyWindow, ...] = ()
    edit: bool = False
    idempotency: timedelta | None = None
    mentions: bool = False

    def length_of(self, text: str, handles: Iterable[str] = ()) -> int:
        """How long an answer to people is."""
        return self.count(addressed(text, handles) if self.mentions else text)

    def window(self, kind: str, private: bool) -> ReplyWindow | None:
        """The window of an answer, in private or not, to an item of a kind; None when there is no end."""
        for one in self.windows:
            if one.kind == kind and (one.private == private or kind == "dm"):
                return one
        return None


@dataclass(frozen=True, slots=True)
class Closing:
    """When one answer's window closes: for everything at `at`, for what a person sends at once at `last`."""

    at: datetime
    last: datetime

    @classmethod
    def of(cls, window: ReplyWindow | None, heard: datetime) -> Closing | None:
        """The closing of a window whose person was last `heard` then."""
        return None if window is None else cls(heard + window.length, heard + window.whole)

    def latest(self, at_once: bool) -> datetime:
        """Until when an answer must have left; one that is not sent `at_once` counts as automatic."""
        return self.last if at_once else self.at


def addressed(text: str, handles: Iterable[str]) -> str:
    """The text with those of the handles before it that it does not mention itself."""
    missing = [handle for handle in handles if not mentions(text, handle)]
    return " ".join([*(f"@{handle}" for handle in missing), text])


def mentions(text: str, handle: str) -> bool:
    """Whether a text mentions a handle."""
    return re.search(rf"(?<![\w@/])@{re.escape(handle)}(?![\w@])", text, re.IGNORECASE) is not None
