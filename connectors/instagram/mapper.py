"""Instagram's answers to what Meydan keeps. Pure: no network, no clock, no state.

Mappers raise WrongField naming the place. The address of a picture changes with every answer, so a post is
attached as its own page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from meydan.connectors.base import Author, Item, Metrics, Profile, Publication, Rejected
from meydan.connectors.fields import (
    count,
    each,
    identity,
    mapping,
    optional_string,
    sequence,
    web_link,
)
from meydan.connectors.meta.fields import data_of, id_of, moment
from meydan.connectors.meta.graph import rows_of

_SITE = "https://www.instagram.com"


@dataclass(frozen=True, slots=True)
class Us:
    """Our account: its id and its user name."""

    id: str = ""
    username: str = ""

    def are(self, identifier: str, username: str = "") -> bool:
        """Whether an id or a user name is ours."""
        if identifier and identifier == self.id:
            return True
        return bool(self.username) and username.lower() == self.username.lower()


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, video or reel as read."""

    id: str
    username: str
    text: str
    created_at: datetime
    permalink: str
    metrics: Metrics


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as read; `parent` is the comment it answers, "" when it stands right below the media."""

    id: str
    author_id: str
    username: str
    text: str
    created_at: datetime
    hidden: bool | None = None
    parent: str = ""
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A private message as read."""

    id: str
    author_id: str
    username: str
    name: str
    text: str
    created_at: datetime
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A private conversation; `messages` are the newest, newest first, all of them when it is `whole`."""

    id: str
    updated: datetime
    messages: tuple[Message, ...]
    wrong: tuple[Rejected, ...]
    whole: bool


def read_media(payload: Mapping[str, object], where: str) -> Media:
    """One picture or video. Raises WrongField."""
    return Media(
        id=identity(payload, "id", where),
        username=optional_string(payload, "username", where) or "",
        text=optional_string(payload, "caption", where) or "",
        created_at=moment(payload, "timestamp", where),
        permalink=web_link(payload.get("permalink")),
        metrics=Metrics(
            likes=count(payload, "like_count"),
            replies=count(payload, "comments_count"),
            views=count(payload, "view_count"),
        ),
    )


def read_comment(payload: Mapping[str, object], where: str) -> Comment:
    """One comment. Raises WrongField."""
    sender = payload.get("from")
    sender = sender if isinstance(sender, Mapping) else {}
    hidden, media = payload.get("hidden"), payload.get("media")
    return Comment(
        id=identity(payload, "id", where),
        author_id=id_of(sender) or id_of(payload.get("user")),
        username=optional_string(payload, "username", where)
        or optional_string(sender, "username", where)
        or "",
        text=optional_string(payload, "text", where) or "",
        created_at=moment(payload, "timestamp", where),
        hidden=hidden if isinstance(hidden, bool) else None,
        parent=optional_string(payload, "parent_id", where) or "",
        permalink=web_link(media.get("permalink")) if isinstance(media, Mapping) else "",
    )


def read_message(payload: Mapping[str, object], where: str) -> Message:
    """One private message. Raises WrongField."""
    sender = mapping(payload.get("from") or {}, f"{where}.from")
    return Message(
        id=identity(payload, "id", where),
        author_id=id_of(sender),
        username=optional_string(sender, "username", f"{where}.from") or "",
        name=optional_string(sender, "name", f"{where}.from") or "",
        text=optional_string(payload, "message", where) or "",
        created_at=moment(payload, "created_time", where),
        attachments=_attachments(payload),
    )


def read_talk(payload: Mapping[str, object], where: str) -> Talk:
    """One conversation with the newest of its messages. Raises WrongField."""
    inside = payload.get("messages")
    messages, wrong = each(data_of(inside), f"{where}.messages", read_message)
    return Talk(
        id=identity(payload, "id", where),
        updated=moment(payload, "updated_time", where),
        messages=tuple(messages),
        wrong=tuple(wrong),
        whole=after_in(inside) is None,
    )


def place_comment(comment: Comment, us: Us, media_id: str, permalink: str = "") -> Item | Publication:
    """A stranger's comment below a media of ours as an item, ours as a publication."""
    link = comment.permalink or permalink
    parent = comment.parent or media_id
    author = author_of(comment.author_id, comment.username, f"comment:{comment.id}")
    if us.are(comment.author_id, comment.username):
        return Publication(
            remote_id=comment.id,
            author=ourselves(us),
            ours=True,
            text=comment.text,
            created_at=comment.created_at,
            thread=media_id,
            parent=parent,
            permalink=link,
        )
    return Item(
        remote_id=comment.id,
        kind="comment",
        author=author,
        text=comment.text,
        created_at=comment.created_at,
        thread=media_id,
        parent=parent,
        permalink=link,
        hidden=comment.hidden,
    )


def place_message(message: Message, us: Us, talk_id: str) -> Item | Publication:
    """What someone wrote to us in private as an item, our own as a publication."""
    if us.are(message.author_id, message.username):
        return Publication(
            remote_id=message.id,
            author=ourselves(us),
            ours=True,
            text=message.text,
            created_at=message.created_at,
            thread=talk_id,
            visibility="direct",
            attachments=message.attachments,
        )
    author = author_of(message.author_id, message.username, f"talk:{talk_id}", message.name)
    return Item(
        remote_id=message.id,
        kind="dm",
        author=author,
        text=message.text,
        created_at=message.created_at,
        thread=talk_id,
        visibility="direct",
        attachments=message.attachments,
    )


def own_media(media: Media, us: Us, metrics: Metrics) -> Publication:
    """A media of ours."""
    return Publication(
        remote_id=media.id,
        author=ourselves(us),
        ours=True,
        text=media.text,
        created_at=media.created_at,
        thread=media.id,
        permalink=media.permalink,
        attachments=(media.permalink,) if media.permalink else (),
        metrics=metrics,
    )


def tagged_media(media: Media) -> Item:
    """A media of someone else that tags us."""
    return Item(
        remote_id=media.id,
        kind="mention",
        author=author_of("", media.username, f"media:{media.id}"),
        text=media.text,
        created_at=media.created_at,
        thread=media.id,
        permalink=media.permalink,
        attachments=(media.permalink,) if media.permalink else (),
    )


def rivals_media(media: Media, author: Author) -> Publication:
    """A public media of someone else."""
    return Publication(
        remote_id=media.id,
        author=author,
        ours=False,
        text=media.text,
        created_at=media.created_at,
        thread=media.id,
        permalink=media.permalink,
        attachments=(media.permalink,) if media.permalink else (),
        metrics=media.metrics,
    )


def read_profile(payload: Mapping[str, object], where: str, key: str = "id") -> Profile:
    """An account's public face, known by what stands under `key`. Raises WrongField."""
    handle = identity(payload, "username", where)
    return Profile(
        remote_id=identity(payload, key, where),
        handle=handle,
        name=optional_string(payload, "name", where) or handle,
        url=page_of(handle),
        bio=optional_string(payload, "biography", where) or "",
        avatar=web_link(payload.get("profile_picture_url")),
        followers=count(payload, "followers_count"),
        posts=count(payload, "media_count"),
    )


def read_insights(payload: Mapping[str, object], where: str, known: Metrics) -> Metrics:
    """The figures that a media's insights add to those `known`. Raises WrongField."""
    found: dict[str, int] = {}
    for one in sequence(payload.get("data"), f"{where}.data"):
        if isinstance(one, Mapping) and (value := _value(one)) is not None:
            found[str(one.get("name"))] = value
    return Metrics(known.likes, known.replies, found.get("shares"), found.get("views", known.views))


def comments_in(rows: Sequence[object], where: str) -> tuple[list[Comment], list[Rejected]]:
    """Every row as a comment; what makes no sense costs only itself."""
    return each(rows, where, read_comment)


def medias_in(rows: Sequence[object], where: str) -> tuple[list[Media], list[Rejected]]:
    """Every row as a media; what makes no sense costs only itself."""
    return each(rows, where, read_media)


def after_in(inside: object) -> str | None:
    """What asks for the page below one that came inside a node; None at the end, and of nonsense."""
    whole = not isinstance(inside, Mapping) or not isinstance(inside.get("data"), list)
    return None if whole else rows_of(inside).after


def author_of(identifier: str, username: str, unknown: str, name: str = "") -> Author:
    """Someone; one whom Instagram does not name is known by `unknown`."""
    return Author(identifier or username or unknown, username, name, page_of(username))


def ourselves(us: Us) -> Author:
    """We."""
    return Author(us.id, us.username, url=page_of(us.username))


def page_of(username: str) -> str:
    """The address of someone's page."""
    return f"{_SITE}/{username}/" if username else ""


def _value(metric: Mapping[str, object]) -> int | None:
    values = metric.get("values")
    holder = values[0] if isinstance(values, list) and values else metric.get("total_value")
    return count(holder, "value") if isinstance(holder, Mapping) else None


def _attachments(payload: Mapping[str, object]) -> tuple[str, ...]:
    """Pictures, videos and files, the story that is answered, and shared posts."""
    found: list[object] = []
    for one in data_of(payload.get("attachments")):
        if isinstance(one, Mapping):
            holders = (one.get("image_data"), one.get("video_data"), one)
            urls = [
                holder.get(key)
                for holder in holders
                if isinstance(holder, Mapping)
                for key in ("url", "file_url")
            ]
            found.append(next((url for url in urls if web_link(url)), None))
    story = payload.get("story")
    for holder in story.values() if isinstance(story, Mapping) else ():
        found.append(holder.get("link") if isinstance(holder, Mapping) else None)
    found += [one.get("link") for one in data_of(payload.get("shares")) if isinstance(one, Mapping)]
    return tuple(link for one in found if (link := web_link(one)))
