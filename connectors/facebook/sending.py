"""Acts as a Page: made once, answered truthfully."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

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
from meydan.connectors.counting import LINK
from meydan.connectors.facebook.client import Api, first_id, is_gone
from meydan.connectors.facebook.declaration import HUMAN_AGENT, MESSAGE_LENGTH, MESSAGING
from meydan.connectors.facebook.mapper import read_message
from meydan.connectors.facebook.pictures import upload
from meydan.connectors.fields import WrongField, each, identity, mapping
from meydan.connectors.http import Answer
from meydan.connectors.meta.containers import NO_SENSE, done, id_in
from meydan.connectors.meta.graph import SendResult

_PAGES = 3
_SOONEST = timedelta(minutes=11)
"""The platform keeps a post at least ten minutes (Page feed reference)."""
TOO_LATE = (
    "Facebook takes private messages for 24 hours after the person's last one, by hand for 7 days: "
    "this window is closed"
)


class Sender:
    """Does acts. See `connectors.base.Connector.send`."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def send(self, act: Act) -> Outcome:
        """Do it once; never raises for a network or platform failure."""
        if act.action is not Action.PUBLISH and not act.target:
            return Refused("There is no message to act upon")
        doers: dict[Action, Callable[[Act], Awaitable[Outcome]]] = {
            Action.REPLY: self._reply,
            Action.PUBLISH: self._publish,
            Action.LIKE: self._like,
            Action.UNLIKE: self._like,
            Action.HIDE: self._hide,
            Action.UNHIDE: self._hide,
            Action.DELETE: self._delete,
            Action.BLOCK: self._block,
        }
        doer = doers.get(act.action)
        return await doer(act) if doer else Refused("Facebook cannot do this")

    async def _reply(self, act: Act) -> Outcome:
        if act.kind == "dm":
            return await self._message(act)
        if act.private:
            named = "comment_id" if act.kind == "comment" else "post_id"
            return await self._say(act, {"recipient": {named: act.target}})
        form = {"message": act.text} if act.text else {}
        if len(act.media) > 1:
            return Refused("An answer takes one picture")
        if act.media:
            pictures = await upload(self._api, act)
            if not isinstance(pictures, list):
                return pictures
            form["attachment_id"] = pictures[0]
        return _made(await self._api.comment(act.target or "", form))

    async def _message(self, act: Act) -> Outcome:
        try:
            heard = await self._last_heard(act)
        except Missing:
            return Refused("The conversation is no longer there")
        except ConnectorError as error:
            return not_sent(error)
        passed = self._api.now() - heard if heard else HUMAN_AGENT
        fields: dict[str, object] = {"recipient": {"id": act.author_id}, "messaging_type": "RESPONSE"}
        if passed >= MESSAGING:
            if not act.by_hand or (heard and passed >= HUMAN_AGENT):
                return Refused(TOO_LATE)
            # Only for what a person has written: Messenger Platform, message tags.
            fields |= {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        return await self._say(act, fields)

    async def _say(self, act: Act, fields: dict[str, object]) -> Outcome:
        """A private message. The recipient's conversation shows it, whatever it answers."""
        if act.media:
            return Refused("Files cannot be sent in private messages")
        if len(act.text) > MESSAGE_LENGTH:
            return Refused(f"A private message has at most {MESSAGE_LENGTH} characters")
        result = await self._api.message({**fields, "message": {"text": act.text}})
        if not isinstance(result, Answer):
            return result
        try:
            return Sent(identity(mapping(result.json(), "answer"), "message_id", "answer"))
        except (Malformed, WrongField):
            return Unknown(NO_SENSE)

    async def _last_heard(self, act: Act) -> datetime | None:
        """When the person last wrote; None when that is further up than one looks. Raises ConnectorError."""
        talk = act.thread or first_id((await self._api.conversation_with(act.author_id)).rows)
        if not talk:
            raise Missing("There is no conversation")
        token: str | None = None
        for _ in range(_PAGES):
            page = await self._api.messages(talk, token)
            messages, _wrong = each(page.rows, "messages", read_message)
            heard = [one.created_at for one in messages if one.author.remote_id == act.author_id]
            if heard:
                return max(heard)
            token = page.after
            if token is None:
                break
        return None

    async def _publish(self, act: Act) -> Outcome:
        fields: dict[str, object] = {"message": act.text} if act.text else {}
        now = self._api.now()
        if act.scheduled_at and act.scheduled_at > now:
            if act.scheduled_at - now < _SOONEST:
                return NotSent("Facebook keeps no post for less than ten minutes", act.scheduled_at)
            fields["published"] = False
            fields["scheduled_publish_time"] = int(act.scheduled_at.timestamp())
        pictures = await upload(self._api, act)
        if not isinstance(pictures, list):
            return pictures
        if pictures:
            fields["attached_media"] = [{"media_fbid": picture} for picture in pictures]
        elif link := LINK.search(act.text):
            fields["link"] = link[0]
        return _made(await self._api.publish(fields))

    async def _like(self, act: Act) -> Outcome:
        if act.kind in ("dm", "review"):
            return Refused("Facebook lets only comments and posts be liked")
        return done(await self._api.like(act.target or "", act.action is Action.LIKE), act.target or "")

    async def _hide(self, act: Act) -> Outcome:
        if act.kind in ("dm", "review"):
            return Refused("Facebook lets only comments and posts be hidden")
        return done(await self._api.hide(act.target or "", act.action is Action.HIDE), act.target or "")

    async def _delete(self, act: Act) -> Outcome:
        if act.kind in ("dm", "review"):
            return Refused("Facebook lets only comments and posts be deleted")
        target = act.target or ""
        result = await self._api.delete(target)
        if isinstance(result, Refused):
            try:
                if await is_gone(self._api, target):
                    return Sent(target)
            except ConnectorError:
                return result
        return done(result, target)

    async def _block(self, act: Act) -> Outcome:
        if not act.author_id:
            return Refused("Facebook does not say who wrote it")
        named = "psid" if act.kind == "dm" else "user"
        result = await self._api.block({named: [act.author_id]})
        if not isinstance(result, Answer):
            return result
        try:
            said = mapping(result.json(), "answer")
        except (Malformed, WrongField):
            return Unknown(NO_SENSE)
        if said.get("success") is True or said.get(act.author_id) is True:
            return Sent(act.author_id)
        return Refused("Facebook did not block this person")


def not_sent(error: ConnectorError) -> Outcome:
    """A look before the act failed: nothing was sent."""
    if isinstance(error, SignInRequired):
        return SignedOut(str(error))
    if isinstance(error, RateLimited):
        return AskedToWait(str(error), error.retry_at)
    return NotSent(str(error))


def _made(result: SendResult) -> Outcome:
    """The outcome of a write that answers with the id of what it made."""
    if not isinstance(result, Answer):
        return result
    try:
        return Sent(id_in(result))
    except (Malformed, WrongField):
        return Unknown(NO_SENSE)
