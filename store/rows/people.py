"""Who we are: brand, team, accounts and how they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the Unix login and the client (desk, cli, sync, rule)."""

    login: str
    client: str


@dataclass(frozen=True, slots=True)
class BrandRow:
    """A brand and its IANA time zone."""

    id: int
    name: str
    timezone: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person of our team; `key` is the letter that assigns to them.

    Who is not `available` or has `max_open` items is offered last when work is given out.
    """

    id: int
    login: str
    name: str
    role: str
    key: str
    available: bool = True
    max_open: int | None = None


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag and the letter that sets it."""

    id: int
    letter: str
    name: str


@dataclass(frozen=True, slots=True)
class SavedReplyRow:
    """A saved reply, its code, its language ('' for any) and its texts in other languages.

    `media` are paths of files that go with it, each with its alternative text (or '') in `alt_texts`.
    """

    id: int
    code: str
    text: str
    uses: int
    lang: str = ""
    media: tuple[str, ...] = ()
    alt_texts: tuple[str, ...] = ()
    variants: tuple[tuple[str, str], ...] = ()

    def text_in(self, lang: str) -> str:
        """Its text in a language; its own where there is none."""
        return dict(self.variants).get(lang, self.text)


@dataclass(frozen=True, slots=True)
class SavedSplitRow:
    """A filter of the inbox that is kept as a split, by a member or, with no login, by the team."""

    id: int
    login: str
    title: str
    filter: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A profile of ours on a platform. `state` is active, paused or signed_out.

    Its sign-in ends at `expires_at`, where the platform says so.
    """

    id: int
    brand_id: int
    name: str
    platform: str
    base_url: str
    handle: str
    display_name: str
    remote_id: str
    state: str
    daily_budget: int | None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StreamRow:
    """The state of one stream of an account; `interval` in seconds, `lag` of the newest thing seen."""

    id: int
    account_id: int
    name: str
    cursor: str | None
    due_at: datetime
    interval: float
    last_attempt_at: datetime | None
    last_success_at: datetime | None
    newest_at: datetime | None
    failures: int
    error: str


@dataclass(frozen=True, slots=True)
class Spent:
    """What calls cost, in the platform's own unit, on its `day`, which ends at `ends_at`."""

    units: int
    day: date
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """How an account is: the oldest of its streams' last successes, the worst error, its budget today.

    The platform's day ends at `day_ends_at`; None when nothing was spent in it yet.
    """

    account: AccountRow
    last_success_at: datetime | None
    error: str
    failures: int
    calls_today: int
    day_ends_at: datetime | None
    blocked_until: datetime | None
    rate_limit: int | None
    rate_remaining: int | None
    rate_reset_at: datetime | None
    quarantined: int
