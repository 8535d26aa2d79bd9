"""The streams that are mere lists: what names us elsewhere, and reviews."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta

from meydan.connectors.base import Author, Item, Missing, Page, Publication, Rejected
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, Step, descend
from meydan.connectors.facebook.client import Api
from meydan.connectors.facebook.mapper import NAMELESS, place_post, read_post, read_review
from meydan.connectors.fields import each
from meydan.connectors.gathering import Gathered, page_of
from meydan.connectors.meta.graph import Rows
from meydan.connectors.traces import Trace, missing_in, read_traces, settle, write_traces

_BACKFILL = timedelta(days=90)
_ENTRIES = 500
_WINDOW = 60
_LOOK_UPS = 10

Placed = Item | Publication
Found = tuple[list[Placed], list[Rejected]]


def pull_mentions(api: Api, us: Author, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of posts elsewhere that name the Page."""

    async def tagged(token: str | None) -> Rows:
        return await api.posts("tagged", token, below=False)

    def read(payload: Mapping[str, object], where: str) -> Placed:
        return place_post(read_post(payload, where), us.remote_id, ours=False)

    return _pull(api, "tagged", tagged, read, api.exists, cursor)


def pull_reviews(api: Api, us: Author, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of recommendations and ratings."""

    async def exists(review_id: str) -> None:
        if review_id.startswith(NAMELESS):
            raise Missing("It is no longer listed")
        await api.exists(review_id)

    return _pull(api, "ratings", api.reviews, read_review, exists, cursor)


async def _pull(
    api: Api,
    name: str,
    ask: Callable[[str | None], Awaitable[Rows]],
    read: Callable[[Mapping[str, object], str], Placed],
    exists: Callable[[str], Awaitable[None]],
    cursor: str | None,
) -> AsyncIterator[Page]:
    state = DescendingCursor.read(cursor)
    seen = read_traces(state.memo.get("seen"))

    async def fetch(token: str | None) -> Batch[Found]:
        rows = await ask(token)
        found, wrong = each(rows.rows, name, read)
        return Batch([Entry(one.remote_id, one.created_at) for one in found], rows.after, (found, wrong))

    at_top = not state.walking
    async for step in descend(fetch, state, Bounds(oldest=api.now() - _BACKFILL, entries=_ENTRIES)):
        gathered = Gathered()
        found, wrong = step.batch.payload
        gathered.add(*found)
        seen |= {one.remote_id: Trace.of(one) for one in found}
        if at_top:
            await _note_missing(exists, step, seen, gathered)
        at_top = step.more and not step.cursor.walking
        yield page_of(gathered, wrong, step, {"seen": write_traces(seen.values(), _WINDOW)})


async def _note_missing(
    exists: Callable[[str], Awaitable[None]], step: Step[Found], seen: dict[str, Trace], gathered: Gathered
) -> None:
    """What was in the window of the newest and is no more is looked up."""
    entries = step.batch.entries
    oldest = min((entry.at for entry in entries), default=None) if step.batch.next else None
    missing = missing_in(seen, {entry.id for entry in entries}, oldest)
    deleted, settled = await settle(missing, exists, _LOOK_UPS)
    gathered.add(*deleted)
    for one in settled:
        seen.pop(one, None)
