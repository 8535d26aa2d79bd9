"""Acts on Mastodon: made once, answered truthfully."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from meydan.connectors.base import (
    Act,
    Action,
    AskedToWait,
    ConnectorError,
    Malformed,
    Missing,
    NotSent,
    Outcome,
    RateLimited,
    Refused,
    Sent,
    SignedOut,
    SignInRequired,
    Unknown,
)
from meydan.connectors.fields import WrongField, identity, mapping, optional_instant, web_link
from meydan.connectors.http import Answer
from meydan.connectors.limits import addressed, mentions
from meydan.connectors.mastodon.client import Api, SendResult
from meydan.connectors.mastodon.mapper import Status, read_status
from meydan.connectors.mastodon.us import Us

SCHEDULED = "scheduled:"
NO_SENSE = "The server accepted it, but its answer made no sense"
AT_ONCE = "The server ignored the time and published at once"
_ORDER = ("public", "unlisted", "private", "direct")
_MEDIA_WAIT = 60.0
_LARGEST_FILE = 100 * 1024 * 1024


class Sender:
    """Does one act."""

    def __init__(self, api: Api, us: Us) -> None:
        self._api = api
        self._us = us

    async def send(self, act: Act) -> Outcome:
        """Do it once; never raises for a network or platform failure."""
        doers: dict[Action, Callable[[Act], Awaitable[Outcome]]] = {
            Action.REPLY: self._reply,
            Action.PUBLISH: self._publish,
            Action.LIKE: self._like,
            Action.UNLIKE: self._unlike,
            Action.DELETE: self._delete,
            Action.BLOCK: self._block,
            Action.REPORT: self._report,
        }
        doer = doers.get(act.action)
        return await doer(act) if doer else Refused("Mastodon cannot do this")

    async def _reply(self, act: Act) -> Outcome:
        if not act.target:
            return Refused("There is no message to answer")
        try:
            target = read_status(mapping(await self._api.status(act.target), "status"), "status")
        except Missing:
            return Refused("The message is no longer there")
        except (WrongField, Malformed):
            return NotSent("The server's answer made no sense")
        except ConnectorError as error:
            return _not_sent(error)
        allowed = narrower(self._us.privacy(target.visibility), act.visibility)
        fields: dict[str, object] = {
            "status": self._addressed(act, target),
            "in_reply_to_id": act.target,
            "visibility": "direct" if act.private else allowed,
        }
        return await self._post(act, fields)

    async def _publish(self, act: Act) -> Outcome:
        fields: dict[str, object] = {"status": act.text}
        if act.visibility in _ORDER:
            fields["visibility"] = act.visibility
        if act.scheduled_at:
            fields["scheduled_at"] = act.scheduled_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return await self._post(act, fields)

    async def _post(self, act: Act, fields: dict[str, object]) -> Outcome:
        uploaded = await self._upload(act)
        if not isinstance(uploaded, list):
            return uploaded
        if uploaded:
            fields["media_ids"] = uploaded
        result = await self._api.post_status(fields, act.send_key)
        if not isinstance(result, Answer):
            return result
        try:
            made = mapping(result.json(), "status")
            remote_id = identity(made, "id", "status")
        except (Malformed, WrongField):
            return Unknown(NO_SENSE)
        if isinstance(made.get("scheduled_at"), str) and "content" not in made:
            return Sent(SCHEDULED + remote_id)
        link = web_link(made.get("url")) or web_link(made.get("uri"))
        try:
            moment = optional_instant(made, "created_at", "status")
        except WrongField:
            moment = None
        return Sent(remote_id, link, note_of(act, moment))

    async def _upload(self, act: Act) -> list[str] | Outcome:
        """The ids of the uploaded files; a lost upload publishes nothing, so it is safe to try again."""
        ids: list[str] = []
        for number, path in enumerate(act.media):
            try:
                if path.stat().st_size > _LARGEST_FILE:
                    return Refused("The file is too large")
                data = await asyncio.to_thread(path.read_bytes)
            except OSError:
                return Refused("The file cannot be read")
            mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            described = act.alt_texts[number] if number < len(act.alt_texts) else ""
            result = await self._api.post_media(path.name, data, mime, described)
            if isinstance(result, Unknown):
                return NotSent(result.reason)
            if not isinstance(result, Answer):
                return result
            try:
                media = identity(mapping(result.json(), "media"), "id", "media")
            except (Malformed, WrongField):
                return NotSent("The server's answer made no sense")
            if result.status == 202 and not await self._processed(media):
                later = self._api.http.clock() + timedelta(minutes=1)
                return NotSent("The server is still working on the file", later)
            ids.append(media)
        return ids

    async def _processed(self, media: str) -> bool:
        waited, pause = 0.0, 0.5
        while waited < _MEDIA_WAIT:
            await asyncio.sleep(pause)
            waited += pause
            pause = min(5.0, pause * 1.5)
            try:
                if (await self._api.media(media)).status == 200:
                    return True
            except ConnectorError:
                return False
        return False

    async def _like(self, act: Act) -> Outcome:
        return _done(await self._api.act_on_status(act.target or "", "favourite"), act.target)

    async def _unlike(self, act: Act) -> Outcome:
        return _done(await self._api.act_on_status(act.target or "", "unfavourite"), act.target)

    async def _delete(self, act: Act) -> Outcome:
        target = act.target or ""
        if target.startswith(SCHEDULED):
            gone = await self._api.delete_scheduled(target.removeprefix(SCHEDULED))
            return _done(gone, target, named=False)
        result = await self._api.delete_status(target)
        if isinstance(result, Refused) and await is_gone(self._api, target):
            return Sent(target)
        return _done(result, target, named=False)

    async def _block(self, act: Act) -> Outcome:
        return _done(await self._api.block(act.author_id), act.author_id)

    async def _report(self, act: Act) -> Outcome:
        statuses = [act.target] if act.target else []
        return _done(await self._api.report(act.author_id, statuses, act.text), "")

    def _addressed(self, act: Act, target: Status) -> str:
        """The text with everyone it is for: the author; the others in a private talk or when asked for."""
        people = [(target.author.remote_id, target.author.handle)]
        talk = self._us.privacy(target.visibility) == "direct"
        if talk or (act.everyone and not act.private):
            people += [(person.id, person.handle) for person in target.mentions]
        wanted: dict[str, str] = {}
        for number, handle in people:
            short = self._us.short(handle)
            named = mentions(act.text, handle) or mentions(act.text, short)
            if not named and not self._us.are(number, handle):
                wanted.setdefault(short.lower(), short)
        return addressed(act.text, wanted.values())


def note_of(act: Act, created_at: datetime | None) -> str:
    """What to say of a status made now: some servers keep one for later by dating it in the future."""
    if act.scheduled_at is None or (created_at and abs(created_at - act.scheduled_at) < timedelta(minutes=2)):
        return ""
    return AT_ONCE


def narrower(one: str, other: str) -> str:
    """The less open of two visibilities; a word that is none does not count."""
    known = [word for word in (one, other) if word in _ORDER]
    return max(known, key=_ORDER.index, default="direct")


async def is_gone(api: Api, status_id: str) -> bool:
    """Whether the server says that a status does not exist; False when it cannot be asked."""
    try:
        await api.status(status_id)
    except Missing:
        return True
    except ConnectorError:
        return False
    return False


def _done(result: SendResult, remote_id: str | None, *, named: bool = True) -> Outcome:
    """Sent when the answer is one that the API gives: an object, with an id where it is `named`."""
    if not isinstance(result, Answer):
        return result
    try:
        made = mapping(result.json(), "answer")
        if named:
            identity(made, "id", "answer")
    except (Malformed, WrongField):
        return Unknown(NO_SENSE)
    return Sent(remote_id or "")


def _not_sent(error: ConnectorError) -> Outcome:
    """A look before the act failed: nothing was sent."""
    if isinstance(error, SignInRequired):
        return SignedOut(str(error))
    if isinstance(error, RateLimited):
        return AskedToWait(str(error), error.retry_at)
    return NotSent(str(error))
