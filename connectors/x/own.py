"""The stream of our own posts with their figures."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

from meydan.connectors.base import Malformed, Page, Rejected
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, descend
from meydan.connectors.fields import WrongField, raw_text
from meydan.connectors.x.client import Api
from meydan.connectors.x.mapper import Post, next_token, read_posts

_BACKFILL = timedelta(days=30)
_ENTRIES = 200

Found = tuple[list[Post], list[Rejected]]


async def pull_own(api: Api, us: str, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of our posts; the newest are read again for their figures."""
    bounds = Bounds(oldest=api.http.clock() - _BACKFILL, entries=_ENTRIES)

    async def fetch(token: str | None) -> Batch[Found]:
        payload = await api.posts_of(us, token, ours=True)
        try:
            posts, wrong = read_posts(payload)
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        return Batch([Entry(one.id, one.created_at) for one in posts], next_token(payload), (posts, wrong))

    async for step in descend(fetch, DescendingCursor.read(cursor), bounds):
        posts, wrong = step.batch.payload
        problems = [Rejected("paging", step.problem)] if step.problem else []
        yield Page(
            publications=tuple(one.publication(True) for one in posts),
            rejected=(*wrong, *problems),
            cursor=step.cursor.text(),
            more=step.more,
        )
