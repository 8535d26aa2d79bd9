"""What is said below our own posts: which posts are looked at again, and what vanished there.

Meta has no list of all answers to us: each post has its own. A post is looked at the more often the younger
the last thing said there is; now and then it is swept, which means read from the newest answer to the oldest,
so that deletions and late answers deep below are seen. All of it is kept in the cursor.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from meydan.connectors.base import (
    Author,
    ConnectorError,
    Denied,
    Item,
    Malformed,
    Missing,
    Publication,
    Rejected,
    Unavailable,
)
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, Step, descend
from meydan.connectors.gathering import Gathered
from meydan.connectors.meta.watched import Watched, read_watched
from meydan.connectors.traces import Trace, missing_in, read_traces, settle, write_traces

Found = Item | Publication

BACKFILL = timedelta(days=30)
_POSTS = 150
_TRACES = 500
_LOOKS = 15
_SWEEPS = 4
_LOOK_UPS = 20
_ENTRIES = 5000


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer right below a post (`found` None: nothing to keep), and what stands below it in turn.

    `whole`: everything that stands below it is in `below`.
    """

    entry: Entry
    found: Found | None
    below: tuple[Found, ...] = ()
    whole: bool = False


Answers = tuple[list[Answer], list[Rejected]]


class Below:
    """Our posts and what stands below them, out of a cursor's memo and back into it.

    `fetch` (post, token) gives a page of answers, newest first; `look` (id) raises Missing for what is gone.
    """

    def __init__(
        self,
        memo: Mapping[str, object],
        now: datetime,
        fetch: Callable[[str, str | None], Awaitable[Batch[Answers]]],
        look: Callable[[str], Awaitable[object]],
    ) -> None:
        self._now = now
        self._seconds = int(now.timestamp())
        self._fetch = fetch
        self._look = look
        self.posts = read_watched(memo.get("posts"))
        self._traces = read_traces(memo.get("seen"))
        turn = memo.get("turn")
        self._turn = turn if isinstance(turn, int) else 0
        self._sweeps, self._look_ups = _SWEEPS, _LOOK_UPS
        self._read_any = False
        self._stumbled: ConnectorError | None = None

    def memo(self) -> dict[str, object]:
        """What the next pull needs to know; never the same twice."""
        self._turn += 1
        kept = sorted(self.posts.items(), key=lambda one: one[1].last)[-_POSTS:]
        return {
            "posts": {key: post.written() for key, post in kept},
            "seen": write_traces(self._traces.values(), _TRACES),
            "turn": self._turn,
        }

    def meet(self, post_id: str, made: datetime, count: int) -> Watched:
        """One of our posts was seen, with the platform's count of answers."""
        known = self.posts.setdefault(post_id, Watched(int(made.timestamp())))
        known.counted(count, self._seconds)
        return known

    def turns(self) -> list[str]:
        """The posts whose turn it is: all that were never read, and a few others, longest unseen first."""
        waiting = [
            (post.looked > 0, not (post.due or post.walk.walking), post.looked, key)
            for key, post in self.posts.items()
            if post.wants_look(self._seconds)
        ]
        fresh = sum(not seen for seen, *_ in waiting)
        return [key for *_, key in sorted(waiting)[: max(fresh, _LOOKS)]]

    @property
    def walking(self) -> bool:
        """Whether there is more to read right now."""
        return any(post.walk.walking for post in self.posts.values())

    async def read(self, post_id: str) -> AsyncIterator[Gathered]:
        """The pages of what stands below a post; after each the state is in `memo`.

        A post over which the platform stumbles is left for later, but not two in a row before anything could
        be read; see `settled`. Raises as `fetch`.
        """
        post = self.posts[post_id]
        try:
            async for step in self._walk(post_id, post):
                yield await self._gathered(post_id, post, step)
            self._read_any = True
        except Missing:
            self._finish(post)
        except (Denied, Malformed, Unavailable) as error:
            if (isinstance(error, Unavailable) and not error.status) or (
                self._stumbled and not self._read_any
            ):
                raise
            self._stumbled = error
            post.looked, post.due = self._seconds, True
            gathered = Gathered()
            raw = error.raw if isinstance(error, Malformed) else ""
            gathered.rejected.append(Rejected(f"answers to {post_id}", str(error), raw))
            yield gathered

    def settled(self) -> None:
        """Raise what the platform stumbled over if nothing could be read at all."""
        if self._stumbled is not None and not self._read_any:
            raise self._stumbled

    async def note_missing(
        self, here: Iterable[str], oldest: datetime | None, us: Author, gathered: Gathered
    ) -> list[str]:
        """Which of our posts should be in the window of the newest (down to `oldest`) and are gone."""
        traces = {
            key: Trace(key, "ours", us.remote_id, us.handle, datetime.fromtimestamp(post.made, UTC))
            for key, post in self.posts.items()
        }
        deleted = await self._settle(missing_in(traces, set(here), oldest), gathered)
        for key in deleted:
            self.posts.pop(key, None)
        return deleted

    def forget(self, post_id: str) -> list[Found]:
        """A post is gone: what stood below it has gone with it."""
        self.posts.pop(post_id, None)
        traces = self._of(post_id)
        for key in traces:
            self._traces.pop(key)
        return [trace.gone() for trace in traces.values()]

    def _walk(self, post_id: str, post: Watched) -> AsyncIterator[Step[Answers]]:
        cursor = post.walk
        if not cursor.walking and post.wants_sweep(self._seconds) and (self._sweeps or not cursor.started):
            self._sweeps -= cursor.started
            post.swept = self._seconds
            cursor = DescendingCursor(vain=cursor.vain)

        async def fetch(token: str | None) -> Batch[Answers]:
            return await self._fetch(post_id, token)

        return descend(fetch, cursor, Bounds(oldest=self._now - BACKFILL, entries=_ENTRIES))

    async def _gathered(self, post_id: str, post: Watched, step: Step[Answers]) -> Gathered:
        answers, wrong = step.batch.payload
        gathered = Gathered()
        gathered.rejected.extend(wrong)
        if step.problem:
            gathered.rejected.append(Rejected("paging", step.problem))
        for answer in answers:
            found = [one for one in (answer.found, *answer.below) if one is not None]
            gathered.add(*found)
            times = (answer.entry.at, *(one.created_at for one in found))
            post.stirred = max(post.stirred, int(max(times).timestamp()))
        await self._notice(post_id, answers, step, gathered)
        post.walk = step.cursor
        if not step.more:
            self._finish(post, again=bool(step.problem))
        return gathered

    def _finish(self, post: Watched, again: bool = False) -> None:
        post.looked, post.due = self._seconds, again

    async def _notice(
        self, post_id: str, answers: Sequence[Answer], step: Step[Answers], gathered: Gathered
    ) -> None:
        """What should be on this page and is not is looked up; what is on it is remembered."""
        times = [answer.entry.at for answer in answers]
        newest = None if step.before.token is None else max(times, default=None)
        oldest = None if step.batch.next is None else min(times, default=None)
        missing: list[Trace] = []
        if times or (step.before.token is None and step.batch.next is None):
            here = {answer.entry.id for answer in answers}
            window = missing_in(self._of(post_id), here, oldest)
            missing += [one for one in window if newest is None or one.created_at <= newest]
        for answer in answers:
            if answer.whole:
                here = {one.remote_id for one in answer.below}
                missing += missing_in(self._of(answer.entry.id), here, None)
        await self._settle(missing, gathered)
        for answer in answers:
            self._remember(post_id, answer.found)
            for one in answer.below:
                self._remember(answer.entry.id, one)

    async def _settle(self, missing: Sequence[Trace], gathered: Gathered) -> list[str]:
        deleted, settled = await settle(missing, self._look, max(0, self._look_ups))
        self._look_ups -= len(settled)
        gathered.add(*deleted)
        for key in settled:
            self._traces.pop(key, None)
        for one in deleted:
            # What stood below something that is gone has gone with it.
            for trace in self._of(one.remote_id).values():
                gathered.add(trace.gone())
                self._traces.pop(trace.remote_id, None)
        return [one.remote_id for one in deleted]

    def _of(self, group: str) -> dict[str, Trace]:
        return {key: trace for key, trace in self._traces.items() if trace.group == group}

    def _remember(self, group: str, one: Found | None) -> None:
        if one is not None and not one.deleted:
            self._traces[one.remote_id] = Trace.of(one, group)
