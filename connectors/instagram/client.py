"""The calls of the Instagram API that Meydan makes; paths and parameters only, no meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from meydan.connectors.base import Missing
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http
from meydan.connectors.instagram.setups import Setup, address_of, setup_of
from meydan.connectors.meta.graph import Graph, Rows, SendResult

_ME = "me"
_FACE = "username,name,biography,followers_count,media_count,profile_picture_url"
_MEDIA = "id,caption,timestamp,username,permalink,media_type,like_count,comments_count"
_REPLY = "id,text,timestamp,username,from,hidden,parent_id"
_COMMENT = f"{_REPLY},media{{id,permalink}},replies.limit(50){{{_REPLY}}}"
_MESSAGE = "id,created_time,from,to,message,attachments,story,shares"
MESSAGES = 20
_TALK = f"id,updated_time,participants,messages.limit({MESSAGES}){{{_MESSAGE}}}"
_USERNAME = re.compile(r"[A-Za-z0-9._]{1,30}")


class Api:
    """Reads raise ConnectorError; tokens are the cursor of the page below.

    With Instagram's own login `me` is the account, with a Page's token it is the Page, where conversations
    and messages hang; media and comments are reached by the account's id (`me` of `own_id`) in both.
    """

    def __init__(self, http: Http, credential: Credential) -> None:
        self.setup = setup_of(credential)
        self._graph = Graph(http.at(address_of(http.base_url, self.setup)), credential)

    def now(self) -> datetime:
        """The wall clock."""
        return self._graph.http.clock()

    async def me(self) -> Mapping[str, object]:
        """The account whose token it is; through a Page, what the Page says of its account."""
        if self.setup is Setup.INSTAGRAM:
            return await self._graph.node(_ME, f"user_id,{_FACE}")
        return await self._graph.node(_ME, f"id,instagram_business_account{{id,{_FACE}}}")

    async def medias(self, own_id: str, token: str | None) -> Rows:
        """Our media, newest first."""
        return await self._graph.edge(own_id, "media", _MEDIA, token)

    async def tags(self, own_id: str, token: str | None) -> Rows:
        """Media of others that tag us."""
        return await self._graph.edge(own_id, "tags", _MEDIA, token)

    async def comments(self, media_id: str, token: str | None) -> Rows:
        """The comments right below a media, newest first, each with the replies below it."""
        return await self._graph.edge(media_id, "comments", _COMMENT, token)

    async def replies(self, comment_id: str, token: str | None) -> Rows:
        """The replies below a comment."""
        return await self._graph.edge(comment_id, "replies", _REPLY, token)

    async def comment(self, comment_id: str) -> Mapping[str, object]:
        """One comment. Raises Missing when it is gone."""
        return await self._graph.node(comment_id, _REPLY)

    async def look(self, node_id: str) -> Mapping[str, object]:
        """Whether something is there. Raises Missing when it is gone."""
        return await self._graph.node(node_id, "id")

    async def insights(self, media_id: str) -> Mapping[str, object]:
        """The figures of a media of ours."""
        return await self._graph.inner((media_id, "insights"), metric="views,shares")

    async def talks(self, token: str | None) -> Rows:
        """Private conversations, the one with the newest message first."""
        return await self._graph.edge(_ME, "conversations", _TALK, token, MESSAGES, platform="instagram")

    async def talk_with(self, person_id: str) -> Rows:
        """The private conversation with someone, as a list of one."""
        return await self._graph.edge(
            _ME, "conversations", _TALK, None, 1, platform="instagram", user_id=person_id
        )

    async def messages(self, talk_id: str, token: str | None) -> Rows:
        """The messages of a conversation, newest first."""
        return await self._graph.edge(talk_id, "messages", _MESSAGE, token, MESSAGES)

    async def discover(self, own_id: str, username: str, posts: int) -> Mapping[str, object]:
        """The public face of a business account with its newest media. Raises Missing."""
        if self.setup is Setup.INSTAGRAM:
            raise Missing("Instagram tells of other accounts only with the token of a Page")
        if not _USERNAME.fullmatch(username):
            raise Missing("This is no user name of Instagram")
        media = f",media.limit({posts}){{{_MEDIA}}}" if posts else ""
        fields = f"business_discovery.username({username}){{id,{_FACE}{media}}}"
        return await self._graph.node(own_id, fields)

    async def reply(self, comment_id: str, text: str) -> SendResult:
        """Answer a comment."""
        return await self._graph.write(comment_id, "replies", message=text)

    async def comment_on(self, own_id: str, media_id: str, text: str) -> SendResult:
        """Comment on a media that tags us."""
        return await self._graph.write(own_id, "mentions", media_id=media_id, message=text)

    async def message(self, recipient: Mapping[str, str], text: str, *, by_hand: bool = False) -> SendResult:
        """Write to someone in private: `recipient` is {id} or {comment_id}."""
        kind = (
            {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
            if by_hand
            else {"messaging_type": "RESPONSE"}
        )
        body = {"recipient": dict(recipient), "message": {"text": text}, **kind}
        return await self._graph.write(_ME, "messages", json=body)

    async def hide(self, comment_id: str, hidden: bool) -> SendResult:
        """Hide a comment, or show it again."""
        return await self._graph.write(comment_id, hide="true" if hidden else "false")

    async def delete(self, node_id: str) -> SendResult:
        """Delete a comment below our media, or something of ours."""
        return await self._graph.remove(node_id)

    async def create(self, own_id: str, kind: str, url: str, caption: str) -> SendResult:
        """Make a container of a picture (`image`) or `video` at a public address."""
        if kind == "video":
            return await self._graph.write(
                own_id, "media", media_type="REELS", video_url=url, caption=caption
            )
        return await self._graph.write(own_id, "media", image_url=url, caption=caption)

    async def container(self, container_id: str) -> Mapping[str, object]:
        """What has become of a container."""
        return await self._graph.node(container_id, "id,status_code,status")

    async def publish(self, own_id: str, container_id: str) -> SendResult:
        """Publish a container, which works once."""
        return await self._graph.write(own_id, "media_publish", creation_id=container_id)
