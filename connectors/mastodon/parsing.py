"""Recorded answers to what they hold, for looking without an account."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from meydan.connectors.base import AccountRef, Item, Malformed, Page, Publication, Rejected, TrendSample
from meydan.connectors.fields import WrongField, children, each, raw_text
from meydan.connectors.gathering import Gathered
from meydan.connectors.mastodon.mapper import (
    Root,
    Status,
    place,
    read_context,
    read_conversation,
    read_link,
    read_notice,
    read_status,
    read_tag,
    read_trending_status,
)
from meydan.connectors.mastodon.us import Us

_ID = r"[^/]+"
_ROUTES = (
    ("GET", rf"/api/v1/notifications(/{_ID})?", "notifications"),
    ("GET", rf"/api/v2/notifications(/{_ID})?", "notifications"),
    ("GET", r"/api/v1/conversations", "conversations"),
    ("POST", rf"/api/v1/conversations/{_ID}/read", "conversations"),
    ("GET", rf"/api/v1/accounts/{_ID}/statuses", "own"),
    ("GET", r"/api/v1/timelines/.+", "own"),
    ("GET", r"/api/v1/(statuses|favourites|bookmarks)", "own"),
    ("GET", rf"/api/v1/statuses/{_ID}", "own"),
    ("POST", r"/api/v1/statuses", "own"),
    ("PUT", rf"/api/v1/statuses/{_ID}", "own"),
    ("POST", rf"/api/v1/statuses/{_ID}/(favourite|unfavourite|reblog|mute|unmute|pin|unpin)", "own"),
    ("GET", rf"/api/v1/statuses/{_ID}/context", "context"),
    ("GET", r"/api/v1/trends(/tags)?", "trends.tags"),
    ("GET", r"/api/v1/trends/links", "trends.links"),
    ("GET", r"/api/v1/trends/statuses", "trends.statuses"),
)
PARSABLE = (
    "notifications",
    "conversations",
    "own",
    "context",
    "trends.tags",
    "trends.links",
    "trends.statuses",
)


def stream_of(method: str, url: str) -> str | None:
    """The stream that a recorded request belongs to; None for what Meydan does not read."""
    path = urlsplit(url).path.rstrip("/")
    if path.endswith(("/policy", "/unread_count")):
        return None
    return next(
        (
            stream
            for verb, pattern, stream in _ROUTES
            if verb == method.upper() and re.fullmatch(pattern, path)
        ),
        None,
    )


def parse(stream: str, url: str, payload: object, account: AccountRef) -> Page:
    """Map one decoded body; without an account's own id, strangers and ourselves cannot be told apart.

    Raises Malformed when the body is not of this stream at all.
    """
    named = stream or stream_of("GET", url) or stream_of("POST", url) or ""
    parsers: dict[str, Callable[[object, Us], Page]] = {
        "notifications": _notifications,
        "conversations": _conversations,
        "own": _statuses,
        "context": _context,
        "trends": _trends,
        "trends.tags": _trends,
        "trends.links": _trends,
        "trends.statuses": _trends,
    }
    if named not in parsers:
        raise Malformed("No stream of Mastodon has this name", raw_text(payload))
    try:
        return parsers[named](payload, Us.of(account))
    except WrongField as error:
        raise Malformed(str(error), raw_text(payload)) from None


def _listed(payload: object) -> object:
    """A single object counts as a list of one."""
    return [payload] if isinstance(payload, Mapping) and "id" in payload else payload


def _notifications(payload: object, us: Us) -> Page:
    gathered = Gathered()
    if isinstance(payload, Mapping) and "notification_groups" in payload:
        return _grouped(payload, us)
    notices, wrong = each(_listed(payload), "notifications", read_notice)
    gathered.add(*(_placed(one.status, us, "mention") for one in notices if one.status))
    return _page(gathered, wrong)


def _grouped(payload: Mapping[str, object], us: Us) -> Page:
    """Version 2: groups name statuses by id."""
    gathered = Gathered()
    groups = children(payload, "notification_groups", "notifications")
    wanted = {str(one.get("status_id")) for one in groups if one.get("type") in ("mention", "quote")}
    statuses, wrong = each(payload.get("statuses"), "notifications.statuses", read_status)
    gathered.add(*(_placed(one, us, "mention") for one in statuses if one.id in wanted))
    return _page(gathered, wrong)


def _conversations(payload: object, us: Us) -> Page:
    gathered = Gathered()
    listed, wrong = each(_listed(payload), "conversations", read_conversation)
    gathered.add(*(_placed(one.last, us, "dm") for one in listed if one.last))
    return _page(gathered, wrong)


def _statuses(payload: object, us: Us) -> Page:
    gathered = Gathered()
    if isinstance(payload, Mapping) and "scheduled_at" in payload and "content" not in payload:
        return Page()
    statuses, wrong = each(_listed(payload), "statuses", read_status)
    gathered.add(*(_placed(one, us) for one in statuses if not one.reblog))
    return _page(gathered, wrong)


def _context(payload: object, us: Us) -> Page:
    gathered = Gathered()
    above, below, wrong = read_context(payload, "context")
    first = above[0] if above else None
    for one in (*above, *below):
        gathered.add(place(one, us, Root(first.id, first.author.remote_id)) if first else _placed(one, us))
    return _page(gathered, wrong)


def _trends(payload: object, us: Us) -> Page:
    """Told apart by their shape: tags have a name, statuses an account, links neither."""
    now = datetime.now(UTC)

    def read(one: Mapping[str, object], where: str) -> TrendSample:
        if "account" in one:
            return read_trending_status(now)(one, where)
        return read_tag(now)(one, where) if "name" in one else read_link(now)(one, where)

    samples, wrong = each(payload, "trends", read)
    return Page(trends=tuple(samples), rejected=tuple(wrong))


def _placed(status: Status, us: Us, default: str | None = None) -> Item | Publication:
    """Without its context, a status begins its thread or belongs to what it answers."""
    root = (
        Root(status.parent, status.parent_author or "")
        if status.parent
        else Root(status.id, status.author.remote_id)
    )
    return place(status, us, root, default)


def _page(gathered: Gathered, wrong: list[Rejected]) -> Page:
    return Page(gathered.items, gathered.publications, rejected=(*wrong, *gathered.rejected))
