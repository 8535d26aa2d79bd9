"""Mastodon's answers to what Meydan keeps. Pure: no network, no clock, no state.

Mappers raise WrongField naming the place; `each` turns that into one named rejection per element.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from meydan.connectors.base import Author, Item, Metrics, Profile, Publication, Rejected, TrendSample
from meydan.connectors.fields import (
    WrongField,
    child,
    children,
    count,
    each,
    identity,
    instant,
    mapping,
    optional_instant,
    optional_string,
    string,
    web_link,
)
from meydan.connectors.mastodon.html import html_to_text
from meydan.connectors.mastodon.us import Us

T = TypeVar("T")
_VISIBILITIES = ("public", "unlisted", "private", "direct")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone a status addresses."""

    id: str
    handle: str


@dataclass(frozen=True, slots=True)
class Status:
    """A status as read, before it is known what it is to us."""

    id: str
    author: Author
    text: str
    created_at: datetime
    edited_at: datetime | None
    parent: str | None
    parent_author: str | None
    visibility: str
    permalink: str
    attachments: tuple[str, ...]
    metrics: Metrics
    mentions: tuple[Person, ...]
    quotes: str
    reblog: bool
    favourited: bool


@dataclass(frozen=True, slots=True)
class Root:
    """The first status of a thread; `author` is "" when it cannot be seen."""

    id: str
    author: str


def kind_of(status: Status, us: Us, root: Root) -> str | None:
    """What a stranger's status is to us, the same whatever stream brought it; None: only context."""
    if us.privacy(status.visibility) == "direct":
        return "dm"
    if us.are(status.parent_author) or us.are(root.author):
        return "comment"
    if us.are(status.quotes) or any(us.are(person.id, person.handle) for person in status.mentions):
        return "mention"
    return None


def place(status: Status, us: Us, root: Root, default: str | None = None) -> Item | Publication:
    """An item if it is for us, else a publication; `default` is the kind when nothing else says one."""
    ours = us.are(status.author.remote_id)
    kind = None if ours else kind_of(status, us, root) or default
    if kind:
        return Item(
            remote_id=status.id,
            kind=kind,
            author=status.author,
            text=status.text,
            created_at=status.created_at,
            thread=root.id,
            parent=status.parent,
            permalink=status.permalink,
            visibility=us.privacy(status.visibility),
            edited_at=status.edited_at,
            attachments=status.attachments,
        )
    return Publication(
        remote_id=status.id,
        author=status.author,
        ours=ours,
        text=status.text,
        created_at=status.created_at,
        thread=root.id,
        parent=status.parent,
        permalink=status.permalink,
        visibility=us.privacy(status.visibility),
        edited_at=status.edited_at,
        attachments=status.attachments,
        metrics=status.metrics,
    )


def read_status(payload: Mapping[str, object], where: str) -> Status:
    """One status. Raises WrongField."""
    mentions = children(payload, "mentions", where)
    people = tuple(
        Person(identity(one, "id", f"{where}.mentions"), string(one, "acct", f"{where}.mentions"))
        for one in mentions
    )
    handles = {str(one.get("url")): person.handle for one, person in zip(mentions, people, strict=True)}
    visibility = string(payload, "visibility", where)
    if visibility not in _VISIBILITIES:
        # A word we do not know must never be answered more openly than it was said.
        visibility = "direct" if visibility in ("mutuals_only", "local_direct", "limited") else "private"
    return Status(
        id=identity(payload, "id", where),
        author=read_author(child(payload, "account", where), f"{where}.account"),
        text=_text(payload, where, handles),
        created_at=instant(payload, "created_at", where),
        edited_at=optional_instant(payload, "edited_at", where),
        parent=optional_string(payload, "in_reply_to_id", where) or None,
        parent_author=optional_string(payload, "in_reply_to_account_id", where) or None,
        visibility=visibility,
        permalink=web_link(payload.get("url")) or web_link(payload.get("uri")),
        attachments=_attachments(payload, where),
        metrics=Metrics(
            likes=count(payload, "favourites_count"),
            replies=count(payload, "replies_count"),
            shares=count(payload, "reblogs_count"),
        ),
        mentions=people,
        quotes=_quoted_author(payload),
        reblog=payload.get("reblog") is not None,
        favourited=payload.get("favourited") is True,
    )


def read_author(payload: Mapping[str, object], where: str) -> Author:
    """An account as the author of something. Raises WrongField."""
    handle = identity(payload, "acct", where)
    return Author(
        remote_id=identity(payload, "id", where),
        handle=handle,
        name=optional_string(payload, "display_name", where) or handle.partition("@")[0],
        url=web_link(payload.get("url")),
        followers=count(payload, "followers_count"),
        bio=html_to_text(optional_string(payload, "note", where) or ""),
    )


def read_profile(payload: Mapping[str, object], where: str) -> Profile:
    """An account's public face. Raises WrongField."""
    author = read_author(payload, where)
    return Profile(
        remote_id=author.remote_id,
        handle=author.handle,
        name=author.name,
        url=author.url,
        bio=author.bio,
        avatar=web_link(payload.get("avatar")),
        cover=web_link(payload.get("header")),
        followers=author.followers,
        posts=count(payload, "statuses_count"),
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification; `status` is None for kinds that bring no message, and when the message was deleted."""

    id: str
    at: datetime
    status: Status | None


def read_notice(payload: Mapping[str, object], where: str) -> Notice:
    """One notification. Raises WrongField."""
    wanted = string(payload, "type", where) in ("mention", "quote") and payload.get("status", "") is not None
    return Notice(
        identity(payload, "id", where),
        instant(payload, "created_at", where),
        read_status(child(payload, "status", where), f"{where}.status") if wanted else None,
    )


@dataclass(frozen=True, slots=True)
class Conversation:
    """A private conversation; `last` is None when its messages are gone."""

    id: str
    last: Status | None


def read_conversation(payload: Mapping[str, object], where: str) -> Conversation:
    """One conversation. Raises WrongField."""
    last = payload.get("last_status")
    return Conversation(
        identity(payload, "id", where),
        None if last is None else read_status(mapping(last, f"{where}.last_status"), f"{where}.last_status"),
    )


def read_context(payload: object, where: str) -> tuple[list[Status], list[Status], list[Rejected]]:
    """The statuses above and below one. Raises WrongField."""
    body = mapping(payload, where)
    above, wrong = each(body.get("ancestors"), f"{where}.ancestors", read_status)
    below, more = each(body.get("descendants"), f"{where}.descendants", read_status)
    return above, below, wrong + more


def read_tag(at: datetime) -> Callable[[Mapping[str, object], str], TrendSample]:
    """A mapper of trending tags, measured at `at`; volume: uses today and yesterday."""

    def read(payload: Mapping[str, object], where: str) -> TrendSample:
        name = identity(payload, "name", where)
        return TrendSample(
            f"tag:{name.lower()}", f"#{name}", at, _uses(payload, where), web_link(payload.get("url"))
        )

    return read


def read_link(at: datetime) -> Callable[[Mapping[str, object], str], TrendSample]:
    """A mapper of trending links, measured at `at`; volume: uses today and yesterday."""

    def read(payload: Mapping[str, object], where: str) -> TrendSample:
        url = web_link(payload.get("url"))
        if not url:
            raise WrongField(f"{where}.url", "no web address")
        return TrendSample(
            f"link:{url}",
            optional_string(payload, "title", where) or url,
            at,
            _uses(payload, where),
            url,
            html_to_text(optional_string(payload, "description", where) or ""),
        )

    return read


def read_trending_status(at: datetime) -> Callable[[Mapping[str, object], str], TrendSample]:
    """A mapper of trending statuses, measured at `at`; volume: favourites and reblogs."""

    def read(payload: Mapping[str, object], where: str) -> TrendSample:
        status = read_status(payload, where)
        volume = (status.metrics.likes or 0) + (status.metrics.shares or 0)
        first = next((line for line in status.text.splitlines() if line.strip()), "")
        title = f"@{status.author.handle}: {first}"[:120]
        return TrendSample(f"status:{status.id}", title, at, float(volume), status.permalink, status.text)

    return read


def _uses(payload: Mapping[str, object], where: str) -> float | None:
    days = children(payload, "history", where)[:2]
    uses = [used for day in days if (used := count(day, "uses")) is not None]
    return float(sum(uses)) if uses else None


def _text(payload: Mapping[str, object], where: str, handles: Mapping[str, str]) -> str:
    warning = (optional_string(payload, "spoiler_text", where) or "").strip()
    content = html_to_text(string(payload, "content", where), handles)
    poll = payload.get("poll")
    options = children(poll, "options", f"{where}.poll") if isinstance(poll, Mapping) else ()
    listed = "\n".join(f"- {string(option, 'title', f'{where}.poll.options')}" for option in options)
    return "\n\n".join(part for part in (f"CW: {warning}" if warning else "", content, listed) if part)


def _attachments(payload: Mapping[str, object], where: str) -> tuple[str, ...]:
    found: list[str] = []
    for one in children(payload, "media_attachments", where):
        link = next(
            (web for key in ("url", "remote_url", "preview_url") if (web := web_link(one.get(key)))), ""
        )
        described = " ".join(
            (optional_string(one, "description", f"{where}.media_attachments") or "").split()
        )
        if line := f"{link} {described}".strip():
            found.append(line)
    return tuple(found)


def _quoted_author(payload: Mapping[str, object]) -> str:
    quote = payload.get("quote")
    quoted = quote.get("quoted_status", quote) if isinstance(quote, Mapping) else None
    account = quoted.get("account") if isinstance(quoted, Mapping) else None
    author = account.get("id") if isinstance(account, Mapping) else None
    return author if isinstance(author, str) else ""


def statuses_of(values: Sequence[Status]) -> list[Status]:
    """Without reblogs: they are somebody else's words."""
    return [status for status in values if not status.reblog]
