"""Acts on Instagram: made once, answered truthfully."""

from __future__ import annotations

from datetime import timedelta

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
from meydan.connectors.counting import utf8_bytes
from meydan.connectors.fields import WrongField, identity, mapping
from meydan.connectors.http import Answer
from meydan.connectors.instagram.client import Api
from meydan.connectors.instagram.declaration import BY_HAND, MESSAGE_BYTES, WINDOW
from meydan.connectors.instagram.mapper import Message, Talk, Us, read_comment, read_talk
from meydan.connectors.instagram.media import NO_MEDIA, post_in
from meydan.connectors.limits import addressed
from meydan.connectors.meta.containers import NO_SENSE, Containers, done, id_in
from meydan.connectors.meta.graph import SendResult

CLOSED = "The window for answers in private has closed: they wrote more than 7 days ago"
BY_HAND_ONLY = "They wrote more than 24 hours ago: only what a person sends at once may still go"
TOO_LONG = "A private message on Instagram takes at most 1000 bytes"


class Sender:
    """Does one act; it remembers the containers it has made."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._us = Us()
        self.containers = Containers(api.container, self._publish_container, api.now, "status_code")

    async def send(self, act: Act, us: Us) -> Outcome:
        """Do it once; never raises for a network or platform failure."""
        self._us = us
        target = act.target or ""
        if act.action is Action.PUBLISH:
            return await self._publish(act, us)
        if not target:
            return Refused("There is no message to act upon")
        match act.action:
            case Action.REPLY if act.kind == "dm":
                return await self._message(act, us)
            case Action.REPLY if act.private:
                return await self._write({"comment_id": target}, act.text, by_hand=False)
            case Action.REPLY if act.kind == "mention":
                return _written(await self._api.comment_on(us.id, target, act.text))
            case Action.REPLY:
                return await self._reply(act)
            case Action.HIDE | Action.UNHIDE:
                return done(await self._api.hide(target, act.action is Action.HIDE), target)
            case Action.DELETE:
                return await self._delete(target)
            case _:
                return Refused("Instagram cannot do this")

    async def _reply(self, act: Act) -> Outcome:
        """Below the comment; a reply to a reply lands below the top one, so it names whom it is for."""
        try:
            target = read_comment(await self._api.comment(act.target or ""), "comment")
        except Missing:
            return Refused("The message is no longer there")
        except (WrongField, Malformed):
            return NotSent("The server's answer made no sense")
        except ConnectorError as error:
            return not_sent(error)
        if target.hidden:
            return Refused("Instagram takes no answers to a hidden comment")
        return _written(await self._api.reply(target.id, reply_text(act, target.parent, target.username)))

    async def _message(self, act: Act, us: Us) -> Outcome:
        """After 24 hours only what a person writes by hand, and says so, up to 7 days."""
        if not act.author_id:
            return Refused("It is not known to whom this message goes")
        try:
            talk = await talk_with(self._api, act.author_id)
        except Missing:
            return Refused("The conversation is no longer there")
        except (WrongField, Malformed):
            return NotSent("The server's answer made no sense")
        except ConnectorError as error:
            return not_sent(error)
        age = _silence(talk, us, self._api)
        if age is not None and age > BY_HAND:
            return Refused(CLOSED)
        late = age is not None and age > WINDOW
        if late and not act.by_hand:
            return Refused(BY_HAND_ONLY)
        return await self._write({"id": act.author_id}, act.text, by_hand=late)

    async def _write(self, recipient: dict[str, str], text: str, *, by_hand: bool) -> Outcome:
        if utf8_bytes(text) > MESSAGE_BYTES:
            return Refused(TOO_LONG)
        result = await self._api.message(recipient, text, by_hand=by_hand)
        if not isinstance(result, Answer):
            return result
        try:
            return Sent(identity(mapping(result.json(), "answer"), "message_id", "answer"))
        except (Malformed, WrongField):
            return Unknown(NO_SENSE)

    async def _publish(self, act: Act, us: Us) -> Outcome:
        post = post_in(act.text)
        if post is None:
            return Refused(NO_MEDIA)
        return await self.containers.send(
            act.send_key, lambda: self._api.create(us.id, post.kind, post.url, post.caption)
        )

    async def _publish_container(self, container_id: str) -> SendResult:
        return await self._api.publish(self._us.id, container_id)

    async def _delete(self, target: str) -> Outcome:
        result = await self._api.delete(target)
        if isinstance(result, Refused) and await is_gone(self._api, target):
            return Sent(target)
        return done(result, target)


def reply_text(act: Act, parent: str, username: str) -> str:
    """What a reply says: to a reply, the name of whom it is for stands before it."""
    return addressed(act.text, [username]) if parent and username else act.text


async def talk_with(api: Api, person_id: str) -> Talk | None:
    """The conversation with someone and its newest messages; None where there is none."""
    rows = (await api.talk_with(person_id)).rows
    return read_talk(mapping(rows[0], "conversation"), "conversation") if rows else None


async def is_gone(api: Api, node_id: str) -> bool:
    """Whether the server says that something does not exist; False when it cannot be asked."""
    try:
        await api.look(node_id)
    except Missing:
        return True
    except ConnectorError:
        return False
    return False


def not_sent(error: ConnectorError) -> Outcome:
    """A look before the act failed: nothing was sent."""
    if isinstance(error, SignInRequired):
        return SignedOut(str(error))
    if isinstance(error, RateLimited):
        return AskedToWait(str(error), error.retry_at)
    return NotSent(str(error))


def _silence(talk: Talk | None, us: Us, api: Api) -> timedelta | None:
    """How long ago they last wrote; None when that is not seen."""
    if talk is None:
        return None
    theirs: list[Message] = [one for one in talk.messages if not us.are(one.author_id, one.username)]
    return api.now() - max(one.created_at for one in theirs) if theirs else None


def _written(result: SendResult) -> Outcome:
    if not isinstance(result, Answer):
        return result
    try:
        return Sent(id_in(result))
    except (Malformed, WrongField):
        return Unknown(NO_SENSE)
