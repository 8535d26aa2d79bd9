"""Beginning an answer in the inbox: whom it is for, its earlier draft, saved replies, until when."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from meydan.app.desk.answers import read_background
from meydan.app.desk.inbox_drafts import DraftScreen
from meydan.app.desk.prefix import Choice
from meydan.insight.text import one_line
from meydan.panes.background import in_background
from meydan.panes.composer.saved import Reply
from meydan.panes.composer.target import Attached, Facts, Target, Written
from meydan.store import NotFound, StoreError
from meydan.store.rows.inbox import ItemRow
from meydan.store.rows.outgoing import DeliveryRow
from meydan.store.rows.people import SavedReplyRow

_HANDLE = re.compile(r"(?<![\w/@])@([\w.-]*\w(?:@[\w.-]+\w)?)")
LOOKING = "viewer"


class WritingScreen(DraftScreen):
    """A screen with items to which one can begin to write."""

    def __init__(self) -> None:
        super().__init__()
        self._discarded: Written | None = None
        self._doubted: Target | None = None

    def draft_of(self, row: ItemRow) -> str | None:
        """The member's draft for an item, None while nobody knows."""
        return None

    @property
    def has_discarded(self) -> bool:
        """Whether a discarded text can be brought back."""
        return self._discarded is not None

    @property
    def role(self) -> str:
        """The role of who sits here, "" for somebody the team does not know."""
        return self.team.roles.get(self.desk.login, "")

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
                Choice(
                    tuple(one.code),
                    one_line(one.text_in(row.lang))[:24],
                    lambda one=one: self._write_to("reply", row, one),  # type: ignore[misc]
                )
                for one in self.team.replies
            ],
        )

    def action_inbox_restore(self) -> None:
        """Bring the discarded text back."""
        if self._discarded is not None:
            written, self._discarded = self._discarded, None
            self.composer.open(written.target, written.text, attached=written.attached)
            self.keep(written.target.key, written.text, written.attached)

    def write_again(self, purpose: str, text: str) -> None:
        """Go on with a text that was taken back, to the item under the cursor."""
        row = self.items.current
        if row is not None:
            target = self._target(row, purpose)
            self.keep(target.key, text)
            self._open(target, row, text)

    def change_and_approve(self, delivery: DeliveryRow, purpose: str) -> None:
        """Change a text that waits for approval, to the item under the cursor; sending it approves it."""
        row = self.items.current
        if row is not None:
            target = replace(
                self._target(row, purpose),
                key=f"approve:{delivery.id}",
                delivery_id=delivery.id,
                version=delivery.version,
            )
            self._open(target, row, delivery.text)

    def _write_to(self, purpose: str, row: ItemRow | None = None, saved: SavedReplyRow | None = None) -> None:
        row = row or self.items.current
        if row is None or (purpose != "note" and not self._may_answer(row, purpose)):
            return
        self._discarded = None
        target = self._target(row, purpose)
        draft, attached = self._drafts.get(target.key, (None, Attached()))
        if draft is None and purpose == "reply" and (draft := self.draft_of(row)):
            self._known[target.key] = draft
        self._open(target, row, (f"{draft}\n\n" if saved else draft) if draft else "", attached)
        if saved is not None:
            self.composer.use(self.composer.replies[saved.code], deciding=not draft)

    def _open(self, target: Target, row: ItemRow, text: str, attached: Attached | None = None) -> None:
        self.composer.replies = {
            one.code: Reply(one.code, one.text_in(row.lang), one.media, one.alt_texts)
            for one in self.team.replies
        }
        self.composer.values = self._values(row)
        self.composer.members = self.team.members if target.purpose == "note" else ()
        self._doubted = None
        self.composer.open(target, text, attached=attached)
        in_background(self, partial(self._find_out, target, row), group="drafts")

    def _values(self, row: ItemRow) -> dict[str, str]:
        from meydan.app.answering import variables

        return dict(
            variables(
                row,
                self.platforms.title(row.platform),
                self.team.brand,
                self.name_of(self.desk.login),
                self.desk.local_now().date(),
                self.speech.language,
            )
        )

    async def _find_out(self, target: Target, row: ItemRow) -> None:
        """Learn of an earlier draft, of the platform's window, and why a text came back."""
        declared, login = self.platforms.declaration(row.platform), self.desk.login
        try:
            found = await self.db.read(lambda conn: read_background(conn, target, row, login, declared))
        except (StoreError, NotFound) as error:
            self.tell(str(error), "bad")
            return
        if found.draft is not None and self.composer.target is target:
            draft = found.draft
            self._known.setdefault(target.key, draft.text)
            if self._known[target.key] == draft.text:
                attached = Attached(draft.media, draft.alt_texts, draft.codes)
                self.composer.restore(target, draft.text, attached)
        rejected = ""
        if found.rejection is not None:
            who, why = self.name_of(found.rejection.decided_by), self.speech.say(found.rejection.reason)
            rejected = self.speech.say("{who} sent it back: {reason}", who=who, reason=one_line(why))
        facts = Facts(rejected=rejected)
        if found.closing is not None:
            facts = replace(facts, closes=found.closing.at, last=found.closing.last)
        self.composer.inform(target, facts)

    def _may_answer(self, row: ItemRow, purpose: str) -> bool:
        say, title = self.speech.say, self.platforms.title(row.platform)
        if self.role == LOOKING:
            self.tell(say("You may look, not write"))
            return False
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
        if self._is_signed_out(row):
            run = say("run: meydan connect {platform}", platform=row.platform)
            self.tell(f"{say('{account} is signed out', account=one_line(row.account))}: {run}", "bad")
            return False
        return True

    def _is_signed_out(self, row: ItemRow) -> bool:
        """Whether nothing can leave from the item's account until someone signs in again."""
        health = self.desk.facts.health if self.desk.facts is not None else ()
        return any(one.account.id == row.account_id and one.account.state == "signed_out" for one in health)

    def _target(self, row: ItemRow, purpose: str) -> Target:
        declared = self.platforms.declaration(row.platform)
        name = one_line(row.author_name) or one_line(row.author)
        title, account = self.platforms.title(row.platform), one_line(row.account)
        if purpose == "note" or declared is None:
            return Target(purpose, f"{purpose}:{row.id}", row.id, name, title, account, "")
        private = purpose == "private" or row.kind == "dm" or row.visibility in ("direct", "private")
        others = () if private or not declared.limits.mentions else self._others(row)
        limits, author = declared.limits, [row.author] if row.author else []
        return Target(
            purpose,
            f"{purpose}:{row.id}",
            row.id,
            name,
            title,
            account,
            self.speech.say("private") if private else self.speech.say("public"),
            lambda text: limits.length_of(text, author),
            limits.text_length,
            others=others,
            count_all=lambda text: limits.length_of(text, [*author, *others]),
            asks=self.role == "writer",
        )

    def _others(self, row: ItemRow) -> tuple[str, ...]:
        """Whom a message mentions besides its author and ourselves."""
        ours = {row.account.lower(), *self.team.handles}
        ours |= {handle.partition("@")[0] for handle in ours}
        found = dict.fromkeys(match[1] for match in _HANDLE.finditer(row.text))
        return tuple(
            handle for handle in found if handle.lower() != row.author.lower() and handle.lower() not in ours
        )
