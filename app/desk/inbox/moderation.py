"""Moderating from the inbox: what a platform lets us do to what others said, and what is spam to us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.inbox.work import Work
from meydan.app.desk.prefix import Choice
from meydan.app.desk.spec import Acts
from meydan.app.moderating import can, ways_back
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.speech import N_
from meydan.store.rows.inbox import ItemRow

if TYPE_CHECKING:
    from meydan.store import Store

ACTS = (
    ("l", "like", N_("like it")),
    ("h", "hide", N_("hide it")),
    ("u", "unhide", N_("show it again")),
    ("d", "delete", N_("delete it")),
    ("b", "block", N_("block its author")),
    ("r", "report", N_("report it")),
)
"""Key, act, its word."""

LOOKED_AT = 5000
"""Selected items whose platforms are asked what they can: a key must not wait for more."""


class Moderation:
    """What a platform lets us do, offered by a letter and queued as deliveries."""

    def __init__(self, seat: Seat, items: ItemList, directory: Directory, work: Work) -> None:
        self._seat = seat
        self._items = items
        self._directory = directory
        self._work = work

    def acts(self) -> Acts:
        """Its key."""
        return {"inbox.moderate": self.offer_acts}

    def offer_acts(self) -> None:
        """Wait for what to do, of what the platform lets us do; spam is ours to say."""
        row = self._items.current
        if row is None:
            return
        say = self._seat.speech.say
        declared = [self._directory.platforms.declaration(platform) for platform in self._concerned()]
        choices = [
            Choice((key,), say(label), partial(self._moderate, act))
            for key, act, label in ACTS
            if any(can(one, act) for one in declared) and self._means_something(act, row)
        ]
        spam = say("no spam") if row.spam else say("it is spam")
        choices.append(Choice(("s",), spam, partial(self._spam, not row.spam)))
        self._seat.offer(say("Moderate"), choices)

    def _concerned(self) -> set[str]:
        """The platforms of what is selected or under the cursor, as far as its rows are at hand."""
        items = self._items
        rows = (items.cache.get(id) for id in items.listing.targets()[:LOOKED_AT])
        return {row.platform for row in rows if row is not None}

    def _means_something(self, act: str, row: ItemRow) -> bool:
        """Of hiding and showing again one makes sense for an item; for a selection both may."""
        if self._items.listing.count() or act not in ("hide", "unhide"):
            return True
        return row.hidden == (act == "unhide")

    def _spam(self, on: bool) -> None:
        from meydan.store.writes import triage

        state = "done" if on else "open"
        self._work.do(
            lambda row: replace(row, spam=on, state=state, snoozed_until=None),
            lambda store, ids: triage.spam(store, ids, on),
            step=on,
        )

    def _moderate(self, act: str) -> None:
        if act != "delete":
            self._act(act)
            return
        say = self._seat.speech.say
        word = say("delete it").split()[0]
        title = self._seat.speech.say_n(
            "Type “{word}” to delete it on the platform",
            "Type “{word}” to delete {n} messages on their platform",
            max(1, self._items.listing.count()),
            word=word,
        )
        self._seat.offer(title, [Choice(tuple(word), say("deletes"), partial(self._act, "delete"))])

    def _act(self, act: str) -> None:
        from meydan.store.deliveries import CLOSING

        items, say = self._items, self._seat.speech.say
        ids, bulk = items.listing.targets(), items.listing.count() > 0
        if not ids:
            return
        closes = act in CLOSING

        def change(row: ItemRow) -> ItemRow:
            able = can(self._directory.platforms.declaration(row.platform), act)
            return replace(row, state="done", snoozed_until=None) if closes and able else row

        ticket = items.change(ids, change)
        self._seat.background(partial(self._commit_acts, act, ids, ticket), group="commands")
        if bulk:
            items.clear_selection()
        elif closes:
            items.next_open()
        if self._directory.role == "writer":
            self._seat.tell(say("Asked for approval, z takes it back"))
        else:
            self._seat.tell(say("Held for {n} s, z takes it back", n=self._seat.settings.hold_seconds))

    async def _commit_acts(self, act: str, ids: Sequence[int], ticket: int) -> None:
        left_out = await self._seat.command(lambda store: self._queue_acts(store, act, ids))
        self._items.settle(ticket)
        if left_out:
            self._seat.tell(
                self._seat.speech.say_n(
                    "{n} left out: its platform cannot do this",
                    "{n} left out: their platform cannot do this",
                    left_out,
                ),
                "amber",
            )

    def _queue_acts(self, store: Store, act: str, ids: Sequence[int]) -> int:
        """In the store's thread: queue what the platforms can; how many items are left out."""
        from meydan.store.reads import inbox
        from meydan.store.writes import moderation

        with store.reading() as conn:
            rows = inbox.by_ids(conn, ids)
        declared = {id: self._directory.platforms.declaration(row.platform) for id, row in rows.items()}
        able = [id for id in ids if can(declared.get(id), act)]
        if able:
            hold = timedelta(seconds=self._seat.settings.hold_seconds)
            back = ways_back(act, ((id, declared[id]) for id in able))
            moderation.queue_acts(store, able, act, hold=hold, back=back)
        return len(ids) - len(able)
