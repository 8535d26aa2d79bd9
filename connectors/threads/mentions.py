"""The stream of posts and replies that mention us.

One that stands below a post or reply of ours is a comment, whichever stream brings it: what it answers is
looked up once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from meydan.connectors.base import Denied, Malformed, Missing, Page, Rejected, Unavailable
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, Step, descend
from meydan.connectors.fields import WrongField
from meydan.connectors.gathering import Gathered, page_of
from meydan.connectors.meta.below import BACKFILL
from meydan.connectors.threads.client import Api
from meydan.connectors.threads.mapper import Post, Us, context, ours, place, posts_in, read_post
from meydan.connectors.traces import Trace, missing_in, read_traces, settle, write_traces

_ENTRIES = 5000
_WINDOW = 100
_LOOK_UPS = 20
_KEPT = 200

Found = tuple[list[Post], list[Rejected]]


async def pull_mentions(api: Api, us: Us, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of mentions; deleted ones among the newest come back as deleted."""
    state = DescendingCursor.read(cursor)
    traces = read_traces(state.memo.get("seen"))
    owners = Owners(api, us, state.memo.get("owners"))
    bounds = Bounds(oldest=api.now() - BACKFILL, entries=_ENTRIES)
    at_top = not state.walking

    async def fetch(token: str | None) -> Batch[Found]:
        rows, following = await api.mentions(token)
        posts, wrong = posts_in(rows, "mentions")
        return Batch([Entry(one.id, one.created_at) for one in posts], following, (posts, wrong))

    async for step in descend(fetch, state, bounds):
        gathered = Gathered()
        posts, wrong = step.batch.payload
        for post in posts:
            if post.repost or ours(post, us):
                continue
            found = place(post, us, await owners.kind_of(post, gathered))
            gathered.add(found)
            traces[post.id] = Trace.of(found)
        if at_top:
            await _note_missing(api, step, traces, gathered)
        at_top = step.more and not step.cursor.walking
        memo = {"seen": write_traces(traces.values(), _WINDOW), "owners": owners.memo()}
        yield page_of(gathered, wrong, step, memo)


class Owners:
    """Whose the posts are that others answer; `memo` goes into the cursor."""

    def __init__(self, api: Api, us: Us, memo: object) -> None:
        self._api = api
        self._us = us
        self._ours: dict[str, bool] = {}
        if isinstance(memo, Mapping):
            self._ours = {str(key): value is True for key, value in memo.items()}

    def memo(self) -> dict[str, bool]:
        """The newest answers, as JSON."""
        return dict(list(self._ours.items())[-_KEPT:])

    async def kind_of(self, post: Post, gathered: Gathered) -> str:
        """What a stranger's post is to us; a foreign post above it comes along once."""
        above = {one for one in (post.root, post.parent) if one and one != post.id}
        return "comment" if any([await self.ours(one, gathered) for one in sorted(above)]) else "mention"

    async def ours(self, post_id: str, gathered: Gathered) -> bool:
        """Whether a post is ours; one that cannot be seen is not. Raises RateLimited, SignInRequired."""
        if post_id not in self._ours:
            try:
                post = read_post(await self._api.post(post_id), f"post {post_id}")
            except (Missing, Denied, WrongField, Malformed):
                self._ours[post_id] = False
            except Unavailable as error:
                if not error.status:
                    raise
                return False
            else:
                self._ours[post_id] = ours(post, self._us)
                if not self._ours[post_id]:
                    gathered.add(context(post, self._us))
        return self._ours[post_id]


async def _note_missing(api: Api, step: Step[Found], traces: dict[str, Trace], gathered: Gathered) -> None:
    entries = step.batch.entries
    oldest = min((entry.at for entry in entries), default=None) if step.batch.next else None
    missing = missing_in(traces, {entry.id for entry in entries}, oldest)
    deleted, settled = await settle(missing, api.post, _LOOK_UPS)
    gathered.add(*deleted)
    for one in settled:
        traces.pop(one, None)
