"""The stream of mentions and quotes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

from meydan.connectors.base import Malformed, Page, Rejected
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, Step, descend
from meydan.connectors.fields import WrongField, each, raw_text
from meydan.connectors.gathering import Gathered, chunks, page_of, part_of
from meydan.connectors.mastodon.client import Api
from meydan.connectors.mastodon.mapper import Notice, read_notice
from meydan.connectors.mastodon.threads import Threads
from meydan.connectors.mastodon.us import Us
from meydan.connectors.mastodon.window import Trace, gone_among, missing_in, read_traces, write_traces

BACKFILL = timedelta(days=30)
_ENTRIES = 20_000
"""What a new account looks back on at most, within BACKFILL; a stop on the way is gone on from."""
_WINDOW = 60

Found = tuple[list[Notice], list[Rejected]]


async def pull_notifications(api: Api, us: Us, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of mentions; deleted ones among the newest come back as deleted."""
    state = DescendingCursor.read(cursor)
    threads = Threads(api, us, state.memo.get("roots"))
    traces = read_traces(state.memo.get("seen"))
    bounds = Bounds(oldest=api.http.clock() - BACKFILL, entries=_ENTRIES)
    at_top = not state.walking

    async def fetch(token: str | None) -> Batch[Found]:
        payload, below = await api.notifications(token)
        try:
            notices, wrong = each(payload, "notifications", read_notice)
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        return Batch([Entry(one.id, one.at) for one in notices], below, (notices, wrong))

    async for step in descend(fetch, state, bounds):
        gathered = Gathered()
        notices, wrong = step.batch.payload
        statuses = [notice.status for notice in notices if notice.status]
        here = {status.id for status in statuses}
        for portion in chunks(statuses):
            asked = await threads.fetch(threads.unknown(portion))
            for status in portion:
                await threads.gather(status, gathered, "mention")
            traces |= {item.remote_id: Trace.of(item) for item in gathered.items if item.remote_id in here}
            if asked and portion[-1] is not statuses[-1]:
                yield part_of(gathered, step, _memo(threads, traces))
                gathered = Gathered()
        if at_top:
            await _note_missing(api, step, traces, gathered)
        memo = _memo(threads, traces)
        yield page_of(gathered, wrong, step, memo)
        at_top = step.more and not step.cursor.walking


def _memo(threads: Threads, traces: dict[str, Trace]) -> dict[str, object]:
    return {"roots": threads.memo(), "seen": write_traces(traces.values(), _WINDOW)}


async def _note_missing(api: Api, step: Step[Found], traces: dict[str, Trace], gathered: Gathered) -> None:
    """What is newer than the window's oldest and no longer in it: deleted, or only dismissed."""
    notices, _ = step.batch.payload
    here = {notice.status.id for notice in notices if notice.status}
    oldest = min((notice.at for notice in notices), default=None) if step.batch.next else None
    deleted, settled = await gone_among(api, missing_in(traces, here, oldest))
    gathered.add(*deleted)
    for one in settled:
        traces.pop(one, None)
