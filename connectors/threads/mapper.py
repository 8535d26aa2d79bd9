"""Threads' answers to what Meydan keeps. Pure: no network, no clock, no state.

Mappers raise WrongField naming the place. Authors have no ids there: a person is known by their user name.
The address of a picture changes with every answer, so a post with one is attached as its own page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from meydan.connectors.base import Author, Item, Metrics, Profile, Publication, Rejected
from meydan.connectors.fields import (
    count,
    each,
    identity,
    instant,
    optional_string,
    sequence,
    web_link,
)
from meydan.connectors.meta.fields import id_of

_HIDDEN = {"HIDDEN": True, "NOT_HUSHED": False, "UNHUSHED": False}
_PICTURED = frozenset({"IMAGE", "VIDEO", "CAROUSEL_ALBUM", "AUDIO"})
_OPTIONS = ("option_a", "option_b", "option_c", "option_d")
_SITE = "https://www.threads.net"


@dataclass(frozen=True, slots=True)
class Us:
    """Our profile: its id and its user name."""

    id: str = ""
    username: str = ""

    def are(self, username: str) -> bool:
        """Whether a user name is ours."""
        return bool(self.username) and username.lower() == self.username.lower()


@dataclass(frozen=True, slots=True)
class Post:
    """A post or reply as read, before it is known what it is to us.

    `root` and `parent` are "" for what answers nothing; `own` is the platform's word for "you wrote it".
    """

    id: str
    username: str
    text: str
    created_at: datetime
    permalink: str = ""
    root: str = ""
    parent: str = ""
    own: bool = False
    repost: bool = False
    has_replies: bool = False
    hidden: bool | None = None
    attachments: tuple[str, ...] = field(default=())


def read_post(payload: Mapping[str, object], where: str) -> Post:
    """One post or reply. Raises WrongField."""
    permalink = web_link(payload.get("permalink"))
    media = optional_string(payload, "media_type", where) or ""
    return Post(
        id=identity(payload, "id", where),
        username=optional_string(payload, "username", where) or "",
        text=_text(payload, where),
        created_at=instant(payload, "timestamp", where),
        permalink=permalink,
        root=id_of(payload.get("root_post")),
        parent=id_of(payload.get("replied_to")),
        own=payload.get("is_reply_owned_by_me") is True,
        repost=media == "REPOST_FACADE" or payload.get("reposted_post") is not None,
        has_replies=payload.get("has_replies") is True,
        hidden=hidden_of(payload),
        attachments=_attachments(payload, media, permalink, where),
    )


def hidden_of(payload: Mapping[str, object]) -> bool | None:
    """Whether we hid a reply; None where the platform does not say, or hid it by itself."""
    return _HIDDEN.get(str(payload.get("hide_status")))


def ours(post: Post, us: Us) -> bool:
    """Whether we wrote it."""
    return post.own or us.are(post.username)


def place(
    post: Post, us: Us, kind: str, root: str = "", metrics: Metrics | None = None
) -> Item | Publication:
    """A stranger's words as an item of `kind`, ours as a publication; `root` where the post names none."""
    thread = post.root or root or post.id
    parent = post.parent or (thread if thread != post.id else None)
    author = author_of(post, us)
    if ours(post, us):
        return Publication(
            remote_id=post.id,
            author=author,
            ours=True,
            text=post.text,
            created_at=post.created_at,
            thread=thread,
            parent=parent,
            permalink=post.permalink,
            attachments=post.attachments,
            metrics=metrics or Metrics(),
        )
    return Item(
        remote_id=post.id,
        kind=kind,
        author=author,
        text=post.text,
        created_at=post.created_at,
        thread=thread,
        parent=parent,
        permalink=post.permalink,
        attachments=post.attachments,
        hidden=post.hidden,
    )


def context(post: Post, us: Us) -> Publication:
    """Somebody's post that stands above something of ours."""
    return Publication(
        remote_id=post.id,
        author=author_of(post, us),
        ours=ours(post, us),
        text=post.text,
        created_at=post.created_at,
        thread=post.root or post.id,
        parent=post.parent or None,
        permalink=post.permalink,
        attachments=post.attachments,
    )


def author_of(post: Post, us: Us) -> Author:
    """Who wrote it; someone whose name is withheld is known by what they wrote."""
    if ours(post, us):
        return Author(us.id, us.username or post.username, url=_page(us.username or post.username))
    handle = post.username
    return Author(handle or f"post:{post.id}", handle, url=_page(handle))


def read_profile(payload: Mapping[str, object], where: str) -> Profile:
    """Our own profile. Raises WrongField."""
    handle = identity(payload, "username", where)
    return Profile(
        remote_id=identity(payload, "id", where),
        handle=handle,
        name=optional_string(payload, "name", where) or handle,
        url=_page(handle),
        bio=optional_string(payload, "threads_biography", where) or "",
        avatar=web_link(payload.get("threads_profile_picture_url")),
    )


def read_stranger(payload: Mapping[str, object], where: str) -> Profile:
    """The public profile of someone else, who is known by the user name. Raises WrongField."""
    handle = identity(payload, "username", where)
    return Profile(
        remote_id=handle,
        handle=handle,
        name=optional_string(payload, "name", where) or handle,
        url=_page(handle),
        bio=optional_string(payload, "biography", where) or "",
        avatar=web_link(payload.get("profile_picture_url")),
        followers=count(payload, "follower_count"),
    )


def read_insights(payload: Mapping[str, object], where: str) -> Metrics:
    """The figures of one post; shares are reposts, quotes and shares together. Raises WrongField."""
    found: dict[str, int] = {}
    for one in sequence(payload.get("data"), f"{where}.data"):
        if isinstance(one, Mapping) and (value := _value(one)) is not None:
            found[str(one.get("name"))] = value
    passed_on = [found[name] for name in ("reposts", "quotes", "shares") if name in found]
    return Metrics(
        found.get("likes"), found.get("replies"), sum(passed_on) if passed_on else None, found.get("views")
    )


def _value(metric: Mapping[str, object]) -> int | None:
    values = metric.get("values")
    holder = values[0] if isinstance(values, list) and values else metric.get("total_value")
    return count(holder, "value") if isinstance(holder, Mapping) else None


def _text(payload: Mapping[str, object], where: str) -> str:
    text = optional_string(payload, "text", where) or ""
    poll = payload.get("poll_attachment")
    options = [poll.get(key) for key in _OPTIONS] if isinstance(poll, Mapping) else []
    listed = "\n".join(f"- {one}" for one in options if isinstance(one, str) and one)
    return "\n\n".join(part for part in (text, listed) if part)


def _attachments(payload: Mapping[str, object], media: str, permalink: str, where: str) -> tuple[str, ...]:
    found = []
    if permalink and media in _PICTURED:
        described = " ".join((optional_string(payload, "alt_text", where) or "").split())
        found.append(f"{permalink} {described}".rstrip())
    if link := web_link(payload.get("link_attachment_url")):
        found.append(link)
    return tuple(found)


def _page(username: str) -> str:
    return f"{_SITE}/@{username}" if username else ""


def posts_in(rows: Sequence[object], where: str) -> tuple[list[Post], list[Rejected]]:
    """Every row as a post; what makes no sense costs only itself."""
    return each(rows, where, read_post)
