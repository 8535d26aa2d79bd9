"""Deciding what becomes of an answer: sent, sent at a time, asked about, put aside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from meydan.app.desk.answers import Wish, queue_answer
from meydan.app.desk.editor import edit_outside
from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.drafts import Drafts
from meydan.app.desk.inbox.meanwhile import Meanwhile
from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.inbox.work import settled
from meydan.app.desk.prefix import Choice
from meydan.app.desk.spec import Acts
from meydan.app.locale.translating import translate
from meydan.panes.composer.composer import Composer, Mode
from meydan.panes.composer.target import Target, Written
from meydan.panes.inbox.itemlist import ItemList
from meydan.store import Conflict, NotFound, StoreError
from meydan.store.errors import ThreadChanged

if TYPE_CHECKING:
    from meydan.store import Store

APPROVING = frozenset({"approver", "manager", "admin"})

PATIENCE = 0.5
"""Seconds that the keys after a send wait for the store's word: they must not fall upon what it brings up."""


class Sending:
    """The composer's keys, and the way of what was written into the store."""

    def __init__(
        self,
        seat: Seat,
        items: ItemList,
        directory: Directory,
        composer: Composer,
        drafts: Drafts,
        meanwhile: Meanwhile,
    ) -> None:
        self._seat = seat
        self._items = items
        self._directory = directory
        self._composer = composer
        self._drafts = drafts
        self._meanwhile = meanwhile
        self._doubted: Target | None = None
        self._verdict = asyncio.Event()
        self._verdict.set()
        self._waits = False

    def acts(self) -> Acts:
        """Its keys."""
        return {
            "composer.decide": self.decide,
            "composer.edit": self._composer.edit,
            "composer.expand": self._composer.expand_code,
            "composer.everyone": self._composer.address_everyone,
            "composer.time": self._composer.ask_time,
            "composer.send": self.send,
            "composer.send_done": self.send_done,
            "composer.ask": self.offer_approvers,
            "composer.postpone": self.postpone,
            "composer.discard": self.discard,
            "composer.external": self.write_outside,
        }

    def may(self, id: str) -> bool:
        """Whether one of its actions means something now."""
        mode, target = self._composer.mode, self._composer.target
        leaves = target is not None and target.to_platform and target.delivery_id is None
        match id:
            case "composer.decide":
                return mode is not Mode.CLOSED
            case "composer.expand" | "composer.external":
                return mode is Mode.WRITING
            case "composer.send_done":
                return mode is Mode.DECIDING and leaves and not (target and target.asks)
            case "composer.time" | "composer.ask":
                return mode is Mode.DECIDING and leaves
            case "composer.everyone":
                return mode is Mode.DECIDING and target is not None and bool(target.others)
            case _:
                return mode is Mode.DECIDING

    # --- keys

    def decide(self) -> None:
        """From writing to the send bar; from the bar out, the text kept as a draft."""
        if not self._composer.decide():
            self.postpone()
        self._composer.screen.refresh_bindings()

    async def send(self) -> None:
        """Send it; a note is kept, what needs approval asks for it."""
        await self._finish(self._wish())

    async def send_done(self) -> None:
        """Send it, close the item, go on to the next."""
        await self._finish(replace(self._wish(), done=True))

    async def offer_approvers(self) -> None:
        """Wait for the letter of who is to approve it; Enter asks anyone who may."""
        say = self._seat.speech.say
        choices = [
            Choice((one.key,), one.name, partial(self._ask_approval, one.login))
            for one in self._directory.team.members
            if one.key and one.role in APPROVING and one.login != self._seat.login
        ]
        if not choices:
            await self._ask_approval("")
            return
        choices.append(Choice(("enter",), say("anyone who may"), partial(self._ask_approval, "")))
        self._seat.offer(say("Approval by"), choices)

    def postpone(self) -> None:
        """Keep the text for later."""
        left = self._composer.leave()
        if left is not None:
            self._drafts.keep(left.target.key, left.text, left.attached)
            if left.text.strip():
                self._seat.tell(self._seat.speech.say("Kept as a draft"))

    def discard(self) -> None:
        """Let go of the text; `z` brings it back."""
        left = self._composer.leave()
        if left is not None:
            self._drafts.keep(left.target.key, "")
            if left.text.strip():
                self._drafts.discarded = left
                self._seat.tell(self._seat.speech.say("Discarded, z brings it back"))

    def write_outside(self) -> None:
        """Write in the person's own editor."""
        target = self._composer.target
        if target is not None:
            try:
                with self._composer.app.suspend():
                    text = edit_outside(self._composer.text)
            except SuspendNotSupported:
                self._seat.tell(self._seat.speech.say("There is no terminal for another editor here"))
            else:
                self._composer.take(target, text)

    def submit(self) -> None:
        """The answer to a saved reply's question, or the time at which to send it, was typed."""
        if self._composer.mode is Mode.ASKING:
            self._composer.answer()
        elif self._composer.mode is Mode.TIMING and not self._is_doubtful():
            finished = self._composer.finish_at()
            if finished is not None:
                written, at = finished
                self._send(written, replace(self._wish(), at=at))
                self._seat.background(self._await_verdict, group="verdict")

    # --- inside

    def _wish(self) -> Wish:
        return Wish(timedelta(seconds=self._seat.settings.hold_seconds))

    async def _ask_approval(self, login: str) -> None:
        await self._finish(replace(self._wish(), ask=login))

    async def _finish(self, wish: Wish) -> None:
        if self._is_doubtful():
            return
        finished = self._composer.finish()
        if finished is not None:
            self._send(finished, wish)
            await settled()
            await self._await_verdict()

    async def _await_verdict(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._verdict.wait(), PATIENCE)
        self._waits = False

    def _is_doubtful(self) -> bool:
        """Whether the cursor has gone to another item since the composer opened: it is said once."""
        target = self._composer.target
        if target is None or target.item_id is None or self._doubted is target:
            return False
        if self._items.listing.current in (target.item_id, None):
            return False
        self._doubted = target
        self._composer.refuse(
            self._seat.speech.say(
                "The cursor is on another message; once more sends it to {author}", author=target.author
            )
        )
        return True

    def _send(self, written: Written, wish: Wish) -> None:
        self._verdict.clear()
        self._waits = True
        target, items = written.target, self._items
        asks = target.to_platform and target.delivery_id is None and (wish.ask is not None or target.asks)
        self._drafts.leaves(target.key)
        ticket = None
        if target.item_id is not None and (asks or wish.done):
            state = "waiting" if asks else "done"
            was_here = items.listing.current == target.item_id
            ticket = items.change([target.item_id], lambda row: replace(row, state=state))
            if was_here:
                items.next_open()
        row = items.cache.get(target.item_id) if target.item_id is not None else None
        declared = self._directory.platforms.declaration(row.platform) if row is not None else None
        seen = self._meanwhile.seen_of(target)

        def write(store: Store) -> int | None:
            return queue_answer(written, wish, self._drafts.known(target.key), declared, seen, store)

        self._seat.background(partial(self._commit, written, wish, write, ticket), group="commands")
        self._tell_sent(target, wish, asks)

    def _tell_sent(self, target: Target, wish: Wish, asks: bool) -> None:
        seat, say = self._seat, self._seat.speech.say
        if target.purpose == "note":
            seat.tell(say("Note kept"))
        elif target.purpose == "answer":
            seat.tell(say("{author} has your answer", author=target.author))
        elif asks:
            seat.tell(say("Asked for approval, z takes it back"))
        elif wish.at is not None:
            zone, moment = str(seat.speech.timezone), seat.speech.moment(wish.at)
            seat.tell(say("Goes out {moment} ({zone}), z takes it back", moment=moment, zone=zone))
        else:
            seat.tell(say("Held for {n} s, z takes it back", n=seat.settings.hold_seconds))

    async def _commit(
        self, written: Written, wish: Wish, write: Callable[[Store], int | None], ticket: int | None
    ) -> None:
        try:
            self._drafts.has_left(written, await self._seat.db.write(write))
        except (StoreError, Conflict, NotFound) as error:
            self._not_sent(written, wish, error)
        finally:
            self._verdict.set()
        if ticket is not None:
            self._items.settle(ticket)

    def _not_sent(self, written: Written, wish: Wish, error: Exception) -> None:
        """Keep the text and say why it stays; what becomes of competing proposals is asked."""
        from meydan.store.writes.approvals import OtherProposals

        say = self._seat.speech.say
        self._drafts.keep(written.target.key, written.text, written.attached)
        if isinstance(error, ThreadChanged):
            self._meanwhile.hold_back(written, error, here=self._waits)
            return
        if isinstance(error, OtherProposals):
            self._seat.offer(
                say("Other answers to this message wait too"),
                [
                    Choice(("y",), say("reject them"), partial(self._send, written, wish.over_others(True))),
                    Choice(("n",), say("keep them"), partial(self._send, written, wish.over_others(False))),
                ],
            )
            return
        reason = translate(str(error), self._seat.speech)
        if self._composer.is_open:
            self._seat.tell(say("Not sent, kept as a draft: {reason}", reason=reason), "bad")
            return
        self._composer.open(written.target, written.text, deciding=True, attached=written.attached)
        self._composer.refuse(reason)
