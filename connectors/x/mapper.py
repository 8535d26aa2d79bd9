"""Posts, people and private messages of X as what Meydan keeps."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from meydan.connectors.base import Author, Item, Metrics, Profile, Publication, Rejected
from meydan.connectors.fields import (
    WrongField,
    children,
    count,
    identity,
    instant,
    mapping,
    optional_string,
    rejected,
    sequence,
    string,
    web_link,
)

T = TypeVar("T")
MOST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Post:
    """A post; `id` is that of its first version, `latest` that of the one that is shown now."""

    id: str
    latest: str
    author: Author
    text: str
    created_at: datetime
    thread: str
    parent: str | None
    to: str | None
    attachments: tuple[str, ...]
    metrics: Metrics

    def publication(self, ours: bool) -> Publication:
        """As a post of ours, or as a stranger's that is context."""
        return Publication(
            self.id,
            self.author,
            ours,
            self.text,
            self.created_at,
            thread=self.thread,
            parent=self.parent,
            permalink=self.permalink,
            attachments=self.attachments,
            metrics=self.metrics,
        )

    def item(self, us: str) -> Item:
        """As a comment below a post of ours, or as a mention."""
        return Item(
            self.id,
            "comment" if self.to == us else "mention",
            self.author,
            self.text,
            self.created_at,
            thread=self.thread,
            parent=self.parent,
            permalink=self.permalink,
            attachments=self.attachments,
        )

    @property
    def permalink(self) -> str:
        """Where people read it."""
        return f"https://x.com/{self.author.handle or 'i'}/status/{self.latest}"


@dataclass(frozen=True, slots=True)
class Message:
    """A private message."""

    id: str
    sender: Author
    text: str
    created_at: datetime
    conversation: str
    attachments: tuple[str, ...]


def read_posts(payload: object, where: str = "posts") -> tuple[list[Post], list[Rejected]]:
    """The posts of an answer with their people, and what could not be read."""
    body = mapping(payload, where)
    people, media = _people(body, where), _media(body, where)
    return _each(body, where, lambda value, at: read_post(value, people, media, at))


def read_post(
    value: Mapping[str, object], people: Mapping[str, Author], media: Mapping[str, str], where: str
) -> Post:
    """One post."""
    latest = identity(value, "id", where)
    history = value.get("edit_history_tweet_ids")
    first = history[0] if isinstance(history, list) and history and isinstance(history[0], str) else latest
    author_id = identity(value, "author_id", where)
    parent = next(
        (
            identity(one, "id", where)
            for one in children(value, "referenced_tweets", where)
            if one.get("type") == "replied_to"
        ),
        None,
    )
    return Post(
        first,
        latest,
        people.get(author_id, Author(author_id, "")),
        _text(value, where),
        instant(value, "created_at", where),
        optional_string(value, "conversation_id", where) or first,
        parent,
        optional_string(value, "in_reply_to_user_id", where),
        _attached(value, media),
        _metrics(value),
    )


def read_messages(payload: object) -> tuple[list[Message], list[Rejected]]:
    """The private messages of an answer, and what could not be read."""
    body = mapping(payload, "messages")
    people, media = _people(body, "messages"), _media(body, "messages")

    def read(value: Mapping[str, object], where: str) -> Message:
        sender = identity(value, "sender_id", where)
        return Message(
            identity(value, "id", where),
            people.get(sender, Author(sender, "")),
            _text(value, where),
            instant(value, "created_at", where),
            identity(value, "dm_conversation_id", where),
            _attached(value, media),
        )

    found, wrong = _each(body, "messages", read)
    return found, wrong


def next_token(payload: object) -> str | None:
    """What asks for the page below."""
    meta = payload.get("meta") if isinstance(payload, Mapping) else None
    token = meta.get("next_token") if isinstance(meta, Mapping) else None
    return token if isinstance(token, str) and token else None


def gone(payload: object) -> frozenset[str]:
    """The ids that an answer by ids says are not there."""
    body = mapping(payload, "posts")
    return frozenset(
        str(error.get("resource_id") or error.get("value"))
        for error in children(body, "errors", "posts")
        if str(error.get("type", "")).endswith("/resource-not-found")
    )


def read_profile(payload: object, scopes: tuple[str, ...] = ()) -> Profile:
    """An account's public face."""
    value = mapping(mapping(payload, "user").get("data"), "user")
    figures = value.get("public_metrics")
    known = figures if isinstance(figures, Mapping) else {}
    handle = identity(value, "username", "user")
    return Profile(
        identity(value, "id", "user"),
        handle,
        optional_string(value, "name", "user") or "",
        f"https://x.com/{handle}",
        html.unescape(optional_string(value, "description", "user") or ""),
        web_link(value.get("profile_image_url")),
        web_link(value.get("profile_banner_url")),
        count(known, "followers_count"),
        count(known, "tweet_count"),
        scopes,
    )


def _each(
    body: Mapping[str, object], where: str, read: Callable[[Mapping[str, object], str], T]
) -> tuple[list[T], list[Rejected]]:
    found: list[T] = []
    wrong: list[Rejected] = []
    data = body.get("data")
    if isinstance(data, Mapping):
        data = [data]
    listed: Sequence[object] = () if data is None else sequence(data, f"{where}.data")
    for index, value in enumerate(listed):
        try:
            at = f"{where}[{index}]"
            found.append(read(mapping(value, at), at))
        except WrongField as error:
            wrong.append(rejected(error, value))
    return found, wrong


def _people(body: Mapping[str, object], where: str) -> dict[str, Author]:
    return {author.remote_id: author for author in _included(body, "users", where, _author)}


def _author(value: Mapping[str, object], where: str) -> Author:
    figures = value.get("public_metrics")
    handle = identity(value, "username", where)
    return Author(
        identity(value, "id", where),
        handle,
        optional_string(value, "name", where) or "",
        f"https://x.com/{handle}",
        count(figures, "followers_count") if isinstance(figures, Mapping) else None,
        html.unescape(optional_string(value, "description", where) or ""),
    )


def _media(body: Mapping[str, object], where: str) -> dict[str, str]:
    def read(value: Mapping[str, object], at: str) -> tuple[str, str]:
        url = web_link(value.get("url")) or web_link(value.get("preview_image_url"))
        told = optional_string(value, "alt_text", at) or ""
        return identity(value, "media_key", at), f"{url} {told}".strip()

    return dict(_included(body, "media", where, read))


def _included(
    body: Mapping[str, object], key: str, where: str, read: Callable[[Mapping[str, object], str], T]
) -> list[T]:
    """What came beside the posts; what cannot be read is left out, since it is only context."""
    includes = body.get("includes")
    listed = includes.get(key) if isinstance(includes, Mapping) else None
    found = []
    for value in listed if isinstance(listed, list) else ():
        try:
            found.append(read(mapping(value, where), where))
        except WrongField:
            continue
    return found


def _text(value: Mapping[str, object], where: str) -> str:
    """The whole text, with short links as what they stand for."""
    long = value.get("note_tweet")
    source = long if isinstance(long, Mapping) and isinstance(long.get("text"), str) else value
    text = string(source, "text", where)[:MOST_TEXT]
    entities = source.get("entities")
    urls = entities.get("urls") if isinstance(entities, Mapping) else None
    for one in urls if isinstance(urls, list) else ():
        short, whole = (
            (one.get("url"), web_link(one.get("expanded_url"))) if isinstance(one, Mapping) else ("", "")
        )
        if isinstance(short, str) and short and whole:
            text = text.replace(short, "" if one.get("media_key") else whole)
    return html.unescape(text).strip()


def _attached(value: Mapping[str, object], media: Mapping[str, str]) -> tuple[str, ...]:
    attachments = value.get("attachments")
    keys = attachments.get("media_keys") if isinstance(attachments, Mapping) else None
    return tuple(media[key] for key in keys if media.get(key)) if isinstance(keys, list) else ()


def _metrics(value: Mapping[str, object]) -> Metrics:
    figures = value.get("public_metrics")
    if not isinstance(figures, Mapping):
        return Metrics()
    reposts, quotes = count(figures, "retweet_count"), count(figures, "quote_count")
    shares = None if reposts is None and quotes is None else (reposts or 0) + (quotes or 0)
    return Metrics(
        count(figures, "like_count"),
        count(figures, "reply_count"),
        shares,
        count(figures, "impression_count"),
    )
