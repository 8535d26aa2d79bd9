"""The stream of what we replied, and of what others answered to our replies below posts of strangers.

Below our own posts every reply comes with its conversation (see `own`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from meydan.connectors.base import Page, Rejected
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, descend
from meydan.connectors.gathering import Gathered, page_of, part_of
from meydan.connectors.meta.below import BACKFILL, Answer, Answers, Below
from meydan.connectors.threads.client import Api
from meydan.connectors.threads.mapper import Post, Us, place, posts_in
from meydan.connectors.threads.mentions import Owners
from meydan.connectors.traces import Trace, missing_in, read_traces, settle, write_traces

_ENTRIES = 400
_WINDOW = 100
_LOOK_UPS = 10

Found = tuple[list[Post], list[Rejected]]


async def pull_replies(api: Api, us: Us, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of our replies; with the last of them comes what was answered to some of them."""
    state = DescendingCursor.read(cursor)
    traces = read_traces(state.memo.get("own"))
    owners = Owners(api, us, state.memo.get("owners"))
    roots: dict[str, str] = {}

    async def answers(reply_id: str, token: str | None) -> Batch[Answers]:
        rows, following = await api.below(reply_id, token)
        posts, wrong = posts_in(rows, f"replies to {reply_id}")
        placed = [
            Answer(Entry(one.id, one.created_at), place(one, us, "comment", roots.get(reply_id, reply_id)))
            for one in posts
        ]
        return Batch([one.entry for one in placed], following, (placed, wrong))

    async def fetch(token: str | None) -> Batch[Found]:
        rows, following = await api.replies(token)
        posts, wrong = posts_in(rows, "replies")
        return Batch([Entry(one.id, one.created_at) for one in posts], following, (posts, wrong))

    below = Below(state.memo, api.now(), answers, api.post)

    def memo() -> dict[str, object]:
        kept = {"own": write_traces(traces.values(), _WINDOW), "owners": owners.memo()}
        return {**below.memo(), **kept}

    at_top = not state.walking
    async for step in descend(fetch, state, Bounds(oldest=api.now() - BACKFILL, entries=_ENTRIES)):
        gathered = Gathered()
        posts, wrong = step.batch.payload
        for post in posts:
            found = place(replace(post, own=True), us, "comment")
            gathered.add(found)
            traces[post.id] = Trace.of(found)
            roots[post.id] = post.root
            if post.has_replies and post.root and not await owners.ours(post.root, gathered):
                below.meet(post.id, post.created_at, 1)
        if at_top:
            entries = step.batch.entries
            oldest = min((entry.at for entry in entries), default=None) if step.batch.next else None
            missing = missing_in(traces, {entry.id for entry in entries}, oldest)
            deleted, settled = await settle(missing, api.post, _LOOK_UPS)
            gathered.add(*deleted)
            for one in settled:
                traces.pop(one, None)
                below.posts.pop(one, None)
        at_top = step.more and not step.cursor.walking
        if not step.more:
            for reply_id in below.turns():
                async for part in below.read(reply_id):
                    yield part_of(part, step, memo())
            below.settled()
        page = page_of(gathered, wrong, step, memo())
        yield replace(page, more=step.more or below.walking)
