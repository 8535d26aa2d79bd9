"""After a lost answer: looking whether an act of a Page arrived. Never acts, only reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from meydan.connectors.base import (
    Act,
    Action,
    ConnectorError,
    Missing,
    NotSent,
    Outcome,
    Sent,
    Unknown,
)
from meydan.connectors.facebook.client import Api, first_id, is_gone
from meydan.connectors.facebook.mapper import liked, read_comment, read_message
from meydan.connectors.fields import WrongField, each, identity, optional_string, web_link
from meydan.connectors.meta.fields import moment
from meydan.connectors.meta.graph import Rows
from meydan.connectors.meta.readback import Written, look_for

_SILENT = "The server does not say whether it arrived"
_ABSENT = "It did not arrive"
_OVER = timedelta(minutes=5)
"""More than the platform's clock can be behind ours."""
Read = Callable[[Mapping[str, object], str], Written | None]
Found = tuple[Sequence[Written], bool, str | None]


class Reconciler:
    """Reads back what may have been done. `us` is the Page's id."""

    def __init__(self, api: Api, us: str) -> None:
        self._api = api
        self._us = us

    async def look(self, act: Act) -> Outcome:
        """Sent when it is there, NotSent when it is surely not, else Unknown."""
        try:
            match act.action:
                case Action.REPLY if act.kind == "dm" or act.private:
                    return await self._messaged(act)
                case Action.REPLY:
                    return await self._answered(act)
                case Action.PUBLISH:
                    return await self._published(act)
                case Action.HIDE | Action.UNHIDE | Action.LIKE | Action.UNLIKE:
                    return await self._marked(act)
                case Action.DELETE:
                    gone = await is_gone(self._api, act.target or "")
                    return Sent(act.target or "") if gone else NotSent(_ABSENT)
                case Action.BLOCK:
                    return await self._blocked(act)
                case _:
                    return Unknown(_SILENT)
        except Missing:
            return Unknown("The message is no longer there")
        except (ConnectorError, WrongField):
            return Unknown("The server could not be asked whether it arrived")

    async def _answered(self, act: Act) -> Outcome:
        """What we wrote below the post: the platform may move an answer up to the comment at the top."""
        post = act.thread or act.target or ""

        def read(payload: Mapping[str, object], where: str) -> Written | None:
            one = read_comment(payload, where)
            if one.author.remote_id != self._us:
                return None
            return Written(one.id, one.text, one.created_at, one.parent or post, one.permalink)

        async def fetch(token: str | None) -> Found:
            return _found(await self._api.comments(post, token), read, act)

        target = act.target or ""
        above = {target} if target == post else {target, await self._api.parent(target) or target}
        return await look_for(act, fetch, self._api.now(), frozenset(above))

    async def _messaged(self, act: Act) -> Outcome:
        talk = act.thread if act.kind == "dm" else None
        if not talk:
            talk = first_id((await self._api.conversation_with(act.author_id)).rows)

        def read(payload: Mapping[str, object], where: str) -> Written | None:
            one = read_message(payload, where)
            return Written(one.id, one.text, one.created_at) if one.author.remote_id == self._us else None

        async def fetch(token: str | None) -> Found:
            return _found(await self._api.messages(talk, token), read, act) if talk else ((), True, None)

        return await look_for(act, fetch, self._api.now(), None)

    async def _published(self, act: Act) -> Outcome:
        async def scheduled(token: str | None) -> Found:
            return _found(await self._api.scheduled(token), _read_post, None)

        async def published(token: str | None) -> Found:
            return _found(await self._api.published(token), _read_post, act)

        found = await look_for(act, published, self._api.now(), None)
        if act.scheduled_at is None or isinstance(found, Sent):
            return found
        kept = await look_for(act, scheduled, self._api.now(), None)
        return found if isinstance(kept, NotSent) else kept

    async def _marked(self, act: Act) -> Outcome:
        target = act.target or ""
        post = act.kind == "mention"
        state = await (self._api.post_state(target) if post else self._api.comment_state(target))
        hiding = act.action in (Action.HIDE, Action.UNHIDE)
        said = state.get("is_hidden") if hiding else liked(state)
        if not isinstance(said, bool):
            return Unknown(_SILENT)
        return Sent(target) if said is (act.action in (Action.HIDE, Action.LIKE)) else NotSent(_ABSENT)

    async def _blocked(self, act: Act) -> Outcome:
        rows = (await self._api.blocked(act.author_id)).rows
        return Sent(act.author_id) if rows else NotSent(_ABSENT)


def _found(page: Rows, read: Read, act: Act | None) -> Found:
    """What is ours on a page that goes newest first; below it nothing can be that is as young as `act`."""
    ours, wrong = each(page.rows, "ours", read)
    times, _wrong = each(page.rows, "ours", lambda one, where: moment(one, "created_time", where))
    first = act.first_attempt_at if act else None
    over = first is not None and bool(times) and min(times) < first - _OVER
    return [one for one in ours if one], not wrong, None if over else page.after


def _read_post(payload: Mapping[str, object], where: str) -> Written:
    return Written(
        identity(payload, "id", where),
        optional_string(payload, "message", where) or "",
        moment(payload, "created_time", where),
        permalink=web_link(payload.get("permalink_url")),
    )
