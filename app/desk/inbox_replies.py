"""Answering from the inbox: the composer bound to an item, drafts journaled, sends held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported
from textual.widgets import Input

from meydan.app.desk.editor import edit_outside
from meydan.app.desk.inbox_triage import TriageScreen
from meydan.app.desk.prefix import Choice
from meydan.insight.text import one_line
from meydan.panes.background import in_background
from meydan.panes.composer.composer import Composer, Mode
from meydan.panes.composer.saved import fill
from meydan.panes.composer.target import Target
from meydan.store import Conflict, NotFound, StoreError
from meydan.store.rows import ItemRow

if TYPE_CHECKING:
    from meydan.store import Store

JOURNAL_DELAY = 0.5
"""Seconds that a typed text may be newer than its journal."""


class ReplyScreen(TriageScreen):
    """A screen with items that can be answered."""

    def __init__(self) -> None:
        super().__init__()
        self.composer = Composer(self.speech, self.desk.local_now, id="composer")
        self._drafts: dict[str, str] = {}
        self._unsaved: set[str] = set()
        self._discarded: tuple[Target, str] | None = None
        self._queued: dict[int, tuple[Target, str]] = {}

    def draft_of(self, row: ItemRow) -> str | None:
        """The member's draft for an item, None while nobody knows."""
        return None

    @property
    def has_discarded(self) -> bool:
        """Whether a discarded text can be brought back."""
        return self._discarded is not None

    # --- opening

    def action_inbox_reply(self) -> None:
        """Answer in public (a private message: in private)."""
        self._write_to("reply")

    def action_inbox_private_reply(self) -> None:
        """Answer in private, where the platform can."""
        self._write_to("private")

    def action_inbox_note(self) -> None:
        """Write an internal note."""
        self._write_to("note")

    def action_inbox_saved(self) -> None:
        """Wait for a saved reply's code; the send bar opens at once."""
        row = self.items.current
        if row is None or not self._may_answer(row, "reply"):
            return
        if not self.team.replies:
            self.tell(self.speech.say("No saved replies yet: meydan saved add CODE --text TEXT"))
            return
        self.offer(
            self.speech.say("Saved reply"),
            [
                Choice(tuple(one.code), one_line(one.text)[:24], lambda text=one.text: self._use(row, text))  # type: ignore[misc]
                for one in self.team.replies
            ],
        )

    def action_inbox_restore(self) -> None:
        """Bring the discarded text back."""
        if self._discarded is not None:
            target, text = self._discarded
            self._discarded = None
            self.composer.open(target, text)
            self._keep(target.key, text)

    def write_again(self, purpose: str, text: str) -> None:
        """Go on with a text that was taken back, to the item under the cursor."""
        row = self.items.current
        if row is not None:
            target = self._target(row, purpose)
            self._keep(target.key, text)
            self.composer.open(target, text)

    def _use(self, row: ItemRow, text: str) -> None:
        name = one_line(row.author_name) or one_line(row.author)
        self._write_to("reply", row, fill(text, {"name": name, "ad": name}))

    def _write_to(self, purpose: str, row: ItemRow | None = None, saved: str = "") -> None:
        row = row or self.items.current
        if row is None or (purpose != "note" and not self._may_answer(row, purpose)):
            return
        self._discarded = None
        target = self._target(row, purpose)
        self.composer.members = self.team.members
        self.composer.replies = {
            one.code: fill(one.text, {"name": target.author, "ad": target.author})
            for one in self.team.replies
        }
        draft = self._drafts.get(target.key, self.draft_of(row) if purpose == "reply" else None)
        if draft and saved:
            self.composer.open(target, f"{draft}\n\n{saved}")
        else:
            self.composer.open(target, saved or draft or "", deciding=bool(saved))
        if draft is None:
            in_background(self, partial(self._restore, target), group="drafts")

    async def _restore(self, target: Target) -> None:
        from meydan.store.reads import drafts

        found = await self.db.read(lambda conn: drafts.draft(conn, target.key, self.desk.login))
        if found is not None:
            self.composer.restore(target, found.text)

    def _may_answer(self, row: ItemRow, purpose: str) -> bool:
        say, title = self.speech.say, self.platforms.title(row.platform)
        if not self.platforms.can(row.platform, "private_reply" if purpose == "private" else "reply"):
            self.tell(
                say("{platform} has no private replies", platform=title)
                if purpose == "private"
                else say("Nothing can be sent to {platform}", platform=title)
            )
            return False
        if row.deleted_at is not None:
            self.tell(say("Its author deleted it"))
            return False
        return True

    def _target(self, row: ItemRow, purpose: str) -> Target:
        declared = self.platforms.declaration(row.platform)
        private = purpose == "private" or row.kind == "dm" or row.visibility in ("direct", "private")
        say = self.speech.say
        visibility = "" if purpose == "note" else say("private") if private else say("public")
        return Target(
            purpose,
            f"{purpose}:{row.id}",
            row.id,
            one_line(row.author_name) or one_line(row.author),
            self.platforms.title(row.platform),
            one_line(row.account),
            visibility,
            declared.limits.count if declared and purpose != "note" else len,
            declared.limits.text_length if declared and purpose != "note" else None,
        )

    # --- deciding

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

    def action_composer_time(self) -> None:
        """Ask for the time."""
        self.composer.ask_time()

    async def action_composer_send(self) -> None:
        """Send it; a note is kept."""
        finished = self.composer.finish()
        if finished is not None:
            self._send(*finished)
            await self.settled()

    async def action_composer_send_done(self) -> None:
        """Send it, close the item, go on to the next."""
        finished = self.composer.finish()
        if finished is not None:
            self._send(*finished, done=True)
            await self.settled()

    def action_composer_postpone(self) -> None:
        """Keep the text for later."""
        left = self.composer.leave()
        if left is not None:
            target, text = left
            self._keep(target.key, text)
            if text.strip():
                self.tell(self.speech.say("Kept as a draft"))

    def action_composer_discard(self) -> None:
        """Let go of the text; `z` brings it back."""
        left = self.composer.leave()
        if left is not None:
            self._keep(left[0].key, "")
            if left[1].strip():
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
        """The time at which to send it was typed."""
        finished = self.composer.finish_at() if self.composer.mode is Mode.TIMING else None
        if finished is not None:
            target, text, at = finished
            self._send(target, text, at=at)

    def on_composer_edited(self, event: Composer.Edited) -> None:
        """Journal it soon; what is told of a composer that has closed since was dealt with when it closed."""
        if event.target is not self.composer.target:
            return
        if not self._unsaved:
            self.set_timer(JOURNAL_DELAY, self._journal)
        self._drafts[event.target.key] = event.text
        self._unsaved.add(event.target.key)

    # --- inside

    def _send(self, target: Target, text: str, done: bool = False, at: datetime | None = None) -> None:
        self._drafts[target.key] = ""
        self._unsaved.discard(target.key)
        ticket = None
        if done and target.item_id is not None:
            was_here = self.items.listing.current == target.item_id
            ticket = self.items.change([target.item_id], lambda row: replace(row, state="done"))
            if was_here:
                self.items.next_open()
        hold = timedelta(seconds=self.settings.hold_seconds)
        in_background(
            self,
            partial(
                self._commit_text, target, text, partial(queue_answer, target, text, hold, done, at), ticket
            ),
            group="commands",
        )
        say = self.speech.say
        if target.purpose == "note":
            self.tell(say("Note kept"))
        elif target.purpose == "answer":
            self.tell(say("{author} has your answer", author=target.author))
        elif at is not None:
            self.tell(say("Goes out {moment}, z takes it back", moment=self.speech.moment(at)))
        else:
            self.tell(say("Held for {n} s, z takes it back", n=self.settings.hold_seconds))

    async def on_unmount(self) -> None:
        """Nothing typed is lost by leaving."""
        for key in tuple(self._unsaved):
            await self._save(key, self._drafts[key])

    async def restore_cancelled(self) -> None:
        """The text of a send that was taken back is a draft again."""
        from meydan.store.reads import outbox

        queued = tuple(self._queued)
        if not queued:
            return
        states = await self.db.read(lambda conn: {id: outbox.delivery(conn, id).state for id in queued})
        for id, state in states.items():
            if state not in ("held", "ready"):
                target, text = self._queued.pop(id)
                if state == "cancelled":
                    self._keep(target.key, text)
                    self.tell(
                        self.speech.say(
                            "Not sent: the text to {author} is a draft again", author=target.author
                        )
                    )

    async def _commit_text(
        self, target: Target, text: str, fn: Callable[[Store], int | None], ticket: int | None
    ) -> None:
        try:
            made = await self.db.write(fn)
            if made is not None:
                self._queued[made] = (target, text)
        except (StoreError, NotFound, Conflict) as error:
            self._keep(target.key, text)
            if self.composer.is_open:
                self.tell(self.speech.say("Not sent, kept as a draft: {reason}", reason=str(error)), "bad")
            else:
                self.composer.open(target, text, deciding=True)
                self.composer.refuse(str(error))
        if ticket is not None:
            self.items.settle(ticket)

    def _keep(self, key: str, text: str) -> None:
        """Journal a text at once; an empty one is no draft."""
        self._drafts[key] = text
        self._unsaved.add(key)
        self._journal()

    def _journal(self) -> None:
        for key in self._unsaved:
            in_background(self, partial(self._save, key, self._drafts[key]), group="drafts")
        self._unsaved.clear()

    async def _save(self, key: str, text: str) -> None:
        from meydan.store.writes import drafts

        if text.strip():
            await self.command(lambda store: drafts.save_draft(store, key, text))
        else:
            await self.command(lambda store: drafts.drop_draft(store, key))


def queue_answer(
    target: Target, text: str, hold: timedelta, done: bool, at: datetime | None, store: Store
) -> int | None:
    """Queue a reply, keep a note or answer a colleague; its draft is gone. The delivery's id, if any."""
    from meydan.store.writes import drafts, inquiries, outbox, triage

    made = None
    if target.purpose == "answer":
        inquiries.answer(store, int(target.key.partition(":")[2]), text)
    elif target.item_id is not None and target.purpose == "note":
        triage.note(store, target.item_id, text)
    elif target.item_id is not None:
        due = None if at is None else at.astimezone(UTC)
        private = target.purpose == "private"
        made = outbox.queue_reply(
            store, target.item_id, text, hold=hold, private=private, done=done, due_at=due
        )
    drafts.drop_draft(store, target.key)
    return made
