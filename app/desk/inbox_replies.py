"""Deciding what becomes of an answer: sent, sent at a time, asked about, put aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported
from textual.widgets import Input

from meydan.app.desk.answers import Wish, queue_answer
from meydan.app.desk.editor import edit_outside
from meydan.app.desk.inbox_writing import WritingScreen
from meydan.app.desk.prefix import Choice
from meydan.panes.background import in_background
from meydan.panes.composer.composer import Mode
from meydan.panes.composer.target import Attached, Target, Written
from meydan.store import Conflict, NotFound, StoreError
from meydan.store.errors import ThreadChanged
from meydan.store.rows.together import ThreadMark

if TYPE_CHECKING:
    from meydan.store import Store

APPROVING = frozenset({"approver", "manager", "admin"})


class ReplyScreen(WritingScreen):
    """A screen with items that can be answered."""

    def action_composer_decide(self) -> None:
        """From writing to the send bar; from the bar out, the text kept as a draft."""
        if not self.composer.decide():
            self.action_composer_postpone()
        self.refresh_bindings()

    def action_composer_edit(self) -> None:
        """Back to the text."""
        self.composer.edit()

    def action_composer_expand(self) -> None:
        """The /code before the cursor becomes the saved reply."""
        self.composer.expand_code()

    def action_composer_everyone(self) -> None:
        """To all who take part, or to the author alone."""
        self.composer.address_everyone()

    def action_composer_time(self) -> None:
        """Ask for the time."""
        self.composer.ask_time()

    async def action_composer_send(self) -> None:
        """Send it; a note is kept, what needs approval asks for it."""
        await self._finish(self._wish())

    async def action_composer_send_done(self) -> None:
        """Send it, close the item, go on to the next."""
        await self._finish(replace(self._wish(), done=True))

    async def action_composer_ask(self) -> None:
        """Wait for the letter of who is to approve it; Enter asks anyone who may."""
        choices = [
            Choice((one.key,), one.name, lambda login=one.login: self._ask_approval(login))  # type: ignore[misc]
            for one in self.team.members
            if one.key and one.role in APPROVING and one.login != self.desk.login
        ]
        if not choices:
            await self._ask_approval("")
            return
        choices.append(Choice(("enter",), self.speech.say("anyone who may"), lambda: self._ask_approval("")))
        self.offer(self.speech.say("Approval by"), choices)

    def action_composer_postpone(self) -> None:
        """Keep the text for later."""
        left = self.composer.leave()
        if left is not None:
            self.keep(left.target.key, left.text, left.attached)
            if left.text.strip():
                self.tell(self.speech.say("Kept as a draft"))

    def action_composer_discard(self) -> None:
        """Let go of the text; `z` brings it back."""
        left = self.composer.leave()
        if left is not None:
            self.keep(left.target.key, "")
            if left.text.strip():
                self._discarded = left
                self.tell(self.speech.say("Discarded, z brings it back"))

    def action_composer_external(self) -> None:
        """Write in the person's own editor."""
        target = self.composer.target
        if target is not None:
            try:
                with self.app.suspend():
                    text = edit_outside(self.composer.text)
            except SuspendNotSupported:
                self.tell(self.speech.say("There is no terminal for another editor here"))
            else:
                self.composer.take(target, text)

    def submit(self, field: Input) -> None:
        """The answer to a saved reply's question, or the time at which to send it, was typed."""
        if self.composer.mode is Mode.ASKING:
            self.composer.answer()
            return
        if self.composer.mode is not Mode.TIMING or self._is_doubtful():
            return
        finished = self.composer.finish_at()
        if finished is not None:
            written, at = finished
            self._send(written, replace(self._wish(), at=at))

    # --- inside

    def seen_of(self, target: Target) -> Callable[[], ThreadMark | None]:
        """How the conversation stood when its answer was begun; None where that does not matter."""
        return lambda: None

    def hold_back(self, written: Written, changed: ThreadChanged) -> None:
        """The conversation went on meanwhile: the text is kept, the person decides anew."""

    def _wish(self) -> Wish:
        return Wish(timedelta(seconds=self.settings.hold_seconds))

    async def _ask_approval(self, login: str) -> None:
        await self._finish(replace(self._wish(), ask=login))

    async def _finish(self, wish: Wish) -> None:
        if self._is_doubtful():
            return
        finished = self.composer.finish()
        if finished is not None:
            self._send(finished, wish)
            await self.settled()

    def _is_doubtful(self) -> bool:
        """Whether the cursor has gone to another item since the composer opened: it is said once."""
        target = self.composer.target
        if target is None or target.item_id is None or self._doubted is target:
            return False
        if self.items.listing.current in (target.item_id, None):
            return False
        self._doubted = target
        self.composer.refuse(
            self.speech.say(
                "The cursor is on another message; once more sends it to {author}", author=target.author
            )
        )
        return True

    def _send(self, written: Written, wish: Wish) -> None:
        target = written.target
        asks = target.to_platform and target.delivery_id is None and (wish.ask is not None or target.asks)
        self._drafts[target.key] = ("", Attached())
        self._unsaved.discard(target.key)
        ticket = None
        if target.item_id is not None and (asks or wish.done):
            state = "waiting" if asks else "done"
            was_here = self.items.listing.current == target.item_id
            ticket = self.items.change([target.item_id], lambda row: replace(row, state=state))
            if was_here:
                self.items.next_open()
        row = self.items.cache.get(target.item_id) if target.item_id is not None else None
        declared = self.platforms.declaration(row.platform) if row is not None else None
        seen = self.seen_of(target)

        def write(store: Store) -> int | None:
            return queue_answer(written, wish, self._known.get(target.key), declared, seen, store)

        in_background(self, partial(self._commit_text, written, wish, write, ticket), group="commands")
        self._tell_sent(target, wish, asks)

    def _tell_sent(self, target: Target, wish: Wish, asks: bool) -> None:
        say = self.speech.say
        if target.purpose == "note":
            self.tell(say("Note kept"))
        elif target.purpose == "answer":
            self.tell(say("{author} has your answer", author=target.author))
        elif asks:
            self.tell(say("Asked for approval, z takes it back"))
        elif wish.at is not None:
            zone = str(self.speech.timezone)
            self.tell(
                say(
                    "Goes out {moment} ({zone}), z takes it back",
                    moment=self.speech.moment(wish.at),
                    zone=zone,
                )
            )
        else:
            self.tell(say("Held for {n} s, z takes it back", n=self.settings.hold_seconds))

    async def _commit_text(
        self, written: Written, wish: Wish, fn: Callable[[Store], int | None], ticket: int | None
    ) -> None:
        target = written.target
        try:
            made = await self.db.write(fn)
            if made is not None:
                self._queued[made] = written
            self._known.pop(target.key, None)
        except (StoreError, Conflict, NotFound) as error:
            self._not_sent(written, wish, error)
        if ticket is not None:
            self.items.settle(ticket)

    def _not_sent(self, written: Written, wish: Wish, error: Exception) -> None:
        """Keep the text and say why it stays; what becomes of competing proposals is asked."""
        from meydan.app.cli.told import translate
        from meydan.store.writes.approvals import OtherProposals

        target, say = written.target, self.speech.say
        self.keep(target.key, written.text, written.attached)
        if isinstance(error, ThreadChanged):
            self.hold_back(written, error)
            return
        if isinstance(error, OtherProposals):
            self.offer(
                say("Other answers to this message wait too"),
                [
                    Choice(("y",), say("reject them"), lambda: self._send(written, wish.over_others(True))),
                    Choice(("n",), say("keep them"), lambda: self._send(written, wish.over_others(False))),
                ],
            )
            return
        reason = translate(str(error), self.speech)
        if self.composer.is_open:
            self.tell(say("Not sent, kept as a draft: {reason}", reason=reason), "bad")
            return
        self.composer.open(target, written.text, deciding=True, attached=written.attached)
        self.composer.refuse(reason)
