"""What keys do to items: shown at once, written in the order they were typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from meydan.app.desk.inbox_source import Team
from meydan.app.desk.ordered_keys import OrderedScreen
from meydan.app.desk.platforms import Platforms
from meydan.app.desk.prefix import Choice
from meydan.app.workload import by_room, load_warning, member_label
from meydan.panes.background import in_background
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.speech import N_
from meydan.store.rows.inbox import ItemRow

if TYPE_CHECKING:
    from meydan.store import Store

Change = Callable[[ItemRow], ItemRow]
Command = Callable[["Store", Sequence[int]], object]

TONES = (
    ("1", "positive", N_("positive")),
    ("2", "neutral", N_("neutral")),
    ("3", "negative", N_("negative")),
)
EVENING, MORNING = time(18), time(9)


class TriageScreen(OrderedScreen):
    """A screen with items that can be worked on from the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.team = Team()
        self.platforms = Platforms()
        self._again: Callable[[], None] | None = None

    @property
    def items(self) -> ItemList:
        """The list."""
        return self.query_one(ItemList)

    async def rows_are_there(self) -> None:
        """Keys act upon the rows that were asked for, not upon those that are still shown."""
        await self.items.settled.wait()

    # --- one way for all commands

    def work(self, change: Change, command: Command, step: bool = False) -> None:
        """Do something to the selected items, or to the one under the cursor.

        The list shows it before the store has done it; `step` goes on to the next item.
        """
        self._do(change, command, step)
        self._again = partial(self._do, change, command, step)

    def _do(self, change: Change, command: Command, step: bool) -> None:
        items = self.items
        bulk = items.listing.count() > 0
        ids = items.listing.targets()
        if not ids:
            return
        ticket = items.change(ids, change)
        in_background(self, partial(self._commit, command, ids, ticket), group="commands")
        if bulk:
            items.clear_selection()
            self.tell(self.speech.say_n("{n} item changed", "{n} items changed", len(ids)))
        elif step:
            items.next_open()

    async def _commit(self, command: Command, ids: Sequence[int], ticket: int) -> None:
        await self.command(lambda store: command(store, ids))
        self.items.settle(ticket)

    async def settled(self) -> None:
        """Let commands typed before reach the store first."""
        await asyncio.sleep(0)

    # --- actions

    async def action_inbox_done(self) -> None:
        """Done, next."""
        from meydan.store.writes import triage

        self.work(lambda row: replace(row, state="done"), triage.done, step=True)
        await self.settled()

    async def action_inbox_reopen(self) -> None:
        """Open again."""
        from meydan.store.writes import triage

        self.work(lambda row: replace(row, state="open", snoozed_until=None), triage.reopen)
        await self.settled()

    async def action_inbox_star(self) -> None:
        """Put a star on it, or take it off."""
        from meydan.store.writes import triage

        row = self.items.current
        if row is not None:
            on = not row.starred
            self.work(lambda row: replace(row, starred=on), lambda store, ids: triage.star(store, ids, on))
            await self.settled()

    async def action_inbox_take(self) -> None:
        """It is mine."""
        self._assign(self.desk.login, step=False)
        await self.settled()

    def action_inbox_assign(self) -> None:
        """Wait for a member's letter."""
        self._offer_members(
            self.speech.say("Assign"), lambda login: self._assign(login, step=True), nobody=True
        )

    def action_inbox_tag(self) -> None:
        """Wait for a tag's letter."""
        if not self.team.tags:
            self.tell(self.speech.say("No tags yet: meydan tags add LETTER NAME"))
            return
        self.offer(
            self.speech.say("Tag"),
            [
                Choice((tag.letter,), tag.name, lambda name=tag.name: self._tag(name))  # type: ignore[misc]
                for tag in self.team.tags
            ],
        )

    def action_inbox_tone(self) -> None:
        """Wait for 1, 2, 3, or 0 to leave it to the analysis."""
        self._offer_tones(then=None)

    def action_inbox_tones(self) -> None:
        """One tone per item, until another key."""
        self._offer_tones(then=self.action_inbox_tones)

    def action_inbox_snooze(self) -> None:
        """Wait for how long."""
        now = self.desk.local_now()
        say, moment = self.speech.say, self.speech.moment
        tomorrow = datetime.combine(now.date() + timedelta(days=1), MORNING, now.tzinfo)
        evening = datetime.combine(now.date(), EVENING, now.tzinfo)
        if evening <= now:
            evening += timedelta(days=1)
        monday = tomorrow + timedelta(days=(7 - tomorrow.weekday()) % 7 or 7)
        times = [
            ("1", say("in an hour"), now + timedelta(hours=1)),
            ("2", say("in three hours"), now + timedelta(hours=3)),
            ("3", moment(evening), evening),
            ("4", moment(tomorrow), tomorrow),
            ("5", moment(monday), monday),
        ]
        self.offer(
            say("Snooze"),
            [
                Choice((key,), label, lambda until=until: self._snooze(until))  # type: ignore[misc]
                for key, label, until in times
            ],
        )

    async def action_inbox_repeat(self) -> None:
        """The last command once more, on what is under the cursor or selected now."""
        if self._again is None:
            self.tell(self.speech.say("Nothing to repeat"))
        else:
            self._again()
            await self.settled()

    # --- inside

    def _offer_members(self, title: str, act: Callable[[str], None], nobody: bool = False) -> None:
        loads = self.team.loads
        choices = [
            Choice(
                (one.key,), member_label(one, loads.get(one.login, 0), self.speech), partial(act, one.login)
            )
            for one in by_room(self.team.members, loads)
        ]
        if nobody and choices:
            choices.append(Choice(("0",), self.speech.say("nobody"), lambda: act("")))
        if not choices:
            self.tell(self.speech.say("No members yet: meydan members add LOGIN --key LETTER"))
        self.offer(title, choices)

    def _assign(self, login: str, step: bool) -> None:
        from meydan.store.writes import triage

        count = max(1, self.items.listing.count())
        self.work(
            lambda row: replace(row, assignee=login),
            lambda store, ids: triage.assign(store, ids, login),
            step,
        )
        member = next((one for one in self.team.members if one.login == login), None)
        if member is not None and login != self.desk.login:
            load = self.team.loads.get(login, 0) + count
            if warning := load_warning(member, load, self.speech):
                self.tell(warning, "amber")

    def _tag(self, name: str) -> None:
        from meydan.store.writes import triage

        row = self.items.current
        if row is not None and name in row.tags and not self.items.listing.count():
            self.work(
                lambda row: replace(row, tags=tuple(tag for tag in row.tags if tag != name)),
                lambda store, ids: triage.untag(store, ids, name),
            )
        else:
            self.work(
                lambda row: replace(row, tags=tuple(sorted({*row.tags, name}))),
                lambda store, ids: triage.tag(store, ids, name),
            )

    def _offer_tones(self, then: Callable[[], None] | None) -> None:
        def choose(value: str) -> None:
            self._tone(value, step=then is not None)
            if then is not None:
                then()

        say = self.speech.say
        choices = [
            Choice((key,), say(label), lambda value=value: choose(value))  # type: ignore[misc]
            for key, value, label in TONES
        ]
        choices.append(Choice(("0",), say("as analysed"), lambda: choose("")))
        self.offer(say("Tone"), choices)

    def _tone(self, value: str, step: bool) -> None:
        from meydan.store.writes import triage

        self.work(
            lambda row: replace(
                row, sentiment=value or row.sentiment, confidence=1.0 if value else row.confidence
            ),
            lambda store, ids: triage.sentiment(store, ids, value),
            step,
        )

    def _snooze(self, until: datetime) -> None:
        from meydan.store.writes import triage

        self.work(
            lambda row: replace(row, state="snoozed", snoozed_until=until),
            lambda store, ids: triage.snooze(store, ids, until),
            step=True,
        )
