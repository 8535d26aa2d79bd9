"""Looks for waves in what all accounts hear, in the process that syncs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta

from meydan.app.sync.events import Notice
from meydan.app.sync.tools import Tools
from meydan.app.waves.watch import EPOCH, STEP, Counts, Watch
from meydan.insight.waves.detector import DAY, FEWEST_BAD, HOUR, RARE, Wave
from meydan.insight.waves.rarity import QUIET
from meydan.insight.waves.topics import complaint, topics
from meydan.store import StoreError
from meydan.store.reads import accounts, waves
from meydan.store.rows.waves import FoundWave, SaidRow
from meydan.store.writes import waves as writes

HISTORY = timedelta(days=42)
"""Six weeks know six Mondays, and what is older has nearly faded."""
PIECE = timedelta(days=3)
"""History is read in pieces, so that nobody waits for all of it."""
MOST_SAID = 400
MOST_USUAL = 1500
USUAL = timedelta(days=28)
GRACE = timedelta(seconds=20)
"""A stretch is judged so long after its end: by then what came in it has mostly arrived."""


class Lookout:
    """Judges every stretch of time once it is over, in all accounts that hear enough to have a wave.

    An account's past is learnt when its last hour first brings `FEWEST_BAD` items, and forgotten when
    one brings none.
    """

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._watches: dict[int, Watch] = {}
        self._judged = EPOCH

    def pause(self) -> float:
        """Seconds until the next look."""
        now = self._tools.clock.now()
        # A clock that was set back has no stretch of its future to wait for.
        due = min(self._judged, _over_by(now)) + STEP + GRACE
        return max(0.0, (due - now).total_seconds())

    async def look(self) -> int:
        """Judge what is over by now; how many waves are news. Raises LeaseLost, StoreError."""
        end = _over_by(self._tools.clock.now() - GRACE)
        try:
            found = await self._judge_all(end)
            news = await self._tools.fenced(writes.keep, found, apart=QUIET) if found else 0
        except StoreError:
            # What was judged and not kept is judged again, from the past.
            self._watches.clear()
            raise
        self._judged = end
        if news:
            self._tools.tell(Notice.WAVE, count=news)
        return news

    async def _judge_all(self, end: datetime) -> list[FoundWave]:
        numbers = [one.id for one in await self._tools.read(accounts.all)]
        hour = await self._counts(numbers, end - HOUR, end)
        self._watches = {
            number: watch
            for number, watch in self._watches.items()
            if number in hour and end - watch.next <= HOUR
        }
        loud = {number for number, counts in hour.items() if _count(counts) >= FEWEST_BAD}
        if not loud and not self._watches:
            return []
        going_on = {row.account_id for row in await self._tools.read(waves.lately, end - QUIET)}
        await self._learn(loud.difference(self._watches), end - HOUR)
        found = []
        for number, watch in self._watches.items():
            told = await asyncio.to_thread(watch.judge, hour.get(number, {}), end)
            found += [await self._found(number, wave) for wave in told]
            negative = sum(negative for _, negative in hour.get(number, {}).values())
            if not told and negative >= FEWEST_BAD and number not in going_on:
                found += await self._complaints(number, end)
        return found

    async def _learn(self, numbers: Set[int], end: datetime) -> None:
        """Begin to watch accounts, with what is known of them."""
        pasts: dict[int, dict[datetime, tuple[int, int]]] = {number: {} for number in numbers}
        begin = _over_by(end - HISTORY)
        while numbers and begin < end:
            piece = await self._counts([*numbers], begin, min(end, begin + PIECE))
            for number, counts in piece.items():
                pasts[number] |= counts
            begin += PIECE
        for number, past in pasts.items():
            watch = self._watches[number] = Watch()
            await asyncio.to_thread(watch.learn, past, end)

    async def _found(self, account_id: int, wave: Wave) -> FoundWave:
        said, usual = await self._said(account_id, wave.at)
        bad = [row.text for row in said if row.negative]
        about = bad if 2 * len(bad) >= len(said) or wave.signal == "negative" else [row.text for row in said]
        return FoundWave(
            account_id,
            wave.signal,
            wave.at,
            round(wave.count),
            round(wave.negative or 0),
            wave.usual,
            wave.usual_share or 0.0,
            wave.days,
            await asyncio.to_thread(topics, about, [row.text for row in usual]),
            wave.again,
        )

    async def _complaints(self, account_id: int, end: datetime) -> list[FoundWave]:
        """One complaint that many have, where all in all neither more came than usual nor worse."""
        said, usual = await self._said(account_id, end)
        bad, usual_bad = ([row.text for row in rows if row.negative] for rows in (said, usual))
        topic = await asyncio.to_thread(complaint, bad, len(said), usual_bad, len(usual))
        if topic is None:
            return []
        share = len(usual_bad) / len(usual) if usual else 0.0
        named = (topic.name,)
        return [FoundWave(account_id, "topic", end, len(said), topic.count, 0.0, share, RARE / DAY, named)]

    async def _said(self, account_id: int, end: datetime) -> tuple[Sequence[SaidRow], Sequence[SaidRow]]:
        """What was said in the hour before `end`, and before that."""
        begin = end - HOUR
        said = await self._tools.read(waves.said, account_id, begin, end, MOST_SAID)
        return said, await self._tools.read(waves.said, account_id, begin - USUAL, begin, MOST_USUAL)

    async def _counts(self, numbers: list[int], begin: datetime, end: datetime) -> Mapping[int, Counts]:
        found: dict[int, dict[datetime, tuple[int, int]]] = {}
        for row in await self._tools.read(waves.counts, numbers, begin, end, STEP):
            found.setdefault(row.account_id, {})[row.begin] = row.count, row.negative
        return found


def _count(counts: Counts) -> int:
    return sum(count for count, _ in counts.values())


def _over_by(moment: datetime) -> datetime:
    """The end of the last stretch that is over by a moment."""
    return EPOCH + (moment - EPOCH) // STEP * STEP
