"""The playground's answers in the words of the Mastodon client API: JSON objects out of the world."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from meydan.connectors.playground import figures, markup
from meydan.connectors.playground.content import Trend
from meydan.connectors.playground.events import (
    Deleted,
    Edited,
    Event,
    Followed,
    Liked,
    Reported,
    Said,
    Scheduled,
    Uploaded,
)
from meydan.connectors.playground.playground import Playground
from meydan.connectors.playground.world import Account, Conversation, Notification, Status, visible

Json = dict[str, Any]

MAX_CHARACTERS = 500
MAX_MEDIA = 4


def instant(at: datetime) -> str:
    """A moment as Mastodon writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


@dataclass(frozen=True, slots=True)
class Wire:
    """Writes what `viewer` (one of our accounts, or None) sees at `now`."""

    playground: Playground
    now: datetime
    viewer: Account | None = None

    def account(self, account: Account) -> Json:
        """An Account."""
        world = self.playground.world
        url = markup.profile(self.playground.world, account)
        statuses = [each for each in world.by(account.id) if each.visibility != "direct"]
        picture = f"{self._site}/pictures/{account.handle}"
        return {
            "id": account.id,
            "username": account.handle,
            "acct": account.acct,
            "display_name": account.name,
            "locked": False,
            "bot": False,
            "group": False,
            "discoverable": True,
            "indexable": True,
            "created_at": instant(account.created_at.replace(hour=0, minute=0, second=0, microsecond=0)),
            "note": f"<p>{html.escape(account.bio)}</p>" if account.bio else "",
            "url": url,
            "uri": url,
            "avatar": f"{picture}.png",
            "avatar_static": f"{picture}.png",
            "header": f"{picture}-wide.png",
            "header_static": f"{picture}-wide.png",
            "followers_count": world.followed(account.id),
            "following_count": account.followers // 3 if not account.ours else 42,
            "statuses_count": len(statuses),
            "last_status_at": statuses[-1].at.date().isoformat() if statuses else None,
            "emojis": [],
            "fields": [],
        }

    def credential_account(self, account: Account) -> Json:
        """A CredentialAccount."""
        source = {
            "note": account.bio,
            "fields": [],
            "privacy": "public",
            "sensitive": False,
            "language": account.language,
            "follow_requests_count": 0,
            "indexable": True,
            "discoverable": True,
        }
        role = {"id": "-99", "name": "", "permissions": "0", "color": "", "highlighted": False}
        return {**self.account(account), "source": source, "role": role}

    def status(self, status: Status) -> Json:
        """A Status."""
        world = self.playground.world
        author = world.accounts[status.by]
        parent = world.statuses.get(status.re)
        url = f"{markup.profile(self.playground.world, author)}/{status.id}"
        liked = self.viewer is not None and self.viewer.id in status.liked_by
        return {
            "id": status.id,
            "created_at": instant(status.at),
            "edited_at": instant(status.edited_at) if status.edited_at else None,
            "in_reply_to_id": status.re or None,
            "in_reply_to_account_id": parent.by if parent else None,
            "sensitive": bool(status.spoiler),
            "spoiler_text": status.spoiler,
            "visibility": status.visibility,
            "language": status.language,
            "uri": url,
            "url": url,
            "replies_count": len(world.replies(status.id)),
            "reblogs_count": figures.boosts(world, status, self.now),
            "favourites_count": figures.likes(world, status, self.now),
            "quotes_count": 0,
            "favourited": liked,
            "reblogged": False,
            "muted": False,
            "bookmarked": False,
            "content": markup.to_html(world, status.text),
            "reblog": None,
            "account": self.account(author),
            "media_attachments": [self.media(world.media[each]) for each in status.media],
            "mentions": [self._mention(world.accounts[each]) for each in status.to],
            "tags": [self._tag(name) for name in markup.tags(status.text)],
            "emojis": [],
            "card": None,
            "poll": None,
        }

    def notification(self, told: Notification) -> Json:
        """A Notification."""
        world = self.playground.world
        made: Json = {
            "id": told.id,
            "type": told.type,
            "created_at": instant(told.at),
            "group_key": f"{told.type}-{told.status}" if told.type == "favourite" else f"ungrouped-{told.id}",
            "account": self.account(world.accounts[told.by]),
        }
        if told.status:
            made["status"] = self.status(world.statuses[told.status])
        return made

    def streamed(self, event: Event) -> Iterator[tuple[str, str]]:
        """What the viewer's event stream says of something that happened: event name and data."""
        world, viewer = self.playground.world, self.viewer
        if viewer is None or not isinstance(event, Said | Edited | Deleted | Liked | Followed):
            return
        if isinstance(event, Followed):
            concerned = event.who == viewer.id
        else:
            status = world.statuses[event.id]
            concerned = viewer.id in (status.by, *status.to)
        if not concerned:
            return
        match event:
            case Deleted():
                yield "delete", event.id
            case Edited():
                yield "status.update", json.dumps(self.status(world.statuses[event.id]))
            case Said() if event.by == viewer.id:
                yield "update", json.dumps(self.status(world.statuses[event.id]))
            case _:
                told = world.told_of(viewer.id, event)
                if told and not world.blocks(viewer.id, told.by):
                    yield "notification", json.dumps(self.notification(told))

    def conversation(self, talk: Conversation) -> Json:
        """A Conversation."""
        world = self.playground.world
        last = world.statuses[talk.last]
        people = sorted(talk.people, key=int)
        return {
            "id": talk.id,
            "unread": talk.unread,
            "accounts": [self.account(world.accounts[each]) for each in people],
            "last_status": None if last.deleted else self.status(last),
        }

    def context(self, status: Status) -> Json:
        """A Context: what the viewer may see above and below a status."""
        world, viewer = self.playground.world, self.viewer.id if self.viewer else ""
        return {
            "ancestors": [self.status(s) for s in visible(world, viewer, world.ancestors(status))],
            "descendants": [self.status(s) for s in visible(world, viewer, world.descendants(status))],
        }

    def media(self, uploaded: Uploaded) -> Json:
        """A MediaAttachment."""
        kind = uploaded.type.partition("/")[0]
        url = f"{self._site}/media/{uploaded.id}"
        return {
            "id": uploaded.id,
            "type": kind if kind in ("image", "video", "audio") else "unknown",
            "url": url,
            "preview_url": f"{url}/small",
            "remote_url": None,
            "meta": {},
            "description": uploaded.description or None,
            "blurhash": None,
        }

    def scheduled(self, kept: Scheduled) -> Json:
        """A ScheduledStatus."""
        return {
            "id": kept.id,
            "scheduled_at": instant(kept.due),
            "params": {
                "text": kept.text,
                "in_reply_to_id": kept.re or None,
                "visibility": kept.visibility,
                "language": kept.language or None,
                "media_ids": list(kept.media) or None,
                "scheduled_at": None,
                "idempotency": kept.key or None,
                "application_id": 1,
                "with_rate_limit": False,
            },
            "media_attachments": [self.media(self.playground.world.media[each]) for each in kept.media],
        }

    def report(self, reported: Reported) -> Json:
        """A Report."""
        return {
            "id": reported.id,
            "action_taken": False,
            "action_taken_at": None,
            "category": reported.category,
            "comment": reported.comment,
            "forwarded": False,
            "created_at": instant(reported.at),
            "status_ids": list(reported.statuses),
            "rule_ids": None,
            "target_account": self.account(self.playground.world.accounts[reported.who]),
        }

    def relationship(self, account: Account) -> Json:
        """A Relationship of the viewer to an account."""
        blocking = self.viewer is not None and self.playground.world.blocks(self.viewer.id, account.id)
        no = (
            "following",
            "notifying",
            "blocked_by",
            "muting",
            "muting_notifications",
            "requested",
            "requested_by",
            "domain_blocking",
            "endorsed",
        )
        return {
            "id": account.id,
            **dict.fromkeys(no, False),
            "blocking": blocking,
            "followed_by": not blocking,
            "showing_reblogs": True,
            "languages": None,
            "note": "",
        }

    def trend_tag(self, trend: Trend) -> Json:
        """A Tag with its last seven days."""
        return {**self._tag(trend.title.lstrip("#")), "id": trend.id, "history": self._history(trend)}

    def trend_link(self, trend: Trend) -> Json:
        """A Trends::Link with its last seven days."""
        return {
            "url": trend.url,
            "title": trend.title,
            "description": trend.excerpt,
            "type": "link",
            "author_name": "",
            "author_url": "",
            "authors": [],
            "provider_name": "",
            "provider_url": "",
            "html": "",
            "width": 0,
            "height": 0,
            "image": None,
            "embed_url": "",
            "blurhash": None,
            "history": self._history(trend),
        }

    def _history(self, trend: Trend) -> list[dict[str, str]]:
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        days = []
        for back in range(7):
            day = midnight - timedelta(days=back)
            at = self.now if back == 0 else day + timedelta(hours=23)
            uses = figures.uses(trend, self.playground.seed, self.playground.epoch, at)
            stamp = str(int(day.timestamp()))
            days.append({"day": stamp, "uses": str(uses), "accounts": str(int(uses * 0.8))})
        return days

    @property
    def _site(self) -> str:
        return f"https://{self.playground.world.domain}"

    def _mention(self, account: Account) -> Json:
        return {
            "id": account.id,
            "username": account.handle,
            "acct": account.acct,
            "url": markup.profile(self.playground.world, account),
        }

    def _tag(self, name: str) -> Json:
        return {"name": name.lower(), "url": f"{self._site}/tags/{name.lower()}"}
