"""A Page's answers to what Meydan keeps. Pure: no network, no clock, no state.

Mappers raise WrongField naming the place. Addresses of pictures are signed anew with every answer, so what is
kept of a picture is the page that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from meydan.connectors.base import Author, Item, Malformed, Metrics, Profile, Publication
from meydan.connectors.fields import (
    WrongField,
    count,
    identity,
    mapping,
    optional_string,
    web_link,
)
from meydan.connectors.meta.fields import data_of, id_of, moment, read_from
from meydan.connectors.meta.graph import Rows, rows_of

SITE = "https://www.facebook.com"
NAMELESS = "review:"
"""What begins the id of a review that has none of its own."""
_NOTHING = Rows(())
_SHIMS = ("l.facebook.com", "lm.facebook.com")
_RECOMMENDED = {"positive": 5, "negative": 1}
_SAID = {"positive": "Recommends", "negative": "Does not recommend"}


@dataclass(frozen=True, slots=True)
class Post:
    """A post as read, with its newest comments; `total` is the platform's count of them (None: not told)."""

    id: str
    author: Author
    text: str
    created_at: datetime
    permalink: str = ""
    attachments: tuple[str, ...] = ()
    hidden: bool | None = None
    likes: int | None = None
    shares: int | None = None
    total: int | None = None
    comments: Rows = _NOTHING


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment at any depth; `parent` is the comment that it answers, "" at the top."""

    id: str
    author: Author
    text: str
    created_at: datetime
    parent: str = ""
    permalink: str = ""
    attachments: tuple[str, ...] = ()
    hidden: bool | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A private conversation with its newest messages; `updated_at` is the time of the last of them."""

    id: str
    updated_at: datetime
    permalink: str = ""
    messages: Rows = _NOTHING


@dataclass(frozen=True, slots=True)
class Message:
    """A private message."""

    id: str
    author: Author
    text: str
    created_at: datetime
    attachments: tuple[str, ...] = field(default=())


def read_post(payload: Mapping[str, object], where: str) -> Post:
    """One post. Raises WrongField."""
    permalink = web_link(payload.get("permalink_url"))
    comments = payload.get("comments")
    return Post(
        id=identity(payload, "id", where),
        author=read_from(payload.get("from"), f"{where}.from"),
        text=optional_string(payload, "message", where) or optional_string(payload, "story", where) or "",
        created_at=moment(payload, "created_time", where),
        permalink=permalink,
        attachments=_attached(data_of(payload.get("attachments")), permalink, where),
        hidden=_yes_or_no(payload.get("is_hidden")),
        likes=_total(payload.get("reactions")),
        shares=_shares(payload.get("shares")),
        total=_total(comments),
        comments=_rows(comments, f"{where}.comments"),
    )


def read_comment(payload: Mapping[str, object], where: str) -> Comment:
    """One comment. Raises WrongField."""
    permalink = web_link(payload.get("permalink_url"))
    attachment = payload.get("attachment")
    return Comment(
        id=identity(payload, "id", where),
        author=read_from(payload.get("from"), f"{where}.from"),
        text=optional_string(payload, "message", where) or "",
        created_at=moment(payload, "created_time", where),
        parent=id_of(payload.get("parent")),
        permalink=permalink,
        attachments=() if attachment is None else _attached([attachment], permalink, where),
        hidden=_yes_or_no(payload.get("is_hidden")),
    )


def read_talk(payload: Mapping[str, object], where: str) -> Talk:
    """One conversation. Raises WrongField."""
    link = optional_string(payload, "link", where) or ""
    return Talk(
        id=identity(payload, "id", where),
        updated_at=moment(payload, "updated_time", where),
        permalink=web_link(SITE + link if link.startswith("/") else link),
        messages=_rows(payload.get("messages"), f"{where}.messages"),
    )


def read_message(payload: Mapping[str, object], where: str) -> Message:
    """One private message; what is attached lacks its address, see `place_message`. Raises WrongField."""
    named = [_named(one, where) for one in data_of(payload.get("attachments"))]
    named += ["sticker"] if payload.get("sticker") else []
    shared = [_shared(one) for one in data_of(payload.get("shares"))]
    return Message(
        id=identity(payload, "id", where),
        author=read_from(payload.get("from"), f"{where}.from"),
        text=optional_string(payload, "message", where) or "",
        created_at=moment(payload, "created_time", where),
        attachments=tuple(one for one in (*named, *shared) if one),
    )


def read_review(payload: Mapping[str, object], where: str) -> Item:
    """One recommendation or rating.

    It has no id of its own but that of its story, else its reviewer's: nobody writes two. A recommendation
    counts as five stars and its opposite as one.
    """
    author = read_from(payload.get("reviewer"), f"{where}.reviewer")
    story = id_of(payload.get("open_graph_story"))
    kind = optional_string(payload, "recommendation_type", where) or ""
    if not (story or author.remote_id):
        raise WrongField(f"{where}.open_graph_story", "missing")
    stars = count(payload, "rating") or _RECOMMENDED.get(kind.lower())
    return Item(
        remote_id=story or NAMELESS + author.remote_id,
        kind="review",
        author=author,
        text=optional_string(payload, "review_text", where) or _SAID.get(kind.lower(), ""),
        created_at=moment(payload, "created_time", where),
        permalink=f"{SITE}/{story}" if story else "",
        stars=stars if stars and 1 <= stars <= 5 else None,
    )


def read_profile(payload: Mapping[str, object], where: str) -> Profile:
    """The Page's own face. Raises WrongField."""
    name = optional_string(payload, "name", where) or ""
    picture, cover = payload.get("picture"), payload.get("cover")
    shown = picture.get("data") if isinstance(picture, Mapping) else None
    followers = count(payload, "followers_count")
    return Profile(
        remote_id=identity(payload, "id", where),
        handle=optional_string(payload, "username", where) or name,
        name=name,
        url=web_link(payload.get("link")),
        bio=optional_string(payload, "about", where) or "",
        avatar=web_link(shown.get("url")) if isinstance(shown, Mapping) else "",
        cover=web_link(cover.get("source")) if isinstance(cover, Mapping) else "",
        followers=count(payload, "fan_count") if followers is None else followers,
    )


def place_post(post: Post, us: str, *, ours: bool, views: int | None = None) -> Item | Publication:
    """Our own post (from a list of those: `ours`), or a stranger's on our Page or about it: a mention."""
    if not ours and (not us or post.author.remote_id != us):
        return Item(
            remote_id=post.id,
            kind="mention",
            author=post.author,
            text=post.text,
            created_at=post.created_at,
            thread=post.id,
            permalink=post.permalink,
            attachments=post.attachments,
            hidden=post.hidden,
        )
    return Publication(
        remote_id=post.id,
        author=post.author,
        ours=True,
        text=post.text,
        created_at=post.created_at,
        thread=post.id,
        permalink=post.permalink,
        attachments=post.attachments,
        metrics=Metrics(post.likes, post.total, post.shares, views),
    )


def place_comment(comment: Comment, post_id: str, us: str) -> Item | Publication:
    """A stranger's comment, or what we said ourselves."""
    parent = comment.parent or post_id
    if us and comment.author.remote_id == us:
        return Publication(
            remote_id=comment.id,
            author=comment.author,
            ours=True,
            text=comment.text,
            created_at=comment.created_at,
            thread=post_id,
            parent=parent,
            permalink=comment.permalink,
            attachments=comment.attachments,
        )
    return Item(
        remote_id=comment.id,
        kind="comment",
        author=comment.author,
        text=comment.text,
        created_at=comment.created_at,
        thread=post_id,
        parent=parent,
        permalink=comment.permalink,
        attachments=comment.attachments,
        hidden=comment.hidden,
    )


def place_message(message: Message, talk_id: str, permalink: str, us: str) -> Item | Publication:
    """A person's message, or our own; what is attached is seen in the conversation."""
    attachments = tuple(
        one if web_link(one.partition(" ")[0]) else f"{permalink} {one}" for one in message.attachments
    )
    if us and message.author.remote_id == us:
        return Publication(
            remote_id=message.id,
            author=message.author,
            ours=True,
            text=message.text,
            created_at=message.created_at,
            thread=talk_id,
            permalink=permalink,
            attachments=attachments,
        )
    return Item(
        remote_id=message.id,
        kind="dm",
        author=message.author,
        text=message.text,
        created_at=message.created_at,
        thread=talk_id,
        permalink=permalink,
        attachments=attachments,
    )


def read_figure(rows: Sequence[object]) -> int | None:
    """The value of the only metric of an insights answer; None where there is none."""
    first = rows[0] if rows else None
    values = first.get("values") if isinstance(first, Mapping) else None
    last = values[-1] if isinstance(values, list) and values else None
    return count(last, "value") if isinstance(last, Mapping) else None


def liked(payload: Mapping[str, object]) -> bool | None:
    """Whether we like a comment (`user_likes`) or post (`likes`); None when it is not told."""
    likes = payload.get("likes")
    summary = likes.get("summary") if isinstance(likes, Mapping) else None
    said = summary.get("has_liked") if isinstance(summary, Mapping) else payload.get("user_likes")
    return _yes_or_no(said)


def _attached(listed: Sequence[object], permalink: str, where: str) -> tuple[str, ...]:
    """Addresses that stay, each with what it is called."""
    found: list[str] = []
    for number, value in enumerate(listed):
        place = f"{where}.attachments[{number}]"
        one = mapping(value, place)
        target = one.get("target")
        pointed = target.get("url") if isinstance(target, Mapping) else None
        links = (one.get("unshimmed_url"), one.get("url"), pointed)
        link = next((stable for each in links if (stable := _stable(each))), permalink)
        title = optional_string(one, "title", place) or ""
        kind = optional_string(one, "media_type", place) or optional_string(one, "type", place) or ""
        if link:
            found.append(f"{link} {' '.join((title or kind).split())}".rstrip())
    return tuple(found)


def _stable(value: object) -> str:
    """An address without the platform's detour, whose signature changes with every answer."""
    link = web_link(value)
    parts = urlsplit(link)
    if parts.hostname in _SHIMS:
        return web_link(next(iter(parse_qs(parts.query).get("u", [])), ""))
    return "" if (parts.hostname or "").endswith("fbcdn.net") else link


def _named(value: object, where: str) -> str:
    """What an attachment of a message is called."""
    one = mapping(value, f"{where}.attachments")
    name = optional_string(one, "name", where) or optional_string(one, "mime_type", where) or "file"
    return " ".join(name.split())


def _shared(value: object) -> str:
    if not isinstance(value, Mapping):
        return ""
    name = value.get("name")
    link = _stable(value.get("link"))
    return f"{link} {' '.join(name.split())}".rstrip() if link and isinstance(name, str) else link


def _rows(value: object, where: str) -> Rows:
    """A page of an edge inside a node; an edge with nothing on it may be missing."""
    if value is None or (isinstance(value, Mapping) and "data" not in value):
        return _NOTHING
    try:
        return rows_of(value)
    except Malformed as error:
        raise WrongField(where, str(error)) from None


def _total(edge: object) -> int | None:
    summary = edge.get("summary") if isinstance(edge, Mapping) else None
    return count(summary, "total_count") if isinstance(summary, Mapping) else None


def _shares(value: object) -> int | None:
    return count(value, "count") if isinstance(value, Mapping) else None


def _yes_or_no(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
