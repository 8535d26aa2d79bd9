"""Acts on X: made once, answered truthfully. There is no idempotency key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from meydan.connectors.base import Act, Action, Malformed, Outcome, Refused, Sent, Unknown
from meydan.connectors.counting import LINK
from meydan.connectors.fields import WrongField, child, identity, mapping
from meydan.connectors.http import Answer
from meydan.connectors.x.client import Api, SendResult

NO_SENSE = "X accepted it, but its answer made no sense"


class Sender:
    """Does one act."""

    def __init__(self, api: Api, handle: str) -> None:
        self._api = api
        self._handle = handle

    async def send(self, act: Act) -> Outcome:
        """Do it once; never raises for a network or platform failure."""
        doers: dict[Action, Callable[[Act], Awaitable[Outcome]]] = {
            Action.REPLY: self._reply,
            Action.PUBLISH: self._publish,
            Action.HIDE: self._hide,
            Action.UNHIDE: self._unhide,
            Action.DELETE: self._delete,
        }
        doer = doers.get(act.action)
        return await doer(act) if doer else Refused("X cannot do this")

    async def _reply(self, act: Act) -> Outcome:
        if not act.target:
            return Refused("There is no message to answer")
        if act.kind == "dm":
            if not act.thread:
                return Refused("There is no conversation to answer in")
            return _made(await self._api.send_message(act.thread, act.text), "dm_event_id", "")
        return await self._create(act, {"reply": {"in_reply_to_tweet_id": act.target}})

    async def _publish(self, act: Act) -> Outcome:
        return await self._create(act, {})

    async def _create(self, act: Act, more: dict[str, object]) -> Outcome:
        result = await self._api.create({"text": act.text, **more}, bool(LINK.search(act.text)))
        return _made(result, "id", f"https://x.com/{self._handle or 'i'}/status/")

    async def _hide(self, act: Act) -> Outcome:
        return _done(await self._api.hide(act.target or "", True), act.target)

    async def _unhide(self, act: Act) -> Outcome:
        return _done(await self._api.hide(act.target or "", False), act.target)

    async def _delete(self, act: Act) -> Outcome:
        return _done(await self._api.delete(act.target or ""), act.target)


def _made(result: SendResult, key: str, link: str) -> Outcome:
    if not isinstance(result, Answer):
        return result
    try:
        made = identity(child(mapping(result.json(), "answer"), "data", "answer"), key, "answer.data")
    except (Malformed, WrongField):
        return Unknown(NO_SENSE)
    return Sent(made, f"{link}{made}" if link else "")


def _done(result: SendResult, target: str | None) -> Outcome:
    return Sent(target or "") if isinstance(result, Answer) else result
