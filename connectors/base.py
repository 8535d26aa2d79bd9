"""The contract between Meydan and a platform: what a connector declares, pulls and sends.

A connector is declarations, pure payload -> item mappers, and calls through `connectors.http`. It knows
nothing of the store or the desk. All times are aware UTC, all ids are the platform's own, opaque strings,
all texts are as the platform gave them with its markup turned into plain text (they are still hostile:
`app.sync` sanitises them).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

from meydan.connectors.errors import BudgetSpent as BudgetSpent
from meydan.connectors.errors import ConnectorError as ConnectorError
from meydan.connectors.errors import Denied as Denied
from meydan.connectors.errors import Malformed as Malformed
from meydan.connectors.errors import Missing as Missing
from meydan.connectors.errors import RateLimited as RateLimited
from meydan.connectors.errors import SignInRequired as SignInRequired
from meydan.connectors.errors import Unavailable as Unavailable
from meydan.connectors.incoming import AdDay as AdDay
from meydan.connectors.incoming import Author as Author
from meydan.connectors.incoming import Item as Item
from meydan.connectors.incoming import Metrics as Metrics
from meydan.connectors.incoming import Page as Page
from meydan.connectors.incoming import Publication as Publication
from meydan.connectors.incoming import Rejected as Rejected
from meydan.connectors.incoming import TrendSample as TrendSample
from meydan.connectors.limits import Limits as Limits
from meydan.connectors.limits import ReplyWindow as ReplyWindow
from meydan.connectors.outcomes import AskedToWait as AskedToWait
from meydan.connectors.outcomes import Candidate as Candidate
from meydan.connectors.outcomes import NotSent as NotSent
from meydan.connectors.outcomes import Outcome as Outcome
from meydan.connectors.outcomes import Refused as Refused
from meydan.connectors.outcomes import Sent as Sent
from meydan.connectors.outcomes import SignedOut as SignedOut
from meydan.connectors.outcomes import Unknown as Unknown
from meydan.connectors.signin import SignIn

if TYPE_CHECKING:
    from meydan.connectors.credentials import Credential
    from meydan.connectors.http import Http


class Capability(StrEnum):
    """One thing that a platform lets us do; the desk offers only what is declared."""

    COMMENTS = "comments"
    MENTIONS = "mentions"
    DMS = "dms"
    REVIEWS = "reviews"
    REPLY = "reply"
    PRIVATE_REPLY = "private_reply"
    HIDE = "hide"
    DELETE = "delete"
    DELETE_OWN = "delete_own"
    LIKE = "like"
    UNLIKE = "unlike"
    BLOCK = "block"
    REPORT = "report"
    PUBLISH = "publish"
    SCHEDULE_NATIVELY = "schedule_natively"
    METRICS = "metrics"
    PROFILE = "profile"
    SEARCH_ACCOUNTS = "search_accounts"
    RIVAL_POSTS = "rival_posts"
    ADS = "ads"
    TRENDS = "trends"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class StreamSpec:
    """One thing to pull, polled between `fastest` (busy) and `slowest` (quiet)."""

    name: str
    fastest: timedelta
    slowest: timedelta
    cost: int = 1


REQUESTS = "requests"


def one_unit(method: str, path: str) -> int:
    """The price of a call where every call costs the same."""
    return 1


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a connector is and can do.

    `daily_budget` is what may be spent in a day of `budget_zone`, `price` (method, path) what a call costs of
    it, both in units of which `budget_scale` make one of `budget_unit`. `base_url` is where the platform is
    when no address is given; without `needs_credential` everyone may read it. `scopes` names the permissions
    of a credential, each with what
    cannot be done without it.
    """

    key: str
    title: str
    short: str
    capabilities: frozenset[Capability]
    limits: Limits
    streams: tuple[StreamSpec, ...]
    daily_budget: int | None = None
    budget_unit: str = REQUESTS
    budget_zone: str = "UTC"
    budget_scale: int = 1
    price: Callable[[str, str], int] = one_unit
    base_url: str = ""
    needs_base_url: bool = False
    needs_credential: bool = True
    scopes: Mapping[str, frozenset[Capability]] = field(default_factory=dict)


class Action(StrEnum):
    """An act that leaves the machine."""

    REPLY = "reply"
    PUBLISH = "publish"
    LIKE = "like"
    UNLIKE = "unlike"
    HIDE = "hide"
    UNHIDE = "unhide"
    DELETE = "delete"
    BLOCK = "block"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Act:
    """One delivery as a connector sees it.

    `send_key` (a UUID) was made before the first attempt and never changes. `target` is the remote id of the
    item acted upon, `handle`/`author_id` its author, `kind` its kind, `visibility` its visibility,
    `first_attempt_at` tells reconciliation how far back to look, `last_attempt_at` (the first when None)
    how long the platform has had to finish. `private` asks for a private reply, `everyone` addresses all who
    take part and not only the author. `by_hand`: a person wrote it to be sent at once, see
    `ReplyWindow.by_hand`.
    """

    send_key: str
    action: Action
    text: str = ""
    target: str | None = None
    thread: str | None = None
    kind: str = ""
    handle: str = ""
    author_id: str = ""
    visibility: str = ""
    private: bool = False
    everyone: bool = False
    by_hand: bool = False
    media: tuple[Path, ...] = ()
    alt_texts: tuple[str, ...] = ()
    scheduled_at: datetime | None = None
    first_attempt_at: datetime | None = None
    last_attempt_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Whose credential it is, and the public face of any account.

    Of our own, `scopes` are what the credential allows and `expires_at` when it ends, where the platform says
    so; one that is renewed by itself does not end.
    """

    remote_id: str
    handle: str
    name: str = ""
    url: str = ""
    bio: str = ""
    avatar: str = ""
    cover: str = ""
    followers: int | None = None
    posts: int | None = None
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountRef:
    """The account that a connector works for; `remote_id` and `handle` are our own."""

    name: str
    base_url: str
    remote_id: str = ""
    handle: str = ""


class Connector(Protocol):
    """One platform, one account. Made by its class with (account, credential, http)."""

    declaration: ClassVar[Declaration]

    async def identify(self) -> Profile:
        """Who we are by this credential. Raises SignInRequired, Unavailable."""
        ...

    def pull(self, stream: str, cursor: str | None) -> AsyncIterator[Page]:
        """Pages of a stream from `cursor` (None: from the start, bounded backfill).

        Raises RateLimited, SignInRequired, Unavailable, Malformed; what was yielded before stays good.
        """
        ...

    async def send(self, act: Act) -> Outcome:
        """Do it once. Never raises for a network or platform failure: the outcome says it."""
        ...

    async def reconcile(self, act: Act) -> Outcome:
        """Look whether an `Unknown` act arrived: Sent, NotSent (surely not there), else Unknown."""
        ...


@dataclass(frozen=True, slots=True)
class Nudge:
    """Something happened: pull `stream` now; `deleted` is the remote id of something taken back."""

    stream: str
    deleted: str | None = None


class Streaming(Protocol):
    """What a connector with Capability.STREAM offers besides `Connector`."""

    def nudges(self) -> AsyncIterator[Nudge]:
        """Nudges as they come; reconnects by itself, ends when the platform offers no streaming."""
        ...


class OwnLimits(Protocol):
    """What a connector offers whose limits differ from server to server."""

    async def limits(self) -> Limits:
        """The limits of this account's server. Raises ConnectorError."""
        ...


class PublicReader(Protocol):
    """Public reads about others: SEARCH_ACCOUNTS and RIVAL_POSTS."""

    async def lookup(self, handle: str) -> Profile:
        """The public face of an account. Raises Missing."""
        ...

    async def search_accounts(self, query: str, limit: int = 20) -> tuple[Profile, ...]:
        """Accounts whose name or handle resembles `query`."""
        ...

    async def posts_of(self, remote_id: str, limit: int = 40) -> Page:
        """The newest public posts of an account, as publications that are not ours."""
        ...


class Parser(Protocol):
    """The pure mapping of one recorded answer to what it holds, for `meydan connectors parse`."""

    def __call__(self, stream: str, url: str, payload: object, account: AccountRef) -> Page:
        """Map a decoded body; `stream` may be "" when `url` decides. Raises Malformed, by name."""
        ...


@dataclass(frozen=True, slots=True)
class PlatformEntry:
    """What the registry knows of a platform: its declaration, how to make a connector, how to parse.

    `make` takes (account, credential, http). `stream_of` (method, url) names the stream a recorded request
    belongs to. `sign_in` guides a person to a credential where the platform has a code flow. `exchange`
    (http, credential) turns what a person pasted into what is kept, once, when an account is connected;
    `renew` (http, credential) makes a new credential when the old one is no longer accepted. Both raise
    ConnectorError.
    """

    declaration: Declaration
    make: Callable[..., Connector]
    parse: Parser
    stream_of: Callable[[str, str], str | None]
    parsable_streams: Sequence[str] = ()
    extras: Mapping[str, object] = field(default_factory=dict)
    sign_in: SignIn | None = None
    exchange: Callable[[Http, Credential], Awaitable[Credential]] | None = None
    renew: Callable[[Http, Credential], Awaitable[Credential]] | None = None
