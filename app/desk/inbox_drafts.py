"""Drafts of what is written in the inbox: journaled while they grow, back when a send is taken back."""

from __future__ import annotations

from functools import partial

from meydan.app.desk.inbox_company import CompanyScreen
from meydan.panes.background import in_background
from meydan.panes.composer.composer import Composer
from meydan.panes.composer.target import Attached, Written
from meydan.store.rows.outgoing import DeliveryRow

JOURNAL_DELAY = 0.5
"""Seconds that a typed text may be newer than its journal."""

UNDECIDED = frozenset({"asked", "held", "ready"})
"""States in which a text that was sent may still come back."""


class DraftScreen(CompanyScreen):
    """A screen with a composer whose texts are never lost."""

    def __init__(self) -> None:
        super().__init__()
        self.composer = Composer(self.speech, self.desk.local_now, id="composer")
        self._drafts: dict[str, tuple[str, Attached]] = {}
        self._known: dict[str, str] = {}
        self._unsaved: set[str] = set()
        self._queued: dict[int, Written] = {}
        self._told_of: set[int] = set()

    def on_composer_edited(self, event: Composer.Edited) -> None:
        """Journal it soon; what is told of a composer that has closed since was dealt with when it closed."""
        written = event.written
        if written.target is not self.composer.target:
            return
        if not self._unsaved:
            self.set_timer(JOURNAL_DELAY, self._journal)
        self._drafts[written.target.key] = (written.text, written.attached)
        self._unsaved.add(written.target.key)

    async def on_unmount(self) -> None:
        """Nothing typed is lost by leaving."""
        for key in tuple(self._unsaved):
            await self._save(key, *self._drafts[key])

    async def restore_cancelled(self) -> None:
        """What became of the texts that were sent: one that was taken back or rejected is a draft again."""
        from meydan.store.reads import outbox

        queued = tuple(self._queued)
        if not queued:
            return
        rows = await self.db.read(lambda conn: [outbox.delivery(conn, id) for id in queued])
        for row in rows:
            if row.state in UNDECIDED:
                self._tell_change(row)
                continue
            written = self._queued.pop(row.id)
            key, author = written.target.key, written.target.author
            if row.state == "cancelled":
                self.keep(key, written.text, written.attached)
                self.tell(self.speech.say("Not sent: the text to {author} is a draft again", author=author))
            elif row.state == "rejected":
                self._drafts.pop(key, None)
                self.tell(
                    self.speech.say(
                        "{who} sent the text to {author} back: {reason}",
                        who=self.name_of(row.decided_by),
                        author=author,
                        reason=self.speech.say(row.reason),
                    ),
                    "bad",
                )

    def _tell_change(self, row: DeliveryRow) -> None:
        """Say once that a text was changed when it was approved."""
        if row.decided_by not in ("", self.desk.login) and row.id not in self._told_of:
            self._told_of.add(row.id)
            who, author = self.name_of(row.decided_by), self._queued[row.id].target.author
            changed = self.speech.say(
                "{who} changed and approved the text to {author}", who=who, author=author
            )
            plain = self.speech.say("{who} approved the text to {author}", who=who, author=author)
            self.tell(changed if row.proposed else plain)

    def name_of(self, login: str) -> str:
        """How a member is called."""
        return self.team.names.get(login, login)

    def keep(self, key: str, text: str, attached: Attached | None = None) -> None:
        """Journal a text at once; an empty one is no draft."""
        self._drafts[key] = (text, attached or Attached())
        self._unsaved.add(key)
        self._journal()

    def _journal(self) -> None:
        for key in self._unsaved:
            in_background(self, partial(self._save, key, *self._drafts[key]), group="drafts")
        self._unsaved.clear()

    async def _save(self, key: str, text: str, attached: Attached) -> None:
        from meydan.store.writes import drafts

        known = self._known.pop(key, None)
        if not text.strip():
            await self.command(lambda store: drafts.drop_draft(store, key, known))
            return
        self._known[key] = text
        kept = await self.command(
            lambda store: drafts.save_draft(
                store,
                key,
                text,
                known=known or "",
                media=attached.media,
                alt_texts=attached.alt_texts,
                codes=attached.codes,
            )
        )
        if kept is not None and kept != text:
            self._known[key] = kept
            self._drafts[key] = (kept, attached)
            target = self.composer.target
            if target is not None and target.key == key:
                self.composer.take(target, kept)
            self.tell(self.speech.say("Another text came here meanwhile: both are kept"), "amber")
