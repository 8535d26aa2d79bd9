"""Recorded answers to what they hold, for looking without an account."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from meydan.connectors.base import AccountRef, Item, Malformed, Page, Publication, Rejected
from meydan.connectors.facebook.mapper import (
    place_comment,
    place_message,
    place_post,
    read_comment,
    read_message,
    read_post,
    read_review,
    read_talk,
)
from meydan.connectors.fields import WrongField, each, raw_text
from meydan.connectors.gathering import Gathered
from meydan.connectors.meta.graph import tidied

_ROUTES = (
    (r"published_posts|posts|feed|ads_posts|scheduled_posts", "posts"),
    (r"visitor_posts|tagged", "visitors"),
    (r"comments", "comments"),
    (r"conversations|threads", "conversations"),
    (r"messages", "messages"),
    (r"ratings", "reviews"),
)
PARSABLE = ("posts", "visitors", "comments", "conversations", "messages", "reviews")
Reader = Callable[[Mapping[str, object], str], Sequence[Item | Publication]]


def stream_of(method: str, url: str) -> str | None:
    """The stream that a recorded request belongs to; None for what Meydan does not read."""
    edge = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    if method.upper() != "GET":
        return None
    return next((stream for pattern, stream in _ROUTES if re.fullmatch(pattern, edge)), None)


def parse(stream: str, url: str, payload: object, account: AccountRef) -> Page:
    """Map one decoded body; without an account's own id, strangers and ourselves cannot be told apart.

    Raises Malformed when the body is not of this stream at all.
    """
    named = stream or stream_of("GET", url) or ""
    us, node = account.remote_id, _node(url)
    readers: dict[str, Reader] = {
        "posts": _with_comments(us, ours=True),
        "visitors": _with_comments(us, ours=False),
        "comments": lambda one, where: [_comment(one, where, node, us)],
        "conversations": _talk(us),
        "messages": lambda one, where: [place_message(read_message(one, where), node, "", us)],
        "reviews": lambda one, where: [read_review(one, where)],
    }
    tidy = tidied(payload)
    if named not in readers:
        raise Malformed("No stream of Facebook has this name", raw_text(tidy))
    try:
        found, wrong = each(_listed(tidy), named, readers[named])
    except WrongField as error:
        raise Malformed(str(error), raw_text(tidy)) from None
    gathered = Gathered()
    for one in found:
        gathered.add(*one)
    return Page(gathered.items, gathered.publications, rejected=tuple[Rejected, ...](wrong))


def _listed(payload: object) -> object:
    """The rows of an edge, of an answer about several ids, or a single object as a list of one."""
    if not isinstance(payload, Mapping):
        return payload
    if "data" in payload:
        return payload["data"]
    if "id" in payload:
        return [payload]
    return list(payload.values()) if all(isinstance(one, Mapping) for one in payload.values()) else payload


def _with_comments(us: str, *, ours: bool) -> Reader:
    def read(payload: Mapping[str, object], where: str) -> Sequence[Item | Publication]:
        post = read_post(payload, where)
        comments, _wrong = each(post.comments.rows, f"{where}.comments", read_comment)
        below = [place_comment(one, post.id, us) for one in comments]
        return [place_post(post, us, ours=ours), *below]

    return read


def _comment(payload: Mapping[str, object], where: str, node: str, us: str) -> Item | Publication:
    comment = read_comment(payload, where)
    return place_comment(comment, node or comment.id.partition("_")[0], us)


def _talk(us: str) -> Reader:
    def read(payload: Mapping[str, object], where: str) -> Sequence[Item | Publication]:
        talk = read_talk(payload, where)
        messages, _wrong = each(talk.messages.rows, f"{where}.messages", read_message)
        return [place_message(one, talk.id, talk.permalink, us) for one in messages]

    return read


def _node(url: str) -> str:
    """The object on which an edge hangs."""
    parts = urlsplit(url).path.strip("/").split("/")
    return parts[-2] if len(parts) > 1 else ""
