"""The state of the playground: accounts, statuses, notifications and private conversations.

A world is the fold of its events and nothing else: it reads no clock and draws no chance. What it answers is
in the order the Mastodon API speaks of, oldest first.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from meydan.connectors.playground.events import (
    Blocked,
    ConversationRead,
    Deleted,
    Edited,
    Event,
    Followed,
    Hidden,
    Liked,
    Opened,
    Reported,
    Said,
    Scheduled,
    Unliked,
    Unscheduled,
    Uploaded,
)

MENTION = re.compile(r"(?<![\w/@])@([a-z0-9_][\w.-]*\w|\w)(?:@([\w.-]+\w))?", re.IGNORECASE)
KEY_LIVES = timedelta(hours=1)


def snowflake(at: datetime, salt: str) -> str:
    """A numeric id that sorts by time and depends on nothing but `at` and `salt`."""
    return str((int(at.timestamp() * 1000) << 16) | (zlib.crc32(salt.encode()) & 0xFFFF))


@dataclass(frozen=True, slots=True)
class Account:
    """A person or one of our accounts (`ours`)."""

    id: str
    handle: str
    host: str
    name: str
    bio: str
    language: str
    temper: str
    followers: int
    created_at: datetime
    ours: bool = False

    @property
    def acct(self) -> str:
        """How the server writes it: `handle`, or `handle@host` of another server."""
        return f"{self.handle}@{self.host}" if self.host else self.handle


@dataclass(slots=True)
class Status:
    """A post, answer or private message; `root` starts its thread."""

    id: str
    by: str
    at: datetime
    text: str
    root: str
    re: str = ""
    visibility: str = "public"
    to: tuple[str, ...] = ()
    mood: str = "."
    media: tuple[str, ...] = ()
    language: str = ""
    spoiler: str = ""
    edited_at: datetime | None = None
    deleted: bool = False
    hidden: bool = False
    liked_by: set[str] = field(default_factory=set)
    likes: int = 0
    boosts: int = 0


@dataclass(frozen=True, slots=True)
class Notification:
    """Something one of our accounts is told about; `type` in the API's words."""

    id: str
    type: str
    at: datetime
    by: str
    status: str = ""


@dataclass(slots=True)
class Conversation:
    """A private conversation as one of our accounts sees it; `id` is the root status."""

    id: str
    people: set[str]
    last: str
    unread: bool


@dataclass(slots=True)
class World:
    """Everything there is. `domain` is the name of the server."""

    domain: str
    accounts: dict[str, Account] = field(default_factory=dict)
    statuses: dict[str, Status] = field(default_factory=dict)
    media: dict[str, Uploaded] = field(default_factory=dict)
    scheduled: dict[str, Scheduled] = field(default_factory=dict)
    reports: list[Reported] = field(default_factory=list)
    _ours: list[Account] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)
    _answers: dict[str, list[str]] = field(default_factory=dict)
    _by: dict[str, list[str]] = field(default_factory=dict)
    _told: dict[str, list[Notification]] = field(default_factory=dict)
    _talks: dict[str, dict[str, Conversation]] = field(default_factory=dict)
    _blocked: set[tuple[str, str]] = field(default_factory=set)
    _follows: dict[str, set[str]] = field(default_factory=dict)
    _keys: dict[tuple[str, str], tuple[datetime, str]] = field(default_factory=dict)

    def settle(self, account: Account) -> None:
        """Let an account exist."""
        self.accounts[account.id] = account
        self._names[account.acct.casefold()] = account.id
        if account.ours:
            self._ours.append(account)
            self._told[account.id] = []
            self._talks[account.id] = {}

    def apply(self, event: Event) -> None:
        """Let it have happened."""
        match event:
            case Said():
                self._said(event)
            case Edited():
                status = self.statuses[event.id]
                status.text, status.edited_at = event.text, event.at
            case Deleted():
                self.statuses[event.id].deleted = True
            case Hidden():
                self.statuses[event.id].hidden = event.on
            case Liked():
                self._liked(event)
            case Unliked():
                self.statuses[event.id].liked_by.discard(event.by)
            case Followed():
                followers = self._follows.setdefault(event.who, set())
                if event.by not in followers:
                    followers.add(event.by)
                    self._tell(event.who, "follow", event.at, event.by)
            case Blocked():
                change = self._blocked.add if event.on else self._blocked.discard
                change((event.by, event.who))
            case Reported():
                self.reports.append(event)
            case Uploaded():
                self.media[event.id] = event
            case Scheduled():
                self.scheduled[event.id] = event
                self._remember(event.by, event.key, event.at, event.id)
            case Unscheduled():
                self.scheduled.pop(event.id, None)
            case ConversationRead():
                self._talks[event.by][event.id].unread = False
            case Opened():
                pass

    # What the API and life ask

    def account(self, name: str) -> Account | None:
        """The account of `handle`, `handle@host` or `@handle@our.domain`."""
        handle, _, host = name.removeprefix("@").casefold().partition("@")
        found = self._names.get(handle if host in ("", self.domain) else f"{handle}@{host}")
        return self.accounts[found] if found else None

    def ours(self) -> Sequence[Account]:
        """Our own accounts."""
        return self._ours

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Ids of the accounts that a text mentions, each once."""
        found = (self.account(match.group(0)) for match in MENTION.finditer(text))
        return tuple(dict.fromkeys(account.id for account in found if account))

    def sees(self, viewer: str, status: Status) -> bool:
        """Whether an account may see a status; what is private or hidden only who writes or is mentioned."""
        if status.deleted:
            return False
        open_to_all = status.visibility in ("public", "unlisted") and not status.hidden
        return open_to_all or viewer == status.by or viewer in status.to

    def moderates(self, account: str, status: Status) -> bool:
        """Whether a status is an account's to hide or delete: its own, said to it, or below a post of its."""
        return account in (status.by, *status.to, self.statuses[status.root].by)

    def blocks(self, account: str, person: str) -> bool:
        """Whether `account` has blocked `person`."""
        return (account, person) in self._blocked

    def followed(self, account: str) -> int:
        """How many follow an account."""
        return self.accounts[account].followers + len(self._follows.get(account, ()))

    def replies(self, status_id: str) -> list[Status]:
        """The direct answers to a status that still stand."""
        answers = (self.statuses[each] for each in self._answers.get(status_id, ()))
        return [status for status in answers if not status.deleted]

    def by(self, account: str) -> list[Status]:
        """The statuses of an account that still stand."""
        return [s for s in map(self.statuses.__getitem__, self._by.get(account, ())) if not s.deleted]

    def notifications(self, account: str) -> Iterator[Notification]:
        """What an account was told, without what is gone or from people it blocks."""
        for told in self._told[account]:
            gone = told.status and self.statuses[told.status].deleted
            if not gone and not self.blocks(account, told.by):
                yield told

    def told_of(self, account: str, event: Event) -> Notification | None:
        """The notification that an event was to an account."""
        for told in reversed(self._told[account]):
            if told.at < event.at:
                return None
            match event:
                case Followed() if told.type == "follow" and told.by == event.by:
                    return told
                case Said() | Liked() if told.status == event.id and told.by == event.by:
                    return told
        return None

    def conversations(self, account: str) -> list[Conversation]:
        """The private conversations of an account, by their latest message."""
        talks = self._talks[account].values()
        return sorted(talks, key=lambda talk: int(talk.last))

    def ancestors(self, status: Status) -> list[Status]:
        """What a status answers, root first."""
        above: list[Status] = []
        while status.re and (parent := self.statuses.get(status.re)):
            above.append(parent)
            status = parent
        return [each for each in reversed(above) if not each.deleted]

    def descendants(self, status: Status) -> list[Status]:
        """All answers below a status, depth first."""
        below: list[Status] = []
        waiting = list(reversed(self._answers.get(status.id, ())))
        while waiting:
            answer = self.statuses[waiting.pop()]
            if not answer.deleted:
                below.append(answer)
            waiting.extend(reversed(self._answers.get(answer.id, ())))
        return below

    def done_with(self, account: str, key: str, now: datetime) -> str | None:
        """The id of what an Idempotency-Key made within the last hour."""
        made = self._keys.get((account, key))
        return made[1] if made and now - made[0] < KEY_LIVES else None

    def new_id(self, at: datetime, salt: str) -> str:
        """A free status id for this moment."""
        made = snowflake(at, salt)
        while made in self.statuses or made in self.scheduled or made in self.media:
            made = str(int(made) + 1)
        return made

    # How events change it

    def _said(self, event: Said) -> None:
        parent = self.statuses.get(event.re)
        status = Status(
            event.id,
            event.by,
            event.at,
            event.text,
            parent.root if parent else event.id,
            event.re if parent else "",
            event.visibility,
            event.to,
            event.mood,
            event.media,
            event.language or self.accounts[event.by].language,
            event.spoiler,
        )
        self.statuses[status.id] = status
        self._by.setdefault(status.by, []).append(status.id)
        if parent:
            self._answers.setdefault(parent.id, []).append(status.id)
        self._remember(event.by, event.key, event.at, event.id)
        if event.plan.startswith("due:"):
            self.scheduled.pop(event.plan.removeprefix("due:"), None)
        for person in status.to:
            if person != status.by:
                self._tell(person, "mention", status.at, status.by, status.id)
        if status.visibility == "direct":
            self._converse(status)

    def _converse(self, status: Status) -> None:
        people = {status.by, *status.to}
        for one in people & self._talks.keys():
            talk = self._talks[one].setdefault(status.root, Conversation(status.root, set(), "", False))
            talk.people |= people - {one}
            talk.last, talk.unread = status.id, status.by != one

    def _liked(self, event: Liked) -> None:
        status = self.statuses[event.id]
        if event.by not in status.liked_by:
            status.liked_by.add(event.by)
            self._tell(status.by, "favourite", event.at, event.by, status.id)

    def _tell(self, account: str, kind: str, at: datetime, by: str, status: str = "") -> None:
        told = self._told.get(account)
        if told is None or account == by:
            return
        number = int(snowflake(at, f"{kind}{by}{status}"))
        if told:
            number = max(number, int(told[-1].id) + 1)
        told.append(Notification(str(number), kind, at, by, status))

    def _remember(self, account: str, key: str, at: datetime, made: str) -> None:
        if key:
            self._keys[(account, key)] = (at, made)


def visible(world: World, viewer: str, statuses: Iterable[Status]) -> list[Status]:
    """Those of `statuses` that `viewer` may see."""
    return [status for status in statuses if world.sees(viewer, status)]
