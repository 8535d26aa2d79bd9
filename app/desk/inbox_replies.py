"""Answering from the inbox: the composer bound to an item, drafts journaled, sends held."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from textual.widgets import TextArea

from meydan.app.desk.inbox_triage import TriageScreen
from meydan.app.desk.prefix import Choice
from meydan.insight.text import one_line
from meydan.panes.composer.composer import Composer, Mode
from meydan.panes.composer.saved import fill
from meydan.panes.composer.target import Target
from meydan.store import StoreError
from meydan.store.rows import ItemRow

if TYPE_CHECKING:
    from meydan.store import Store

JOURNAL_DELAY = 0.5
"""Seconds that a typed text may be newer than its journal."""


class ReplyScreen(TriageScreen):
    """A screen with items that can be answered."""

    def __init__(self) -> None:
        super().__init__()
        self._unsaved: dict[str, str] = {}
        self._discarded: tuple[Target, str] | None = None

    @property
    def composer(self) -> Composer:
        """Where answers and notes are written."""
        return self.query_one(Composer)

    def draft_of(self, row: ItemRow) -> str | None:
        """The member's draft for an item, None while nobody knows."""
        return None

    # --- opening

    def action_inbox_reply(self) -> None:
        """Answer in public (a private message: in private)."""
        self._compose("reply")

    def action_inbox_private_reply(self) -> None:
        """Answer in private, where the platform can."""
        self._compose("private")

    def action_inbox_note(self) -> None:
        """Write an internal note."""
        self._compose("note")

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

    def _use(self, row: ItemRow, text: str) -> None:
        name = one_line(row.author_name) or one_line(row.author)
        self._compose("reply", row, fill(text, {"name": name, "ad": name}))

    def _compose(self, purpose: str, row: ItemRow | None = None, saved: str = "") -> None:
        row = row or self.items.current
        if row is None or (purpose != "note" and not self._may_answer(row, purpose)):
            return
        self._discarded = None
        target = self._target(row, purpose)
        self.composer.replies = {
            one.code: fill(one.text, {"name": target.author, "ad": target.author}) for one in self.team.replies
        }
        draft = self._unsaved.get(target.key, self.draft_of(row) if purpose == "reply" else None)
        if draft and saved:
            self.composer.open(target, f"{draft}\n\n{saved}")
        else:
            self.composer.open(target, saved or draft or "", deciding=bool(saved))
        if draft is None:
            self.run_worker(self._restore(target), group="drafts")

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

    # --- what the composer says

    def on_composer_edited(self, event: Composer.Edited) -> None:
        """Journal it soon."""
        if not self._unsaved:
            self.set_timer(JOURNAL_DELAY, self._journal)
        self._unsaved[event.target.key] = event.text

    def on_composer_sent(self, event: Composer.Sent) -> None:
        """Queue it, held; or keep the note."""
        target, text = event.target, event.text
        self._unsaved.pop(target.key, None)
        if target.purpose == "note":
            self._commit_text(target, text, lambda store: self._note(store, target, text))
            return
        hold = timedelta(seconds=self.settings.hold_seconds)
        done = event.done
        due = None if event.at is None else event.at.astimezone(UTC)
        self._commit_text(target, text, lambda store: self._queue(store, target, text, hold, done, due))
        if done and target.item_id is not None:
            current = self.items.listing.current
            ticket = self.items.change([target.item_id], lambda row: replace(row, state="done"))
            self.items.settle_after(ticket)
            if current == target.item_id:
                self.items.next_open()
        say = self.speech.say
        if event.at is not None:
            self.tell(say("Goes out {moment}, z takes it back", moment=self.speech.moment(event.at)))
        else:
            self.tell(say("Held for {n} s, z takes it back", n=self.settings.hold_seconds))

    def on_composer_left(self, event: Composer.Left) -> None:
        """Keep the draft, or let go of it."""
        target, text = event.target, event.text
        if event.discarded or not text.strip():
            self._unsaved.pop(target.key, None)
            self.run_worker(self._drop(target.key), group="drafts")
            if event.discarded and text.strip():
                self._discarded = (target, text)
                self.tell(self.speech.say("Discarded, z brings it back"))
                self.refresh_bindings()
        else:
            self._keep(target.key, text)
            self.tell(self.speech.say("Kept as a draft"))
