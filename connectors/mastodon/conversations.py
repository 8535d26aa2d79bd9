"""The stream of private conversations: every one with something new is read whole.

Servers that keep no list answer with an empty one; their private messages come as mentions.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

from meydan.connectors.base import Malformed, Missing, Page, Rejected
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, descend
from meydan.connectors.fields import WrongField, each, raw_text
from meydan.connectors.gathering import Gathered, chunks, page_of, part_of
from meydan.connectors.mastodon.client import Api
from meydan.connectors.mastodon.mapper import Status, read_conversation
from meydan.connectors.mastodon.threads import Threads
from meydan.connectors.mastodon.us import Us

_BACKFILL = timedelta(days=30)
_ENTRIES = 80

Found = tuple[list[Status], list[Rejected]]


async def pull_conversations(api: Api, us: Us, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of private messages."""
    state = DescendingCursor.read(cursor)
    threads = Threads(api, us, state.memo.get("roots"))
    bounds = Bounds(oldest=api.http.clock() - _BACKFILL, entries=_ENTRIES)

    async def fetch(token: str | None) -> Batch[Found]:
        try:
            payload, below = await api.conversations(token)
        except Missing:
            payload, below = [], None
        try:
            listed, wrong = each(payload, "conversations", read_conversation)
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        newest = [one.last for one in listed if one.last]
        return Batch([Entry(one.id, one.created_at) for one in newest], below, (newest, wrong))

    async for step in descend(fetch, state, bounds):
        gathered = Gathered()
        newest, wrong = step.batch.payload
        for portion in chunks(newest):
            fresh = [status for status in portion if not threads.remembers(status)]
            asked = await threads.fetch(fresh)
            for status in portion:
                if status in fresh:
                    await threads.context(status, gathered, below=True)
                else:
                    await threads.gather(status, gathered, "dm")
            if asked and portion[-1] is not newest[-1]:
                yield part_of(gathered, step, {"roots": threads.memo()})
                gathered = Gathered()
        yield page_of(gathered, wrong, step, {"roots": threads.memo()})
