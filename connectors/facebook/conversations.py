"""The stream of private conversations, each read down to the messages that are known.

Meta has no list by time but the conversations themselves, the one with the newest message first.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta

from meydan.connectors.base import Author, Page, Rejected
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, descend
from meydan.connectors.facebook.client import Api
from meydan.connectors.facebook.mapper import Talk, place_message, read_message, read_talk
from meydan.connectors.facebook.prefetched import Prefetched
from meydan.connectors.fields import each
from meydan.connectors.gathering import Gathered, page_of, part_of
from meydan.connectors.meta.below import Answer, Answers, Below

_BACKFILL = timedelta(days=30)
_ENTRIES = 400

Found = tuple[list[Talk], list[Rejected]]


async def pull_conversations(api: Api, us: Author, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of private messages, our own among them as publications."""
    state = DescendingCursor.read(cursor)
    near = Prefetched(state.memo.get("spoiled"))
    kept = state.memo.get("links")
    links = {str(key): str(link) for key, link in kept.items()} if isinstance(kept, Mapping) else {}

    async def answers(talk_id: str, token: str | None) -> Batch[Answers]:
        rows = near.take(talk_id) if token is None else None
        if rows is None:
            rows = await api.messages(talk_id, token)
        messages, wrong = each(rows.rows, f"messages of {talk_id}", read_message)
        near.judge(talk_id, bool(wrong))
        placed = [
            Answer(
                Entry(one.id, one.created_at),
                place_message(one, talk_id, links.get(talk_id, ""), us.remote_id),
            )
            for one in messages
        ]
        return Batch([one.entry for one in placed], rows.after, (placed, wrong))

    async def fetch(token: str | None) -> Batch[Found]:
        rows = await api.conversations(token)
        talks, wrong = each(rows.rows, "conversations", read_talk)
        entries = [Entry(f"{one.id}@{int(one.updated_at.timestamp())}", one.updated_at) for one in talks]
        return Batch(entries, rows.after, (talks, wrong))

    below = Below(state.memo, api.now(), answers, api.exists)
    near.start_over(below)

    def memo() -> dict[str, object]:
        told = {key: link for key, link in links.items() if key in below.posts}
        return {**below.memo(), "spoiled": near.memo(), "links": told}

    async for step in descend(fetch, state, Bounds(oldest=api.now() - _BACKFILL, entries=_ENTRIES)):
        talks, wrong = step.batch.payload
        for talk in talks:
            links[talk.id] = talk.permalink
            near.put(talk.id, talk.messages)
            below.meet(talk.id, talk.updated_at, int(talk.updated_at.timestamp()))
        if not step.more:
            for talk_id in below.turns():
                async for part in below.read(talk_id):
                    yield part_of(part, step, memo())
            below.settled()
        page = page_of(Gathered(), wrong, step, memo())
        yield replace(page, more=step.more or below.walking)
