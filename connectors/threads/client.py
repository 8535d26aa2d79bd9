"""The calls of the Threads API that Meydan makes; paths and parameters only, no meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from meydan.connectors.base import Denied
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http
from meydan.connectors.meta.graph import Graph, SendResult

VERSION = "v1.0"
PAGE = 50
_ME = "me"
_POST = (
    "id,username,text,timestamp,permalink,media_type,alt_text,link_attachment_url,has_replies,is_quote_post,"
    "poll_attachment{option_a,option_b,option_c,option_d}"
)
_PLACE = "is_reply,is_reply_owned_by_me,root_post,replied_to"
_REPLY = f"{_POST},{_PLACE},hide_status"
_PROFILE = "id,username,name,threads_profile_picture_url,threads_biography"
METRICS = "views,likes,replies,reposts,quotes,shares"

Listed = tuple[Sequence[object], str | None]


class Api:
    """Reads raise ConnectorError; tokens are the cursor of the page below."""

    def __init__(self, http: Http, credential: Credential) -> None:
        self._graph = Graph(http, credential, VERSION)
        self._placed = True

    def now(self) -> datetime:
        """The wall clock."""
        return self._graph.http.clock()

    async def me(self) -> Mapping[str, object]:
        """Whose token it is."""
        return await self._graph.node(_ME, _PROFILE)

    async def posts(self, token: str | None) -> Listed:
        """Our own posts without replies, newest first."""
        return await self._edge(_ME, "threads", f"{_POST},reposted_post", token)

    async def replies(self, token: str | None) -> Listed:
        """Our own replies, newest first."""
        return await self._edge(_ME, "replies", _REPLY, token)

    async def mentions(self, token: str | None) -> Listed:
        """What mentions us, newest first; not everyone may be told what it answers."""
        if self._placed:
            try:
                return await self._edge(_ME, "mentions", f"{_POST},{_PLACE}", token)
            except Denied:
                self._placed = False
        return await self._edge(_ME, "mentions", _POST, token)

    async def conversation(self, post_id: str, token: str | None) -> Listed:
        """The replies of every depth below a post, newest first."""
        return await self._edge(post_id, "conversation", _REPLY, token, reverse="true")

    async def below(self, post_id: str, token: str | None) -> Listed:
        """The replies right below a post or reply, newest first."""
        return await self._edge(post_id, "replies", _REPLY, token, reverse="true")

    async def post(self, post_id: str) -> Mapping[str, object]:
        """One post or reply. Raises Missing when it is gone."""
        return await self._graph.node(post_id, f"{_POST},{_PLACE}")

    async def insights(self, post_id: str) -> Mapping[str, object]:
        """The figures of a post of ours."""
        return await self._graph.inner((post_id, "insights"), metric=METRICS)

    async def lookup(self, username: str) -> Mapping[str, object]:
        """The public profile of someone."""
        return await self._graph.inner(("profile_lookup",), username=username)

    async def posts_of(self, username: str) -> Listed:
        """The newest public posts of someone."""
        answer = await self._graph.inner(("profile_posts",), username=username, fields=_POST)
        rows = answer.get("data")
        return (rows if isinstance(rows, list) else []), None

    async def hide_status(self, reply_id: str) -> Mapping[str, object]:
        """Whether a reply is hidden."""
        return await self._graph.node(reply_id, "id,hide_status")

    async def container(self, container_id: str) -> Mapping[str, object]:
        """What has become of a container: IN_PROGRESS, FINISHED, PUBLISHED, ERROR or EXPIRED."""
        return await self._graph.node(container_id, "id,status,error_message")

    async def create(self, text: str, reply_to: str = "") -> SendResult:
        """Make a container of a text; nobody sees it before it is published."""
        write = self._graph.write
        if reply_to:
            return await write(_ME, "threads", media_type="TEXT", text=text, reply_to_id=reply_to)
        return await write(_ME, "threads", media_type="TEXT", text=text)

    async def publish(self, container_id: str) -> SendResult:
        """Publish a container, which works once."""
        return await self._graph.write(_ME, "threads_publish", creation_id=container_id)

    async def hide(self, reply_id: str, hidden: bool) -> SendResult:
        """Hide a reply to a post of ours, or show it again."""
        return await self._graph.write(reply_id, "manage_reply", hide="true" if hidden else "false")

    async def delete(self, post_id: str) -> SendResult:
        """Delete a post or reply of ours."""
        return await self._graph.remove(post_id)

    async def _edge(self, node: str, edge: str, fields: str, token: str | None, **params: str) -> Listed:
        page = await self._graph.edge(node, edge, fields, token, PAGE, **params)
        return page.rows, page.after
