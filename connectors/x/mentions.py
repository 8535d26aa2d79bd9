"""The stream of posts that mention us, which all answers to our posts do; what is recent is read again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import orjson

from meydan.connectors.base import Author, Denied, Item, Malformed, Page, Rejected
from meydan.connectors.fields import WrongField, raw_text
from meydan.connectors.x.client import Api
from meydan.connectors.x.mapper import Post, gone, next_token, read_posts

BACKFILL = timedelta(days=7)
PAGES = 8
"""A pull reads at most so many pages; the next one goes on."""
REREAD = timedelta(hours=6)
YOUNG = timedelta(days=3)
WINDOW = 80
"""So many of the newest mentions are read again for edits and deletions; each costs half a cent a day."""

Found = tuple[list[Post], list[Rejected]]
Recent = tuple[str, str, str, str, int]
"""A mention's id, kind, author, handle and epoch second: enough to say later that it is gone."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """`since` is the newest post of the last whole walk; `top` and `token` belong to a walk under way.

    `recent` are the newest mentions; `reread` is when they were last read again, in epoch seconds.
    """

    since: str | None = None
    top: str | None = None
    token: str | None = None
    reread: int = 0
    recent: Sequence[Recent] = ()

    @classmethod
    def read(cls, text: str | None) -> Cursor:
        """A stored cursor; nonsense begins anew."""
        try:
            data = orjson.loads(text or "{}")
            recent = [(str(a), str(b), str(c), str(d), int(e)) for a, b, c, d, e in data.get("recent", ())]
            return cls(
                data.get("since"), data.get("top"), data.get("token"), int(data.get("reread", 0)), recent
            )
        except (ValueError, TypeError, AttributeError):
            return cls()

    def text(self) -> str:
        """As stored."""
        walk = {"since": self.since, "top": self.top, "token": self.token}
        return orjson.dumps({**walk, "reread": self.reread, "recent": self.recent}).decode()


async def pull_mentions(api: Api, us: str, text: str | None) -> AsyncIterator[Page]:
    """Pages of mentions and answers; deleted and edited ones of the last days now and then."""
    cursor, now = Cursor.read(text), api.http.clock()
    tokens: set[str] = set()
    for _ in range(PAGES):
        payload, cursor = await _fetch(api, us, cursor, now)
        posts, wrong = _read(payload)
        below = next_token(payload)
        if below in tokens:
            wrong.append(Rejected("paging", "The platform's pages go in a circle"))
            below = None
        items = [post.item(us) for post in posts if post.author.remote_id != us]
        cursor = replace(cursor, top=cursor.top or _newest(payload), recent=_with(cursor.recent, items))
        if below is None:
            cursor = replace(cursor, since=cursor.top or cursor.since, top=None, token=None)
        else:
            tokens.add(below)
            cursor = replace(cursor, token=below)
        yield Page(
            items=tuple(items),
            publications=tuple(post.publication(True) for post in posts if post.author.remote_id == us),
            rejected=tuple(wrong),
            cursor=cursor.text(),
            more=below is not None,
        )
        if below is None:
            break
    if cursor.token is None and now.timestamp() - cursor.reread >= REREAD.total_seconds():
        yield await _reread(api, us, cursor, now)


async def _fetch(api: Api, us: str, cursor: Cursor, now: datetime) -> tuple[object, Cursor]:
    """The next page; a token that is no longer good begins the walk anew."""
    try:
        return await api.mentions(us, cursor.since, cursor.token, now - BACKFILL), cursor
    except Denied:
        if cursor.token is None:
            raise
        cursor = replace(cursor, token=None, top=None)
        return await api.mentions(us, cursor.since, None, now - BACKFILL), cursor


async def _reread(api: Api, us: str, cursor: Cursor, now: datetime) -> Page:
    young = [one for one in cursor.recent if now.timestamp() - one[4] < YOUNG.total_seconds()]
    done = replace(cursor, reread=int(now.timestamp()))
    if not young:
        return Page(cursor=replace(done, recent=()).text())
    payload = await api.posts([one[0] for one in young])
    posts, wrong = _read(payload)
    missing = gone(payload)
    deleted = [
        Item(number, kind, Author(author, handle), "", datetime.fromtimestamp(at, UTC), deleted=True)
        for number, kind, author, handle, at in young
        if number in missing
    ]
    kept = [one for one in young if one[0] not in missing]
    return Page(
        items=(*(post.item(us) for post in posts if post.author.remote_id != us), *deleted),
        rejected=tuple(wrong),
        cursor=replace(done, recent=kept).text(),
    )


def _with(recent: Sequence[Recent], items: Sequence[Item]) -> Sequence[Recent]:
    known = {one[0]: one for one in recent}
    for item in items:
        author, at = item.author, int(item.created_at.timestamp())
        known[item.remote_id] = (item.remote_id, item.kind, author.remote_id, author.handle, at)
    return sorted(known.values(), key=lambda one: one[4])[-WINDOW:]


def _newest(payload: object) -> str | None:
    """The newest post's id by the platform's own word: one that cannot be read is not asked for again."""
    meta = payload.get("meta") if isinstance(payload, Mapping) else None
    found = meta.get("newest_id") if isinstance(meta, Mapping) else None
    return found if isinstance(found, str) and found else None


def _read(payload: object) -> Found:
    try:
        return read_posts(payload)
    except WrongField as error:
        raise Malformed(str(error), raw_text(payload)) from None
