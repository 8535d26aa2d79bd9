"""The calls of the Graph API that Meydan makes for a Page; paths, fields and parameters only, no meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from meydan.connectors.base import Missing
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http
from meydan.connectors.meta.fields import id_of
from meydan.connectors.meta.graph import Graph, Rows, SendResult

ME = "me"
POSTS = 20
NESTED = 25
PAGE = 100
TALKS = 20
COMMENT = "id,message,from,created_time,parent{id},permalink_url,is_hidden,attachment"
MESSAGE = "id,message,from,created_time,attachments,shares,sticker"
POST = (
    "id,message,story,from,created_time,permalink_url,is_hidden,shares,"
    "attachments{media_type,title,url,unshimmed_url}"
)
FIGURES = "reactions.limit(0).summary(true)"
COMMENTS = f"comments.filter(stream).order(reverse_chronological).limit({NESTED}).summary(true){{{COMMENT}}}"
TALK = f"id,updated_time,link,messages.limit({NESTED}){{{MESSAGE}}}"
REVIEW = "created_time,has_rating,rating,recommendation_type,review_text,reviewer,open_graph_story{id}"
PROFILE = "id,name,username,link,about,followers_count,fan_count,picture{url},cover"

Form = Mapping[str, str]


class Api:
    """Reads raise ConnectorError; tokens are the cursor of the page below. `page` is the Page's id."""

    def __init__(self, http: Http, credential: Credential, page: str = ME) -> None:
        self._graph = Graph(http, credential)
        self._page = page

    def now(self) -> datetime:
        """The wall clock."""
        return self._graph.http.clock()

    async def me(self) -> Mapping[str, object]:
        """Whose token it is."""
        return await self._graph.node(ME, PROFILE)

    async def posts(self, edge: str, token: str | None, *, below: bool) -> Rows:
        """Posts of `published_posts`, `visitor_posts`, `ads_posts` or `tagged`, newest first.

        `below`: with their figures and their newest comments at all depths.
        """
        fields = f"{POST},{FIGURES},{COMMENTS}" if below else POST
        return await self._graph.edge(self._page, edge, fields, token, POSTS)

    async def scheduled(self, token: str | None) -> Rows:
        """Our posts that the platform keeps for later."""
        return await self._graph.edge(self._page, "scheduled_posts", "id,message,created_time", token, PAGE)

    async def published(self, token: str | None) -> Rows:
        """Our posts, only what tells them apart."""
        return await self._graph.edge(
            self._page, "published_posts", "id,message,created_time,permalink_url", token, PAGE
        )

    async def comments(self, post_id: str, token: str | None) -> Rows:
        """What is said below a post or comment at all depths, newest first."""
        return await self._graph.edge(
            post_id, "comments", COMMENT, token, PAGE, filter="stream", order="reverse_chronological"
        )

    async def conversations(self, token: str | None) -> Rows:
        """Private conversations with their newest messages, the one with the newest first."""
        return await self._graph.edge(self._page, "conversations", TALK, token, TALKS, platform="messenger")

    async def conversation_with(self, person: str) -> Rows:
        """Our conversation with someone, if there is one."""
        return await self._graph.edge(
            self._page, "conversations", "id", limit=1, platform="messenger", user_id=person
        )

    async def messages(self, talk_id: str, token: str | None) -> Rows:
        """The messages of a conversation, newest first."""
        return await self._graph.edge(talk_id, "messages", MESSAGE, token, PAGE)

    async def reviews(self, token: str | None) -> Rows:
        """Recommendations and ratings, newest first."""
        return await self._graph.edge(self._page, "ratings", REVIEW, token, NESTED)

    async def exists(self, node: str) -> None:
        """Raises Missing when something is gone."""
        await self._graph.node(node, "id")

    async def parent(self, comment_id: str) -> str:
        """The comment that a comment answers, "" at the top. Raises Missing when it is gone."""
        return id_of((await self._graph.node(comment_id, "parent{id}")).get("parent"))

    async def comment_state(self, comment_id: str) -> Mapping[str, object]:
        """Whether a comment is hidden, and whether we like it."""
        return await self._graph.node(comment_id, "id,is_hidden,user_likes,permalink_url")

    async def post_state(self, post_id: str) -> Mapping[str, object]:
        """Whether a post is hidden, and whether we like it."""
        return await self._graph.node(post_id, "id,is_hidden,permalink_url,likes.limit(0).summary(true)")

    async def insight(self, node: str, metric: str) -> Rows:
        """One figure. Raises Denied where it was withdrawn or may not be read."""
        return await self._graph.edge(node, "insights", metric=metric, period="lifetime", limit=1)

    async def blocked(self, person: str) -> Rows:
        """Those whom the Page blocks, reduced to one person."""
        return await self._graph.edge(self._page, "blocked", "id", limit=1, user=person)

    async def comment(self, target: str, form: Form) -> SendResult:
        """Answer a post or comment."""
        return await self._graph.write(target, "comments", form=form)

    async def message(self, fields: Mapping[str, object]) -> SendResult:
        """Send a private message."""
        return await self._graph.write(self._page, "messages", json=fields)

    async def hide(self, target: str, hidden: bool) -> SendResult:
        """Hide a comment or post, or show it again."""
        return await self._graph.write(target, is_hidden="true" if hidden else "false")

    async def like(self, target: str, liked: bool) -> SendResult:
        """Like as the Page, or no longer."""
        if liked:
            return await self._graph.write(target, "likes")
        return await self._graph.remove(target, "likes")

    async def delete(self, target: str) -> SendResult:
        """Delete a comment or post."""
        return await self._graph.remove(target)

    async def block(self, fields: Mapping[str, object]) -> SendResult:
        """Block someone."""
        return await self._graph.write(self._page, "blocked", json=fields)

    async def publish(self, fields: Mapping[str, object]) -> SendResult:
        """Write a post."""
        return await self._graph.write(self._page, "feed", json=fields)

    async def upload(self, name: str, data: bytes, mime: str, form: Form) -> SendResult:
        """Keep a picture that nobody sees yet."""
        return await self._graph.write(
            self._page, "photos", files=[("source", (name, data, mime))], form=form
        )


async def is_gone(api: Api, node: str) -> bool:
    """Whether the platform says that something does not exist. Raises ConnectorError."""
    try:
        await api.exists(node)
    except Missing:
        return True
    return False


def first_id(rows: Sequence[object]) -> str:
    """The id of the first row, "" where there is none."""
    first = rows[0] if rows else None
    found = first.get("id") if isinstance(first, Mapping) else None
    return found if isinstance(found, str) else ""
