"""The stream of our own posts: their figures, and all replies below them at every depth."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from meydan.connectors.base import Author, Denied, Page, Rejected
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, descend
from meydan.connectors.fields import WrongField
from meydan.connectors.gathering import Gathered, page_of, part_of
from meydan.connectors.meta.below import BACKFILL, Answer, Answers, Below
from meydan.connectors.threads.client import Api
from meydan.connectors.threads.mapper import Post, Us, place, posts_in, read_insights

_ENTRIES = 200
_FIGURES = 5

Found = tuple[list[Post], list[Rejected]]


async def pull_own(api: Api, us: Us, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of our posts; with the last of them comes what is below the posts whose turn it is."""
    state = DescendingCursor.read(cursor)

    async def answers(post_id: str, token: str | None) -> Batch[Answers]:
        rows, following = await api.conversation(post_id, token)
        posts, wrong = posts_in(rows, f"conversation of {post_id}")
        placed = [Answer(_entry(one), place(one, us, "comment", post_id)) for one in posts]
        return Batch([one.entry for one in placed], following, (placed, wrong))

    async def fetch(token: str | None) -> Batch[Found]:
        rows, following = await api.posts(token)
        posts, wrong = posts_in(rows, "threads")
        return Batch([_entry(one) for one in posts], following, (posts, wrong))

    below = Below(state.memo, api.now(), answers, api.post)
    bounds = Bounds(oldest=api.now() - BACKFILL, entries=_ENTRIES)
    figures = _Figures(api, below)
    at_top = not state.walking
    async for step in descend(fetch, state, bounds):
        gathered = Gathered()
        posts, wrong = step.batch.payload
        await figures.note([post for post in posts if not post.repost], us, gathered)
        if at_top:
            oldest = min((post.created_at for post in posts), default=None) if step.batch.next else None
            await below.note_missing(
                {post.id for post in posts}, oldest, Author(us.id, us.username), gathered
            )
        at_top = step.more and not step.cursor.walking
        if not step.more:
            for post_id in below.turns():
                async for found in below.read(post_id):
                    yield part_of(found, step, below.memo())
            below.settled()
        page = page_of(gathered, wrong, step, below.memo())
        yield replace(page, more=step.more or below.walking)


class _Figures:
    """Asks for the figures of a few posts per pull, and remembers those of the others."""

    def __init__(self, api: Api, below: Below) -> None:
        self._api = api
        self._below = below
        self._left = _FIGURES

    async def note(self, posts: Sequence[Post], us: Us, gathered: Gathered) -> None:
        """Our posts as publications."""
        now = int(self._api.now().timestamp())
        for post in posts:
            watched = self._below.meet(post.id, post.created_at, int(post.has_replies))
            if self._left and watched.wants_figures(now):
                self._left -= 1
                watched.measured = now
                try:
                    watched.metrics = read_insights(await self._api.insights(post.id), "insights")
                except Denied:
                    self._left = 0
                except WrongField as error:
                    gathered.rejected.append(Rejected(error.where, error.reason))
            gathered.add(place(post, us, "comment", metrics=watched.metrics))


def _entry(post: Post) -> Entry:
    return Entry(post.id, post.created_at)
