"""The stream of our own posts: their figures, and all answers below them, also those without a mention."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meydan.connectors.base import Malformed, Page, Rejected
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, Step, descend
from meydan.connectors.fields import WrongField, each, raw_text
from meydan.connectors.gathering import Gathered, chunks, page_of, part_of
from meydan.connectors.mastodon.client import Api
from meydan.connectors.mastodon.mapper import Status, read_status, statuses_of
from meydan.connectors.mastodon.threads import Threads
from meydan.connectors.mastodon.us import Us
from meydan.connectors.mastodon.window import Trace, gone_among, missing_in, read_traces, write_traces

_BACKFILL = timedelta(days=30)
_ENTRIES = 200
_POSTS = 80
_REPLIES = 300
_RECHECKS = 5
# The reply count tells of direct, public answers only; young posts are looked at anyway, ever more rarely.
_RHYTHM = (
    (timedelta(hours=6), timedelta(minutes=3)),
    (timedelta(days=2), timedelta(minutes=20)),
    (timedelta(days=7), timedelta(hours=4)),
)

Found = tuple[list[Status], list[Rejected]]


@dataclass(slots=True)
class _Look:
    """What was known of a post's answers at the last look, `at` in epoch seconds."""

    replies: int
    at: int


async def pull_own(api: Api, us: Us, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of our posts; answers, and posts and answers that were deleted, come with them."""
    state = DescendingCursor.read(cursor)
    watch = _Watch(api, us, state.memo)
    bounds = Bounds(oldest=api.http.clock() - _BACKFILL, entries=_ENTRIES)

    async def fetch(token: str | None) -> Batch[Found]:
        payload, below = await api.statuses(us.id, token)
        try:
            read, wrong = each(payload, "statuses", read_status)
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        statuses = statuses_of(read)
        return Batch([Entry(one.id, one.created_at) for one in read], below, (statuses, wrong))

    at_top = not state.walking
    async for step in descend(fetch, state, bounds):
        gathered = Gathered()
        statuses, wrong = step.batch.payload
        due = watch.due(statuses)
        for portion in chunks(statuses):
            asked = await watch.look(portion, due, gathered)
            if asked and portion[-1] is not statuses[-1]:
                yield part_of(gathered, step, watch.memo())
                gathered = Gathered()
        if at_top:
            await watch.note_missing(step, gathered)
        yield page_of(gathered, wrong, step, watch.memo())
        at_top = step.more and not step.cursor.walking


class _Watch:
    """Decides below which posts to look again, and notices what vanished."""

    def __init__(self, api: Api, us: Us, memo: Mapping[str, object]) -> None:
        self._api = api
        self._us = us
        self._now: datetime = api.http.clock()
        self._threads = Threads(api, us, memo.get("roots"))
        self._posts = read_traces(memo.get("posts"))
        self._replies = read_traces(memo.get("replies"))
        self._looks = _read_looks(memo.get("looks"))

    def memo(self) -> dict[str, object]:
        """What the next pull needs to know."""
        posts = write_traces(self._posts.values(), _POSTS)
        kept = {str(row[0]) for row in posts}
        return {
            "roots": self._threads.memo(),
            "posts": posts,
            "replies": write_traces(self._replies.values(), _REPLIES),
            "looks": {key: [look.replies, look.at] for key, look in self._looks.items() if key in kept},
        }

    async def look(self, statuses: Sequence[Status], due: Collection[str], gathered: Gathered) -> bool:
        """Place our posts, with what is below those that are due; whether that took calls."""
        below = [status for status in statuses if status.id in due]
        above = self._threads.unknown([status for status in statuses if status.id not in due])
        asked = await self._threads.fetch([*below, *above])
        for status in statuses:
            if status.id in due:
                await self._below(status, gathered)
            else:
                await self._threads.gather(status, gathered)
            self._posts[status.id] = Trace(
                status.id, "ours", self._us.id, status.author.handle, status.created_at
            )
        return asked

    async def note_missing(self, step: Step[Found], gathered: Gathered) -> None:
        """Our posts that were in the window and are no more."""
        here = {entry.id for entry in step.batch.entries}
        oldest = min((entry.at for entry in step.batch.entries), default=None) if step.batch.next else None
        await self._settle(missing_in(self._posts, here, oldest), self._posts, gathered)

    async def _below(self, status: Status, gathered: Gathered) -> None:
        under = await self._threads.context(status, gathered, below=True)
        if under is None:
            return
        here = {one.id for one in under}
        missing = [
            trace
            for trace in self._replies.values()
            if trace.group == status.id and trace.remote_id not in here
        ]
        await self._settle(missing, self._replies, gathered)
        for item in gathered.items:
            if item.remote_id in here:
                self._replies[item.remote_id] = Trace.of(item, status.id)
        self._looks[status.id] = _Look(status.metrics.replies or 0, int(self._now.timestamp()))

    async def _settle(self, missing: list[Trace], traces: dict[str, Trace], gathered: Gathered) -> None:
        deleted, settled = await gone_among(self._api, missing)
        gathered.add(*deleted)
        for one in settled:
            traces.pop(one, None)

    def due(self, statuses: list[Status]) -> set[str]:
        """Posts whose reply count changed, and a few of those whose turn it is, longest unseen first."""
        changed: set[str] = set()
        turn: list[tuple[int, str]] = []
        for status in statuses:
            seen = self._looks.get(status.id)
            replies = status.metrics.replies or 0
            if (seen.replies if seen else 0) != replies:
                changed.add(status.id)
            elif (every := self._rhythm(status)) and self._now.timestamp() - (
                seen.at if seen else 0
            ) >= every:
                turn.append((seen.at if seen else 0, status.id))
        return changed | {one for _, one in sorted(turn)[:_RECHECKS]}

    def _rhythm(self, status: Status) -> float:
        age = self._now - status.created_at
        return next((every.total_seconds() for young, every in _RHYTHM if age < young), 0.0)


def _read_looks(memo: object) -> dict[str, _Look]:
    found: dict[str, _Look] = {}
    for key, value in memo.items() if isinstance(memo, Mapping) else ():
        match value:
            case [int(replies), int(at)]:
                found[str(key)] = _Look(replies, at)
    return found
