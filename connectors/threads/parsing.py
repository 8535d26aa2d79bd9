"""Recorded answers to what they hold, for looking without an account."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from meydan.connectors.base import AccountRef, Malformed, Page
from meydan.connectors.fields import raw_text
from meydan.connectors.gathering import Gathered
from meydan.connectors.meta.graph import tidied
from meydan.connectors.threads.mapper import Us, ours, place, posts_in

_ROUTES = (
    (r"(/v[\d.]+)?/[^/]+/threads", "own"),
    (r"(/v[\d.]+)?/[^/]+/(conversation|replies)", "conversation"),
    (r"(/v[\d.]+)?/[^/]+/mentions", "mentions"),
    (r"(/v[\d.]+)?/(keyword_search|profile_posts)", "mentions"),
)
PARSABLE = ("own", "conversation", "mentions")


def stream_of(method: str, url: str) -> str | None:
    """The stream that a recorded request belongs to; None for what Meydan does not read."""
    if method.upper() != "GET":
        return None
    path = urlsplit(url).path.rstrip("/")
    return next((stream for pattern, stream in _ROUTES if re.fullmatch(pattern, path)), None)


def parse(stream: str, url: str, payload: object, account: AccountRef) -> Page:
    """Map one decoded body; without an account's user name, strangers and ourselves cannot be told apart.

    Raises Malformed when the body is not of this stream at all.
    """
    named = stream or stream_of("GET", url) or ""
    if named not in PARSABLE:
        raise Malformed("No stream of Threads has this name", raw_text(payload))
    payload = tidied(payload)
    us = Us(account.remote_id, account.handle)
    gathered = Gathered()
    posts, wrong = posts_in(_rows(payload), named)
    for post in posts:
        if not post.repost:
            kind = "comment" if named == "conversation" or (post.root and not ours(post, us)) else "mention"
            gathered.add(place(post, us, kind))
    return Page(gathered.items, gathered.publications, rejected=tuple(wrong))


def _rows(payload: object) -> Sequence[object]:
    """A list, or a single post."""
    if isinstance(payload, Mapping):
        rows = payload.get("data")
        if isinstance(rows, list):
            return rows
        if "id" in payload:
            return [payload]
    raise Malformed("This is no list of posts", raw_text(payload))
