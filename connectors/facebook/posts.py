"""The streams of posts with what is said below them: our own, our ads', and visitors' on our Page.

One call brings the newest posts with the newest comments of each, so that a quiet Page costs one call per
pull and what was edited or deleted lately is seen in it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from meydan.connectors.base import Author, Denied, Missing, Page, Rejected
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, Step, descend
from meydan.connectors.facebook.client import Api
from meydan.connectors.facebook.figures import Figures
from meydan.connectors.facebook.mapper import Post, place_comment, place_post, read_comment, read_post
from meydan.connectors.facebook.prefetched import Prefetched
from meydan.connectors.fields import each
from meydan.connectors.gathering import Gathered, page_of, part_of
from meydan.connectors.meta.below import Answer, Answers, Below
from meydan.connectors.meta.graph import Rows
from meydan.connectors.traces import Trace, missing_in, read_traces, settle, write_traces

BACKFILL = timedelta(days=90)
_ENTRIES = 300
_WINDOW = 60
_LOOK_UPS = 10

Found = tuple[list[Post], list[Rejected]]


@dataclass(frozen=True, slots=True)
class Source:
    """An edge of the Page: whether its posts are ours, and whether a Page may lack it."""

    edge: str
    ours: bool
    optional: bool = False


SOURCES = {
    "posts": Source("published_posts", ours=True),
    "visitors": Source("visitor_posts", ours=False),
    "ads": Source("ads_posts", ours=True, optional=True),
}


async def pull_posts(api: Api, us: Author, source: Source, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of posts; with the last of them comes what is below the posts whose turn it is."""
    state = DescendingCursor.read(cursor)
    walk = _Walk(api, us, source, state)
    bounds = Bounds(oldest=api.now() - BACKFILL, entries=_ENTRIES)
    at_top = not state.walking
    async for step in descend(walk.fetch, state, bounds):
        gathered = Gathered()
        posts, wrong = step.batch.payload
        await walk.meet(posts, gathered)
        if at_top:
            await walk.note_missing(step, gathered)
        at_top = step.more and not step.cursor.walking
        if not step.more:
            async for part in walk.below_posts():
                yield part_of(part, step, walk.memo())
        page = page_of(gathered, wrong, step, walk.memo())
        yield replace(page, more=step.more or walk.below.walking)


class _Walk:
    """What one pull of a source knows."""

    def __init__(self, api: Api, us: Author, source: Source, state: DescendingCursor) -> None:
        self._api = api
        self._us = us
        self._source = source
        self._near = Prefetched(state.memo.get("spoiled"))
        self._seen = read_traces(state.memo.get("window"))
        self.below = Below(state.memo, api.now(), self._answers, api.exists)
        self._figures = Figures(api, state.memo.get("figures")) if source.ours else None
        self._near.start_over(self.below)

    def memo(self) -> dict[str, object]:
        """What the next pull needs to know."""
        figures = {"figures": self._figures.memo()} if self._figures else {}
        window = write_traces(self._seen.values(), _WINDOW)
        return {**self.below.memo(), "window": window, "spoiled": self._near.memo(), **figures}

    async def fetch(self, token: str | None) -> Batch[Found]:
        """A page of posts; an edge that a Page may lack is empty then."""
        try:
            rows = await self._api.posts(self._source.edge, token, below=True)
        except (Denied, Missing):
            if not self._source.optional:
                raise
            rows = Rows(())
        posts, wrong = each(rows.rows, self._source.edge, read_post)
        return Batch([Entry(one.id, one.created_at) for one in posts], rows.after, (posts, wrong))

    async def meet(self, posts: Sequence[Post], gathered: Gathered) -> None:
        """Place posts, and note what the platform says of the comments below each."""
        for post in posts:
            total = post.total if post.total is not None else len(post.comments.rows)
            watched = self.below.meet(post.id, post.created_at, total)
            views = await self._figures.of(post.id, watched) if self._figures else None
            found = place_post(post, self._us.remote_id, ours=self._source.ours, views=views)
            gathered.add(found)
            self._seen[post.id] = Trace.of(found)
            self._near.put(post.id, post.comments)

    async def note_missing(self, step: Step[Found], gathered: Gathered) -> None:
        """Posts that were in the window of the newest and are no more, with all that stood below them."""
        entries = step.batch.entries
        oldest = min((entry.at for entry in entries), default=None) if step.batch.next else None
        missing = missing_in(self._seen, {entry.id for entry in entries}, oldest)
        deleted, settled = await settle(missing, self._api.exists, _LOOK_UPS)
        gathered.add(*deleted)
        for one in settled:
            self._seen.pop(one, None)
        for gone in deleted:
            gathered.add(*self.below.forget(gone.remote_id))

    async def below_posts(self) -> AsyncIterator[Gathered]:
        """What is said below the posts whose turn it is."""
        for post_id in self.below.turns():
            async for part in self.below.read(post_id):
                yield part
        self.below.settled()

    async def _answers(self, post_id: str, token: str | None) -> Batch[Answers]:
        rows = self._near.take(post_id) if token is None else None
        if rows is None:
            rows = await self._api.comments(post_id, token)
        comments, wrong = each(rows.rows, f"comments of {post_id}", read_comment)
        self._near.judge(post_id, bool(wrong))
        placed = [
            Answer(Entry(one.id, one.created_at), place_comment(one, post_id, self._us.remote_id))
            for one in comments
        ]
        return Batch([one.entry for one in placed], rows.after, (placed, wrong))
