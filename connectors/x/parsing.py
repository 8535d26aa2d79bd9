"""Recorded answers to what they hold, for looking without an account."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from meydan.connectors.base import AccountRef, Malformed, Page
from meydan.connectors.fields import WrongField, raw_text
from meydan.connectors.x.mapper import read_messages, read_posts
from meydan.connectors.x.messages import item_of, sent_of

PARSABLE = ("mentions", "own", "posts", "messages")
_ROUTES = (
    (r"/2/users/[^/]+/mentions", "mentions"),
    (r"/2/users/[^/]+/tweets", "own"),
    (r"/2/tweets/search/recent", "posts"),
    (r"/2/tweets(/\d+)?", "posts"),
    (r"/2/dm_events", "messages"),
    (r"/2/dm_conversations/.+/dm_events", "messages"),
)


def stream_of(method: str, url: str) -> str | None:
    """The stream that a recorded request belongs to; None for what Meydan does not read."""
    path = urlsplit(url).path.rstrip("/")
    if method.upper() != "GET":
        return None
    return next((stream for pattern, stream in _ROUTES if re.fullmatch(pattern, path)), None)


def parse(stream: str, url: str, payload: object, account: AccountRef) -> Page:
    """Map one decoded body; without an account's own id, strangers and ourselves cannot be told apart.

    Raises Malformed when the body is not of this stream at all.
    """
    named, us = stream or stream_of("GET", url) or "", account.remote_id
    if named not in PARSABLE:
        raise Malformed("No stream of X has this name", raw_text(payload))
    try:
        if named == "messages":
            messages, wrong = read_messages(payload)
            return Page(
                items=tuple(item_of(one) for one in messages if one.sender.remote_id != us),
                publications=tuple(sent_of(one) for one in messages if one.sender.remote_id == us),
                rejected=tuple(wrong),
            )
        posts, wrong = read_posts(payload)
    except WrongField as error:
        raise Malformed(str(error), raw_text(payload)) from None
    if named == "own":
        return Page(publications=tuple(one.publication(True) for one in posts), rejected=tuple(wrong))
    return Page(
        items=tuple(one.item(us) for one in posts if one.author.remote_id != us),
        publications=tuple(one.publication(True) for one in posts if one.author.remote_id == us),
        rejected=tuple(wrong),
    )
