"""After a lost answer: looking whether an act arrived. Never acts, only reads."""

from __future__ import annotations

from collections.abc import Sequence

from meydan.connectors.base import Act, Action, ConnectorError, Missing, NotSent, Outcome, Sent, Unknown
from meydan.connectors.fields import WrongField
from meydan.connectors.instagram.client import Api
from meydan.connectors.instagram.mapper import Us, comments_in, medias_in, read_comment
from meydan.connectors.instagram.media import post_in
from meydan.connectors.instagram.sending import is_gone, reply_text, talk_with
from meydan.connectors.meta.containers import Containers
from meydan.connectors.meta.readback import Written, look_for

Page = tuple[Sequence[Written], bool, str | None]


async def reconcile(api: Api, us: Us, containers: Containers, act: Act) -> Outcome:
    """Sent when it is there; NotSent when it is surely not; else Unknown."""
    target = act.target or ""
    try:
        match act.action:
            case Action.PUBLISH:
                return await _published(api, us, containers, act)
            case Action.REPLY if act.kind == "dm" or act.private:
                return await _messaged(api, us, act)
            case Action.REPLY if act.kind == "mention":
                return Unknown("Instagram does not show what was said below the media of others")
            case Action.REPLY:
                return await _replied(api, us, act)
            case Action.HIDE | Action.UNHIDE:
                hidden = read_comment(await api.comment(target), "comment").hidden
                if hidden is None:
                    return Unknown("The server does not say whether it arrived")
                wanted = act.action is Action.HIDE
                return Sent(target) if hidden is wanted else NotSent("It did not arrive")
            case Action.DELETE:
                if await is_gone(api, target):
                    return Sent(target)
                await api.look(target)
                return NotSent("It did not arrive")
            case _:
                return Unknown("The server does not say whether it arrived")
    except Missing:
        return Unknown("The message is no longer there")
    except (ConnectorError, WrongField):
        return Unknown("The server could not be asked whether it arrived")


async def _replied(api: Api, us: Us, act: Act) -> Outcome:
    """Replies are listed below the top comment, oldest first: all pages count as one."""
    target = read_comment(await api.comment(act.target or ""), "comment")
    top = target.parent or target.id

    async def fetch(token: str | None) -> Page:
        found: list[Written] = []
        whole = True
        after: str | None = None
        for _ in range(20):
            rows = await api.replies(top, after)
            comments, wrong = comments_in(rows.rows, "replies")
            whole = whole and not wrong
            found += [
                Written(one.id, one.text, one.created_at, top)
                for one in comments
                if us.are(one.author_id, one.username)
            ]
            if rows.after is None or rows.after == after:
                return found, whole, None
            after = rows.after
        return found, False, None

    return await look_for(
        act, fetch, api.now(), frozenset({top}), text=reply_text(act, target.parent, target.username)
    )


async def _messaged(api: Api, us: Us, act: Act) -> Outcome:
    """A private reply to a comment begins or goes on with the conversation with its author."""

    async def fetch(token: str | None) -> Page:
        talk = await talk_with(api, act.author_id) if act.author_id else None
        if talk is None:
            return [], bool(act.author_id), None
        found = [
            Written(one.id, one.text, one.created_at)
            for one in talk.messages
            if us.are(one.author_id, one.username)
        ]
        oldest = min((one.created_at for one in talk.messages), default=api.now())
        since = act.first_attempt_at or api.now()
        return found, not talk.wrong and (talk.whole or oldest < since), None

    return await look_for(act, fetch, api.now())


async def _published(api: Api, us: Us, containers: Containers, act: Act) -> Outcome:
    post = post_in(act.text)

    async def fetch(token: str | None) -> Page:
        rows = await api.medias(us.id, token)
        medias, wrong = medias_in(rows.rows, "media")
        found = [Written(one.id, one.text, one.created_at, "", one.permalink) for one in medias]
        return found, not wrong, rows.after

    published = await containers.published(act.send_key)
    return await look_for(act, fetch, api.now(), None, published, post.caption if post else act.text)
