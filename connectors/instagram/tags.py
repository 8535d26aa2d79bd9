"""The stream of media of others that tag us.

The list goes by the time of the tag, which is not told: only where all of it is seen, what is missing is
known to be gone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from meydan.connectors.base import Item, Page, Rejected
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, descend
from meydan.connectors.gathering import Gathered, page_of
from meydan.connectors.instagram.client import Api
from meydan.connectors.instagram.mapper import Media, Us, medias_in, tagged_media
from meydan.connectors.meta.below import BACKFILL
from meydan.connectors.traces import Trace, read_traces, write_traces

_ENTRIES = 1000
_WINDOW = 100

Found = tuple[list[Media], list[Rejected]]


async def pull_tags(api: Api, us: Us, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of tagged media."""
    state = DescendingCursor.read(cursor)
    traces = read_traces(state.memo.get("seen"))

    async def fetch(token: str | None) -> Batch[Found]:
        rows = await api.tags(us.id, token)
        medias, wrong = medias_in(rows.rows, "tags")
        return Batch([Entry(one.id, one.created_at) for one in medias], rows.after, (medias, wrong))

    async for step in descend(fetch, state, Bounds(oldest=api.now() - BACKFILL, entries=_ENTRIES)):
        gathered = Gathered()
        medias, wrong = step.batch.payload
        if step.before.token is None and step.batch.next is None and not wrong:
            for gone in set(traces) - {media.id for media in medias}:
                gathered.add(traces.pop(gone).gone())
        for media in medias:
            if us.are("", media.username):
                continue
            item: Item = tagged_media(media)
            gathered.add(item)
            traces[media.id] = Trace.of(item)
        yield page_of(gathered, wrong, step, {"seen": write_traces(traces.values(), _WINDOW)})
