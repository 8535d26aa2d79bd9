"""Drafts of what is written in the inbox: journaled while they grow, back when a send is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.seat import Seat
from meydan.insight.text import one_line
from meydan.panes.composer.composer import Composer
from meydan.panes.composer.target import Attached, Target, Written
from meydan.store.rows.around import InquiryRow
from meydan.store.rows.inbox import ItemRow
from meydan.store.rows.outgoing import DeliveryRow

JOURNAL_DELAY = 0.5
"""Seconds that a typed text may be newer than its journal."""

UNDECIDED = frozenset({"asked", "held", "ready"})
"""States in which a text that was sent may still come back."""


class Drafts:
    """The member's texts by the keys of their targets; none that was typed is lost.

    `stored` tells the store's draft of an item's reply, None while nobody knows. What is known of the store's
    text under a key is what a newer one may take the place of.
    """

    def __init__(
        self,
        seat: Seat,
        directory: Directory,
        composer: Composer,
        stored: Callable[[ItemRow], str | None],
    ) -> None:
        self.discarded: Written | None = None
        self._seat = seat
        self._directory = directory
        self._composer = composer
        self._stored = stored
        self._heard: set[int] = set()
        self._texts: dict[str, tuple[str, Attached]] = {}
        self._known: dict[str, str] = {}
        self._unsaved: set[str] = set()
        self._queued: dict[int, Written] = {}
        self._told_of: set[int] = set()

    def of(self, key: str) -> tuple[str | None, Attached]:
        """The text written here under a key, None where none was, and what goes with it."""
        return self._texts.get(key, (None, Attached()))

    def begun(self, target: Target, row: ItemRow) -> tuple[str | None, Attached]:
        """What was written to an item before, as far as it is known without asking the store."""
        text, attached = self.of(target.key)
        if text is None and target.purpose == "reply" and (text := self._stored(row)):
            self._known[target.key] = text
        return text, attached

    # --- what the store has

    def known(self, key: str) -> str | None:
        """The store's text under a key, as far as it is known."""
        return self._known.get(key)

    def agrees(self, key: str, text: str) -> bool:
        """Whether a text read from the store is the one that is known; the first that is read becomes it."""
        return self._known.setdefault(key, text) == text

    def hear_answers(self, found: Mapping[int, Sequence[InquiryRow]]) -> None:
        """What was asked about items, by their ids: an answer that is new stands in the store's draft now."""
        for item_id, asked in found.items():
            for one in asked:
                if one.waits or one.asked_by != self._seat.login or one.id in self._heard:
                    continue
                self._heard.add(one.id)
                key = f"reply:{item_id}"
                if self._composer.target is None or self._composer.target.key != key:
                    self._texts.pop(key, None)
                    self._known.pop(key, None)
                else:
                    name = one_line(self._directory.name_of(one.answered_by))
                    told = self._seat.speech.say("{name} has answered, see above", name=name)
                    self._seat.tell(told, "amber")

    # --- journaling

    def edited(self, written: Written) -> None:
        """Journal it soon; what is told of a composer that has closed since was dealt with when it closed."""
        if written.target is not self._composer.target:
            return
        if not self._unsaved:
            self._composer.set_timer(JOURNAL_DELAY, self._journal)
        self._texts[written.target.key] = (written.text, written.attached)
        self._unsaved.add(written.target.key)

    def keep(self, key: str, text: str, attached: Attached | None = None) -> None:
        """Journal a text at once; an empty one is no draft."""
        self._texts[key] = (text, attached or Attached())
        self._unsaved.add(key)
        self._journal()

    async def save_all(self) -> None:
        """Journal what is not yet, before the desk is left."""
        for key in tuple(self._unsaved):
            await self._save(key, *self._texts[key])

    # --- what is sent

    def leaves(self, key: str) -> None:
        """A text is sent: its draft goes with it."""
        self._texts[key] = ("", Attached())
        self._unsaved.discard(key)

    def has_left(self, written: Written, delivery_id: int | None) -> None:
        """The store has taken a text; `delivery_id` is None for what stays inside."""
        if delivery_id is not None:
            self._queued[delivery_id] = written
        self._known.pop(written.target.key, None)

    async def catch_up(self) -> None:
        """What became of the texts that were sent: one that was taken back or rejected is a draft again."""
        from meydan.store.reads import outbox

        queued = tuple(self._queued)
        if not queued:
            return
        seat, say = self._seat, self._seat.speech.say
        rows = await seat.db.read(lambda conn: [outbox.delivery(conn, id) for id in queued])
        for row in rows:
            if row.state in UNDECIDED:
                self._tell_change(row)
                continue
            written = self._queued.pop(row.id)
            key, author = written.target.key, written.target.author
            if row.state == "cancelled":
                self.keep(key, written.text, written.attached)
                seat.tell(say("Not sent: the text to {author} is a draft again", author=author))
            elif row.state == "rejected":
                self._texts.pop(key, None)
                seat.tell(
                    say(
                        "{who} sent the text to {author} back: {reason}",
                        who=self._directory.name_of(row.decided_by),
                        author=author,
                        reason=say(row.reason),
                    ),
                    "bad",
                )

    def _tell_change(self, row: DeliveryRow) -> None:
        """Say once that a text was changed when it was approved."""
        say = self._seat.speech.say
        if row.decided_by not in ("", self._seat.login) and row.id not in self._told_of:
            self._told_of.add(row.id)
            who, author = self._directory.name_of(row.decided_by), self._queued[row.id].target.author
            changed = say("{who} changed and approved the text to {author}", who=who, author=author)
            plain = say("{who} approved the text to {author}", who=who, author=author)
            self._seat.tell(changed if row.proposed else plain)

    # --- inside

    def _journal(self) -> None:
        for key in self._unsaved:
            self._seat.background(partial(self._save, key, *self._texts[key]), group="drafts")
        self._unsaved.clear()

    async def _save(self, key: str, text: str, attached: Attached) -> None:
        from meydan.store.writes import drafts

        known = self._known.pop(key, None)
        if not text.strip():
            await self._seat.command(lambda store: drafts.drop_draft(store, key, known))
            return
        self._known[key] = text
        kept = await self._seat.command(
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
            self._texts[key] = (kept, attached)
            target = self._composer.target
            if target is not None and target.key == key:
                self._composer.take(target, kept)
            self._seat.tell(self._seat.speech.say("Another text came here meanwhile: both are kept"), "amber")
