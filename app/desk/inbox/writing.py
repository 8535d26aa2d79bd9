"""Beginning an answer or a note: its earlier draft, saved replies, until when it is taken."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from meydan.app.desk.answers import read_background
from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.drafts import Drafts
from meydan.app.desk.inbox.lease import Lease
from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.inbox.targets import Targets
from meydan.app.desk.prefix import Choice
from meydan.app.desk.spec import Acts
from meydan.insight.text import one_line
from meydan.panes.composer.composer import Composer
from meydan.panes.composer.saved import Reply
from meydan.panes.composer.target import Attached, Facts, Target
from meydan.panes.inbox.itemlist import ItemList
from meydan.store import NotFound, StoreError
from meydan.store.rows.inbox import ItemRow
from meydan.store.rows.outgoing import DeliveryRow
from meydan.store.rows.people import SavedReplyRow


class Writing:
    """Opens the composer for items."""

    def __init__(
        self,
        seat: Seat,
        items: ItemList,
        directory: Directory,
        composer: Composer,
        drafts: Drafts,
        targets: Targets,
        lease: Lease,
    ) -> None:
        self._seat = seat
        self._items = items
        self._directory = directory
        self._composer = composer
        self._drafts = drafts
        self._targets = targets
        self._lease = lease

    def acts(self) -> Acts:
        """Its keys."""
        return {
            "inbox.reply": partial(self._write_to, "reply"),
            "inbox.private_reply": partial(self._write_to, "private"),
            "inbox.note": partial(self._write_to, "note"),
            "inbox.saved": self.offer_saved,
            "inbox.restore": self.restore,
        }

    def offer_saved(self) -> None:
        """Wait for a saved reply's code; the send bar opens at once."""
        row, say, replies = self._items.current, self._seat.speech.say, self._directory.team.replies
        if row is None or not self._targets.allows(row, "reply"):
            return
        if not replies:
            self._seat.tell(say("No saved replies yet: meydan saved add CODE --text TEXT"))
            return
        self._seat.offer(
            say("Saved reply"),
            [
                Choice(
                    tuple(one.code),
                    one_line(one.text_in(row.lang))[:24],
                    partial(self._write_to, "reply", row, one),
                )
                for one in replies
            ],
        )

    def restore(self) -> None:
        """Bring the discarded text back."""
        written, self._drafts.discarded = self._drafts.discarded, None
        if written is not None:
            self._composer.open(written.target, written.text, attached=written.attached)
            self._drafts.keep(written.target.key, written.text, written.attached)

    def write_again(self, purpose: str, text: str) -> None:
        """Go on with a text that was taken back, to the item under the cursor."""
        row = self._items.current
        if row is not None:
            target = self._targets.of(row, purpose)
            self._drafts.keep(target.key, text)
            self.open(target, row, text)

    def change_and_approve(self, delivery: DeliveryRow, purpose: str) -> None:
        """Change a text that waits for approval, to the item under the cursor; sending it approves it."""
        row = self._items.current
        if row is not None:
            target = replace(
                self._targets.of(row, purpose),
                key=f"approve:{delivery.id}",
                delivery_id=delivery.id,
                version=delivery.version,
            )
            self.open(target, row, delivery.text)

    def begin_with(self, row: ItemRow, text: str) -> bool:
        """Write the reply to an item, a text below what is drafted; False where it cannot be answered."""
        if not self._targets.allows(row, "reply"):
            return False
        target = self._targets.of(row, "reply")
        draft, attached = self._drafts.begun(target, row)
        whole = f"{draft}\n\n{text}" if draft else text
        self._drafts.keep(target.key, whole, attached)
        self.open(target, row, whole, attached)
        return True

    def open(self, target: Target, row: ItemRow, text: str, attached: Attached | None = None) -> None:
        """Open the composer; what else there is to know about the target follows."""
        composer, team = self._composer, self._directory.team
        composer.replies = {
            one.code: Reply(one.code, one.text_in(row.lang), one.media, one.alt_texts) for one in team.replies
        }
        composer.values = self._targets.values(row)
        composer.members = team.members if target.purpose == "note" else ()
        composer.open(target, text, attached=attached)
        self._seat.background(partial(self._find_out, target, row), group="drafts")

    # --- inside

    def _write_to(self, purpose: str, row: ItemRow | None = None, saved: SavedReplyRow | None = None) -> None:
        """Write to an item, by default the one under the cursor; who answers it already is asked about."""
        row = row or self._items.current
        if row is not None:
            begin = partial(self._begin, purpose, row, saved)
            if purpose == "note":
                begin()
            else:
                self._lease.unless_taken(row.id, begin)

    def _begin(self, purpose: str, row: ItemRow, saved: SavedReplyRow | None) -> None:
        if purpose != "note" and not self._targets.allows(row, purpose):
            return
        self._drafts.discarded = None
        target = self._targets.of(row, purpose)
        draft, attached = self._drafts.begun(target, row)
        self.open(target, row, (f"{draft}\n\n" if saved else draft) if draft else "", attached)
        if saved is not None:
            self._composer.use(self._composer.replies[saved.code], deciding=not draft)

    async def _find_out(self, target: Target, row: ItemRow) -> None:
        """Learn of an earlier draft, of the platform's window, and why a text came back."""
        seat, say = self._seat, self._seat.speech.say
        declared, login = self._directory.platforms.declaration(row.platform), seat.login
        try:
            found = await seat.db.read(lambda conn: read_background(conn, target, row, login, declared))
        except (StoreError, NotFound) as error:
            seat.complain(error)
            return
        draft, here = found.draft, self._composer.target is target
        if here and draft is not None and self._drafts.agrees(target.key, draft.text):
            attached = Attached(draft.media, draft.alt_texts, draft.codes)
            self._composer.restore(target, draft.text, attached)
        rejected = ""
        if found.rejection is not None:
            who, why = self._directory.name_of(found.rejection.decided_by), say(found.rejection.reason)
            rejected = say("{who} sent it back: {reason}", who=who, reason=one_line(why))
        facts = Facts(rejected=rejected)
        if found.closing is not None:
            facts = replace(facts, closes=found.closing.at, last=found.closing.last)
        self._composer.inform(target, facts)
