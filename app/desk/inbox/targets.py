"""Whom an answer goes to, whether it may, and what its variables stand for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.seat import Seat
from meydan.insight.text import one_line
from meydan.panes.composer.target import Target

if TYPE_CHECKING:
    from meydan.panes.status import StatusFacts
    from meydan.store.rows.inbox import ItemRow

_HANDLE = re.compile(r"(?<![\w/@])@([\w.-]*\w(?:@[\w.-]+\w)?)")
LOOKING = "viewer"


class Targets:
    """Makes targets of items; `facts` tells which accounts are signed out."""

    def __init__(self, seat: Seat, directory: Directory, facts: Callable[[], StatusFacts | None]) -> None:
        self._seat = seat
        self._directory = directory
        self._facts = facts

    def allows(self, row: ItemRow, purpose: str) -> bool:
        """Whether an item can be answered in public (`reply`) or in `private`; why not is said."""
        say, title = self._seat.speech.say, self._directory.platforms.title(row.platform)
        if self._directory.role == LOOKING:
            self._seat.tell(say("You may look, not write"))
            return False
        if not self._directory.platforms.can(
            row.platform, "private_reply" if purpose == "private" else "reply"
        ):
            self._seat.tell(
                say("{platform} has no private replies", platform=title)
                if purpose == "private"
                else say("Nothing can be sent to {platform}", platform=title)
            )
            return False
        if row.deleted_at is not None:
            self._seat.tell(say("Its author deleted it"))
            return False
        if self._is_signed_out(row):
            run = say("run: meydan connect {platform}", platform=row.platform)
            self._seat.tell(f"{say('{account} is signed out', account=one_line(row.account))}: {run}", "bad")
            return False
        return True

    def of(self, row: ItemRow, purpose: str) -> Target:
        """The target of a reply, a private one or a note."""
        platforms = self._directory.platforms
        declared = platforms.declaration(row.platform)
        name = one_line(row.author_name) or one_line(row.author)
        title, account = platforms.title(row.platform), one_line(row.account)
        if purpose == "note" or declared is None:
            return Target(purpose, f"{purpose}:{row.id}", row.id, name, title, account, "")
        private = purpose == "private" or row.kind == "dm" or row.visibility in ("direct", "private")
        others = () if private or not declared.limits.mentions else self._others(row)
        limits, author = declared.limits, [row.author] if row.author else []
        say = self._seat.speech.say
        return Target(
            purpose,
            f"{purpose}:{row.id}",
            row.id,
            name,
            title,
            account,
            say("private") if private else say("public"),
            lambda text: limits.length_of(text, author),
            limits.text_length,
            others=others,
            count_all=lambda text: limits.length_of(text, [*author, *others]),
            asks=self._directory.role == "writer",
        )

    def values(self, row: ItemRow) -> dict[str, str]:
        """What the variables of saved replies stand for."""
        from meydan.app.answering import variables

        return dict(
            variables(
                row,
                self._directory.platforms.title(row.platform),
                self._directory.team.brand,
                self._directory.name_of(self._seat.login),
                self._seat.local_now().date(),
                self._seat.speech.language,
            )
        )

    def _is_signed_out(self, row: ItemRow) -> bool:
        """Whether nothing can leave from the item's account until someone signs in again."""
        facts = self._facts()
        health = facts.health if facts is not None else ()
        return any(one.account.id == row.account_id and one.account.state == "signed_out" for one in health)

    def _others(self, row: ItemRow) -> tuple[str, ...]:
        """Whom a message mentions besides its author and ourselves."""
        ours = {row.account.lower(), *self._directory.team.handles}
        ours |= {handle.partition("@")[0] for handle in ours}
        found = dict.fromkeys(match[1] for match in _HANDLE.finditer(row.text))
        return tuple(
            handle for handle in found if handle.lower() != row.author.lower() and handle.lower() not in ours
        )
