"""Acts on Threads: made once, answered truthfully."""

from __future__ import annotations

from collections.abc import Sequence

from meydan.connectors.base import (
    Act,
    Action,
    ConnectorError,
    Missing,
    NotSent,
    Outcome,
    Refused,
    Sent,
    Unknown,
)
from meydan.connectors.http import Answer
from meydan.connectors.meta.containers import Containers, done
from meydan.connectors.meta.graph import SendResult
from meydan.connectors.meta.readback import Written, look_for
from meydan.connectors.threads.client import Api
from meydan.connectors.threads.mapper import Post, hidden_of, posts_in


class Sender:
    """Does acts and looks for them afterwards; it remembers the containers it has made."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._containers = Containers(api.container, api.publish, api.now)

    async def send(self, act: Act) -> Outcome:
        """Do it once; never raises for a network or platform failure."""
        target = act.target or ""
        if act.action is not Action.PUBLISH and not target:
            return Refused("There is no message to act upon")
        match act.action:
            case Action.REPLY:
                return await self._containers.send(act.send_key, lambda: self._api.create(act.text, target))
            case Action.PUBLISH:
                return await self._containers.send(act.send_key, lambda: self._api.create(act.text))
            case Action.HIDE | Action.UNHIDE:
                return done(await self._api.hide(target, act.action is Action.HIDE), target)
            case Action.DELETE:
                return await self._delete(target)
            case _:
                return Refused("Threads cannot do this")

    async def reconcile(self, act: Act) -> Outcome:
        """Look whether it arrived; never acts."""
        try:
            match act.action:
                case Action.REPLY | Action.PUBLISH:
                    return await self._written(act)
                case Action.HIDE | Action.UNHIDE:
                    hidden = hidden_of(await self._api.hide_status(act.target or ""))
                    if hidden is None:
                        return Unknown("The server does not say whether it arrived")
                    wanted = act.action is Action.HIDE
                    return Sent(act.target or "") if hidden is wanted else NotSent("It did not arrive")
                case Action.DELETE:
                    gone = await self._is_gone(act.target or "")
                    return Sent(act.target or "") if gone else NotSent("It did not arrive")
                case _:
                    return Unknown("The server does not say whether it arrived")
        except Missing:
            return Unknown("The message is no longer there")
        except ConnectorError:
            return Unknown("The server could not be asked whether it arrived")

    async def _written(self, act: Act) -> Outcome:
        answer = act.action is Action.REPLY
        listed = self._api.replies if answer else self._api.posts

        async def fetch(token: str | None) -> tuple[Sequence[Written], bool, str | None]:
            rows, following = await listed(token)
            posts, wrong = posts_in(rows, "ours")
            return [_written(post) for post in posts if not post.repost], not wrong, following

        parents = frozenset({act.target or ""}) if answer else None
        published = await self._containers.published(act.send_key)
        return await look_for(act, fetch, self._api.now(), parents, published)

    async def _delete(self, target: str) -> Outcome:
        result: SendResult = await self._api.delete(target)
        if isinstance(result, Refused):
            try:
                if await self._is_gone(target):
                    return Sent(target)
            except ConnectorError:
                return result
        return Sent(target) if isinstance(result, Answer) else result

    async def _is_gone(self, post_id: str) -> bool:
        try:
            await self._api.post(post_id)
        except Missing:
            return True
        return False


def _written(post: Post) -> Written:
    return Written(post.id, post.text, post.created_at, post.parent, post.permalink)
