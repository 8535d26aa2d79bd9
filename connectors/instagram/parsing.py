"""Recorded answers to what they hold, for looking without an account."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from meydan.connectors.base import AccountRef, Malformed, Page, Rejected
from meydan.connectors.fields import WrongField, each, mapping, raw_text
from meydan.connectors.gathering import Gathered
from meydan.connectors.instagram.mapper import (
    Us,
    author_of,
    comments_in,
    medias_in,
    own_media,
    place_comment,
    place_message,
    read_message,
    read_talk,
    rivals_media,
    tagged_media,
)
from meydan.connectors.meta.fields import data_of, id_of
from meydan.connectors.meta.graph import tidied

_V = r"(/v[\d.]+)?"
_ROUTES = (
    (rf"{_V}/[^/]+/(media|stories|live_media)", "own"),
    (rf"{_V}/([^/]+)/(comments|replies)", "comments"),
    (rf"{_V}/[^/]+/(tags|recent_media|top_media)", "tags"),
    (rf"{_V}/[^/]+/conversations", "conversations"),
    (rf"{_V}/[^/]+/messages", "messages"),
)
PARSABLE = ("own", "comments", "tags", "conversations", "messages", "discovery")


def stream_of(method: str, url: str) -> str | None:
    """The stream that a recorded request belongs to; None for what Meydan does not read."""
    parts = urlsplit(url)
    if method.upper() != "GET":
        return None
    if "business_discovery" in parts.query:
        return "discovery"
    return next(
        (stream for pattern, stream in _ROUTES if re.fullmatch(pattern, parts.path.rstrip("/"))), None
    )


def parse(stream: str, url: str, payload: object, account: AccountRef) -> Page:
    """Map one decoded body; without an account's user name, strangers and ourselves cannot be told apart.

    Raises Malformed when the body is not of this stream at all.
    """
    named = stream or stream_of("GET", url) or ""
    payload = tidied(payload)
    us = Us(account.remote_id, account.handle)
    above = urlsplit(url).path.rstrip("/").split("/")[-2:-1]
    try:
        match named:
            case "own" | "tags":
                medias, wrong = medias_in(_rows(payload), named)
                gathered = Gathered()
                for one in medias:
                    gathered.add(own_media(one, us, one.metrics) if named == "own" else tagged_media(one))
            case "comments":
                gathered, wrong = _comments(payload, us, above[0] if above else "")
            case "conversations":
                gathered, wrong = _talks(payload, us)
            case "messages":
                messages, wrong = each(_rows(payload), named, read_message)
                gathered = Gathered()
                gathered.add(*(place_message(one, us, above[0] if above else "") for one in messages))
            case "discovery":
                gathered, wrong = _discovery(payload)
            case _:
                raise Malformed("No stream of Instagram has this name", raw_text(payload))
    except WrongField as error:
        raise Malformed(str(error), raw_text(payload)) from None
    return Page(gathered.items, gathered.publications, rejected=(*wrong, *gathered.rejected))


def _comments(payload: object, us: Us, above: str) -> tuple[Gathered, list[Rejected]]:
    gathered = Gathered()
    rows = _rows(payload)
    comments, wrong = comments_in(rows, "comments")
    inside = {id_of(row): row for row in rows}
    for one in comments:
        row = mapping(inside[one.id], "comment")
        media = id_of(row.get("media")) or above or one.id
        gathered.add(place_comment(one, us, media))
        replies = row.get("replies")
        found, bad = comments_in(data_of(replies), f"replies to {one.id}")
        wrong += bad
        gathered.add(
            *(place_comment(replace(r, parent=r.parent or one.id), us, media, one.permalink) for r in found)
        )
    return gathered, wrong


def _talks(payload: object, us: Us) -> tuple[Gathered, list[Rejected]]:
    gathered = Gathered()
    talks, wrong = each(_rows(payload), "conversations", read_talk)
    for talk in talks:
        wrong += talk.wrong
        gathered.add(*(place_message(one, us, talk.id) for one in talk.messages))
    return gathered, wrong


def _discovery(payload: object) -> tuple[Gathered, list[Rejected]]:
    gathered = Gathered()
    found = mapping(mapping(payload, "answer").get("business_discovery"), "business_discovery")
    medias, wrong = medias_in(data_of(found.get("media")), "media")
    username = found.get("username")
    author = author_of(id_of(found), username if isinstance(username, str) else "", "someone")
    gathered.add(*(rivals_media(one, author) for one in medias))
    return gathered, wrong


def _rows(payload: object) -> Sequence[object]:
    """A list, a single object, or objects by id."""
    if isinstance(payload, Mapping):
        rows = payload.get("data")
        if isinstance(rows, list):
            return rows
        if "id" in payload:
            return [payload]
        if payload and all(isinstance(one, Mapping) and one.get("id") == key for key, one in payload.items()):
            return list(payload.values())
    raise Malformed("This is no list of Instagram's", raw_text(payload))
