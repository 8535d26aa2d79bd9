"""What becomes of items: done, opened again, assigned, tagged, starred, put away, their tone corrected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial

from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.members import offer_members
from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.inbox.work import Work, settled
from meydan.app.desk.prefix import Choice
from meydan.app.desk.spec import Acts
from meydan.app.workload import load_warning
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.speech import N_

TONES = (
    ("1", "positive", N_("positive")),
    ("2", "neutral", N_("neutral")),
    ("3", "negative", N_("negative")),
)
EVENING, MORNING = time(18), time(9)


class Triage:
    """The queue's commands, by one key or by a key and a choice."""

    def __init__(self, seat: Seat, items: ItemList, directory: Directory, work: Work) -> None:
        self._seat = seat
        self._items = items
        self._directory = directory
        self._work = work

    def acts(self) -> Acts:
        """Its keys."""
        return {
            "inbox.done": self.done,
            "inbox.reopen": self.reopen,
            "inbox.star": self.star,
            "inbox.take": self.take,
            "inbox.assign": self.offer_assignees,
            "inbox.tag": self.offer_tags,
            "inbox.tone": self.offer_tones,
            "inbox.tones": self.offer_tones_in_turn,
            "inbox.snooze": self.offer_times,
        }

    # --- at once

    async def done(self) -> None:
        """Done, next."""
        from meydan.store.writes import triage

        self._work.do(lambda row: replace(row, state="done"), triage.done, step=True)
        await settled()

    async def reopen(self) -> None:
        """Open again."""
        from meydan.store.writes import triage

        self._work.do(lambda row: replace(row, state="open", snoozed_until=None), triage.reopen)
        await settled()

    async def star(self) -> None:
        """Put a star on it, or take it off."""
        from meydan.store.writes import triage

        row = self._items.current
        if row is not None:
            on = not row.starred
            self._work.do(
                lambda row: replace(row, starred=on), lambda store, ids: triage.star(store, ids, on)
            )
            await settled()

    async def take(self) -> None:
        """It is mine."""
        self._assign(self._seat.login, step=False)
        await settled()

    # --- by a choice

    def offer_assignees(self) -> None:
        """Wait for a member's letter."""
        offer_members(
            self._seat,
            self._directory.team,
            self._seat.speech.say("Assign"),
            lambda login: self._assign(login, step=True),
            nobody=True,
        )

    def offer_tags(self) -> None:
        """Wait for a tag's letter."""
        seat, tags = self._seat, self._directory.team.tags
        if not tags:
            seat.tell(seat.speech.say("No tags yet: meydan tags add LETTER NAME"))
            return
        seat.offer(
            seat.speech.say("Tag"),
            [Choice((tag.letter,), tag.name, partial(self._tag, tag.name)) for tag in tags],
        )

    def offer_tones(self) -> None:
        """Wait for 1, 2, 3, or 0 to leave it to the analysis."""
        self._offer_tones(then=None)

    def offer_tones_in_turn(self) -> None:
        """One tone per item, until another key."""
        self._offer_tones(then=self.offer_tones_in_turn)

    def offer_times(self) -> None:
        """Wait for how long it is put away."""
        now = self._seat.local_now()
        say, moment = self._seat.speech.say, self._seat.speech.moment
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
        self._seat.offer(
            say("Snooze"),
            [Choice((key,), label, partial(self._snooze, until)) for key, label, until in times],
        )

    # --- inside

    def _assign(self, login: str, step: bool) -> None:
        from meydan.store.writes import triage

        count = max(1, self._items.listing.count())
        self._work.do(
            lambda row: replace(row, assignee=login),
            lambda store, ids: triage.assign(store, ids, login),
            step,
        )
        team = self._directory.team
        member = next((one for one in team.members if one.login == login), None)
        if member is not None and login != self._seat.login:
            load = team.loads.get(login, 0) + count
            if warning := load_warning(member, load, self._seat.speech):
                self._seat.tell(warning, "amber")

    def _tag(self, name: str) -> None:
        from meydan.store.writes import triage

        row = self._items.current
        if row is not None and name in row.tags and not self._items.listing.count():
            self._work.do(
                lambda row: replace(row, tags=tuple(tag for tag in row.tags if tag != name)),
                lambda store, ids: triage.untag(store, ids, name),
            )
        else:
            self._work.do(
                lambda row: replace(row, tags=tuple(sorted({*row.tags, name}))),
                lambda store, ids: triage.tag(store, ids, name),
            )

    def _offer_tones(self, then: Callable[[], None] | None) -> None:
        def choose(value: str) -> None:
            self._tone(value, step=then is not None)
            if then is not None:
                then()

        say = self._seat.speech.say
        choices = [Choice((key,), say(label), partial(choose, value)) for key, value, label in TONES]
        choices.append(Choice(("0",), say("as analysed"), partial(choose, "")))
        self._seat.offer(say("Tone"), choices)

    def _tone(self, value: str, step: bool) -> None:
        from meydan.store.writes import triage

        self._work.do(
            lambda row: replace(
                row, sentiment=value or row.sentiment, confidence=1.0 if value else row.confidence
            ),
            lambda store, ids: triage.sentiment(store, ids, value),
            step,
        )

    def _snooze(self, until: datetime) -> None:
        from meydan.store.writes import triage

        self._work.do(
            lambda row: replace(row, state="snoozed", snoozed_until=until),
            lambda store, ids: triage.snooze(store, ids, until),
            step=True,
        )
