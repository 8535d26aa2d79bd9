"""Walking newest-first streams without losing anything, whenever the process dies.

The cursor holds `known` (ids at the top of the last finished walk: everything below them is stored) and,
while a walk down to them is under way, where it goes on. It is stored with every page, so a kill in mid-walk
resumes. Every pull begins with the first page again: edits of recent things are seen. A platform that repeats
pages or runs backwards is noticed; the walk is then started over, and given up, by name, after three vain
tries.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

import orjson

T = TypeVar("T")

_KEPT = 40
_TOKENS = 200
_VAIN_WALKS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a stream: an id that is unique in it, and its time."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """One page as the platform gave it, newest first; `next` asks for the one below, None at the end."""

    entries: Sequence[Entry]
    next: str | None
    payload: T


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a stream is followed: `oldest` and `entries` for the first walk, `pages` for one pull.

    `walk` is the number of pages after which a walk is given up for broken.
    """

    oldest: datetime
    entries: int = 400
    pages: int = 60
    walk: int = 1000


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """A page to store together with `cursor`; `before` is the cursor that asked for it.

    `problem` names what is wrong with the platform's paging, else "".
    """

    batch: Batch[T]
    before: DescendingCursor
    cursor: DescendingCursor
    more: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DescendingCursor:
    """The state of a newest-first stream; immutable, `after` gives the next."""

    known: tuple[str, ...] = ()
    known_at: datetime | None = None
    top: tuple[str, ...] = ()
    top_at: datetime | None = None
    token: str | None = None
    tokens: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    pages: int = 0
    taken: int = 0
    vain: int = 0
    memo: Mapping[str, object] = field(default_factory=dict)

    @property
    def walking(self) -> bool:
        """Whether a walk is under way."""
        return self.token is not None

    @property
    def started(self) -> bool:
        """Whether a walk was ever finished."""
        return self.known_at is not None

    @classmethod
    def read(cls, text: str | None) -> DescendingCursor:
        """A stored cursor; one that makes no sense starts over (reading again changes nothing)."""
        try:
            data = orjson.loads(text or "")
            token = data.get("token")
            memo = data.get("memo")
            return cls(
                known=_strings(data.get("known")),
                known_at=_moment(data.get("known_at")),
                top=_strings(data.get("top")),
                top_at=_moment(data.get("top_at")),
                token=token if isinstance(token, str) else None,
                tokens=_strings(data.get("tokens")),
                last=_strings(data.get("last")),
                pages=int(data.get("pages") or 0),
                taken=int(data.get("taken") or 0),
                vain=int(data.get("vain") or 0),
                memo=memo if isinstance(memo, dict) else {},
            )
        except (orjson.JSONDecodeError, AttributeError, TypeError, ValueError):
            return cls()

    def text(self) -> str:
        """As stored."""
        data: dict[str, object] = {"known": self.known, "known_at": self.known_at, "vain": self.vain}
        if self.walking:
            data |= {"top": self.top, "top_at": self.top_at, "token": self.token, "tokens": self.tokens}
            data |= {"last": self.last, "pages": self.pages, "taken": self.taken}
        return orjson.dumps({**data, "memo": self.memo}).decode()

    def after(self, batch: Batch[T], bounds: Bounds) -> tuple[DescendingCursor, str]:
        """The cursor once `batch` (asked for with `token`) is stored, and what is wrong with the paging."""
        ids = tuple(entry.id for entry in batch.entries)
        newest = max((entry.at for entry in batch.entries), default=None)
        top, top_at = self.top or ids[:_KEPT], self.top_at or newest
        done = replace(
            self._resting(),
            known=top or self.known,
            known_at=top_at or self.known_at or bounds.oldest,
            vain=0,
        )
        if batch.next is None or self._reached(ids, newest, bounds):
            return done, ""
        if problem := self._stuck(ids, batch.next, bounds):
            if self.vain + 1 < _VAIN_WALKS:
                return replace(self._resting(), vain=self.vain + 1), problem
            return done, f"{problem}; what lies below is given up"
        going = replace(
            self,
            top=top,
            top_at=top_at,
            token=batch.next,
            tokens=(*self.tokens, batch.next)[-_TOKENS:],
            last=ids[:_KEPT],
            pages=self.pages + 1,
            taken=self.taken + len(ids),
        )
        return going, ""

    def _resting(self) -> DescendingCursor:
        return replace(self, top=(), top_at=None, token=None, tokens=(), last=(), pages=0, taken=0)

    def _reached(self, ids: Sequence[str], newest: datetime | None, bounds: Bounds) -> bool:
        if not self.started:
            return self.taken + len(ids) >= bounds.entries or (newest is not None and newest < bounds.oldest)
        if not set(ids).isdisjoint(self.known):
            return True
        return newest is not None and self.known_at is not None and newest < self.known_at

    def _stuck(self, ids: Sequence[str], following: str, bounds: Bounds) -> str:
        """A few ids of the page before are normal: new things push old ones down while we walk."""
        if following in self.tokens:
            return "The platform's pages go in a circle"
        if 2 * len(set(ids) & set(self.last)) > len(ids):
            return "The platform repeats the same page"
        if self.pages >= bounds.walk:
            return "The platform's pages have no end"
        return ""


async def descend(
    fetch: Callable[[str | None], Awaitable[Batch[T]]], cursor: DescendingCursor, bounds: Bounds
) -> AsyncIterator[Step[T]]:
    """Finish the walk that `cursor` is in, if any, then walk from the newest down to what is known.

    Each step is to be stored before the next is asked for. What `fetch` raises passes through; the steps
    before it stay good.
    """
    resuming = cursor.walking
    for page in range(1, bounds.pages + 1):
        before = cursor
        batch = await fetch(before.token)
        cursor, problem = before.after(batch, bounds)
        ended = not cursor.walking
        again = ended and resuming and not problem
        more = again or not ended
        yield Step(batch, before, cursor, more, problem)
        if not more or page == bounds.pages:
            return
        resuming = resuming and not ended


def _strings(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
