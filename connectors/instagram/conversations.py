"""The stream of private messages.

Conversations come with their newest messages, the one that was stirred last first. One with more news than
came along is read on. Messages with attachments are told once: the addresses change with every answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime

from meydan.connectors.base import Page, Rejected
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, descend
from meydan.connectors.fields import each
from meydan.connectors.gathering import Gathered, page_of, part_of
from meydan.connectors.instagram.client import Api
from meydan.connectors.instagram.mapper import Message, Talk, Us, place_message, read_message, read_talk
from meydan.connectors.meta.below import BACKFILL
from meydan.connectors.traces import Trace, missing_in, read_traces, settle, write_traces

_ENTRIES = 500
_MESSAGE_PAGES = 25
_TRACES = 400
_LOOK_UPS = 10
_KEPT = 300

Found = tuple[list[Talk], list[Rejected]]


async def pull_conversations(api: Api, us: Us, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of conversations with what is new in each."""
    state = DescendingCursor.read(cursor)
    reader = _Reader(api, us, state.memo)

    async def fetch(token: str | None) -> Batch[Found]:
        rows = await api.talks(token)
        talks, wrong = each(rows.rows, "conversations", read_talk)
        # The same conversation comes up again with every message: what is known is its state.
        entries = [Entry(f"{talk.id} {talk.updated.isoformat()}", talk.updated) for talk in talks]
        return Batch(entries, rows.after, (talks, wrong))

    async for step in descend(fetch, state, Bounds(oldest=api.now() - BACKFILL, entries=_ENTRIES)):
        talks, wrong = step.batch.payload
        gathered = Gathered()
        for talk in talks:
            await reader.read(talk, gathered)
            if reader.asked and talk is not talks[-1]:
                yield part_of(gathered, step, reader.memo())
                gathered = Gathered()
        yield page_of(gathered, wrong, step, reader.memo())


class _Reader:
    """Reads conversations, remembering how far each was read."""

    def __init__(self, api: Api, us: Us, memo: Mapping[str, object]) -> None:
        self._api = api
        self._us = us
        self._traces = read_traces(memo.get("seen"))
        marks = memo.get("marks")
        self._marks: dict[str, float] = {}
        for key, value in marks.items() if isinstance(marks, Mapping) else ():
            if isinstance(value, int | float):
                self._marks[str(key)] = float(value)
        turn = memo.get("turn")
        self._turn = turn if isinstance(turn, int) else 0
        self._look_ups = _LOOK_UPS
        self._oldest = api.now() - BACKFILL
        self.asked = False

    def memo(self) -> dict[str, object]:
        """What the next pull needs to know; never the same twice after calls of its own."""
        self._turn += self.asked
        marks = sorted(self._marks.items(), key=lambda one: one[1])[-_KEPT:]
        return {
            "seen": write_traces(self._traces.values(), _TRACES),
            "marks": dict(marks),
            "turn": self._turn,
        }

    async def read(self, talk: Talk, gathered: Gathered) -> None:
        """Place what is new in a conversation, and what is gone from its newest messages."""
        self.asked = False
        gathered.rejected.extend(talk.wrong)
        mark = self._marks.get(talk.id, self._oldest.timestamp())
        self._place(talk.id, talk.messages, gathered)
        await self._note_missing(talk, gathered)
        if not talk.whole and talk.messages and talk.messages[-1].created_at.timestamp() > mark:
            await self._older(talk, mark, gathered)
        self._marks[talk.id] = talk.updated.timestamp()

    async def _older(self, talk: Talk, mark: float, gathered: Gathered) -> None:
        """What lies below the messages that came along, down to what is known."""
        self.asked = True
        token: str | None = None
        for _ in range(_MESSAGE_PAGES):
            rows = await self._api.messages(talk.id, token)
            messages, wrong = each(rows.rows, f"messages of {talk.id}", read_message)
            gathered.rejected.extend(wrong)
            self._place(talk.id, messages, gathered)
            known = any(message.created_at.timestamp() <= mark for message in messages)
            if known or rows.after is None or rows.after == token:
                return
            token = rows.after

    def _place(self, talk_id: str, messages: tuple[Message, ...] | list[Message], gathered: Gathered) -> None:
        for message in messages:
            if message.attachments and message.id in self._traces:
                continue
            placed = place_message(message, self._us, talk_id)
            gathered.add(placed)
            self._traces[message.id] = Trace.of(placed, talk_id)

    async def _note_missing(self, talk: Talk, gathered: Gathered) -> None:
        oldest: datetime | None = None
        if not talk.whole or talk.wrong:
            oldest = min((message.created_at for message in talk.messages), default=talk.updated)
        own = {key: trace for key, trace in self._traces.items() if trace.group == talk.id}
        missing = missing_in(own, {message.id for message in talk.messages}, oldest)
        deleted, settled = await settle(missing, self._api.look, self._look_ups)
        self._look_ups -= len(settled)
        gathered.add(*deleted)
        for one in settled:
            self._traces.pop(one, None)
