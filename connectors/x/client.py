"""The calls of the X API (version 2) that Meydan makes, and what the answers cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from meydan.connectors.base import BudgetSpent, NotSent, Refused, Unknown
from meydan.connectors.http import Answer, Http
from meydan.connectors.http.client import BUDGET_SPENT
from meydan.connectors.x.declaration import CREATE, CREATE_WITH_LINK, MESSAGE, OTHER_POST, OWNED_POST, USER

SendResult = Answer | Refused | NotSent | Unknown

POST_FIELDS = (
    "id,text,author_id,created_at,conversation_id,in_reply_to_user_id,referenced_tweets,attachments,entities,"
    "public_metrics,edit_history_tweet_ids,lang,note_tweet"
)
USER_FIELDS = "id,username,name,description,public_metrics,profile_image_url,profile_banner_url,url"
MEDIA_FIELDS = "media_key,type,url,preview_image_url,alt_text"
MESSAGE_FIELDS = "id,text,event_type,created_at,dm_conversation_id,sender_id,attachments,entities"
EXPANSIONS = "author_id,attachments.media_keys"
PAGE, MESSAGES, SMALLEST_PAGE = 100, 20, 5


class Api:
    """Reads raise ConnectorError; what an answer holds is charged to the day's budget when it comes."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self._day = http.clock().date()
        self._charged: set[object] = set()

    async def me(self) -> object:
        """Whose token it is."""
        return await self.http.get_json("/2/users/me", {"user.fields": USER_FIELDS})

    async def mentions(self, user_id: str, since: str | None, token: str | None, start: datetime) -> object:
        """Posts that mention us, newest first: those after `since`, else those from `start` on."""
        bound = {"since_id": since} if since else {"start_time": f"{start:%Y-%m-%dT%H:%M:%SZ}"}
        return await self._posts(f"/2/users/{_safe(user_id)}/mentions", token, OWNED_POST, bound)

    async def posts_of(self, user_id: str, token: str | None, ours: bool, most: int = PAGE) -> object:
        """An account's posts without reposts, newest first."""
        each = OWNED_POST if ours else OTHER_POST
        path = f"/2/users/{_safe(user_id)}/tweets"
        return await self._posts(path, token, each, {"exclude": "retweets"}, most)

    async def posts(self, ids: Sequence[str]) -> object:
        """Posts by id; those that are gone are named under `errors`."""
        self._room(len(ids) * OTHER_POST)
        payload = await self.http.get_json("/2/tweets", {"ids": ",".join(ids), **_FIELDS})
        self._charge(payload, OTHER_POST)
        return payload

    async def messages(self, token: str | None) -> object:
        """Private messages of the last thirty days, newest first."""
        params = {
            "max_results": str(self._size(MESSAGE + USER, MESSAGES)),
            "event_types": "MessageCreate",
            "dm_event.fields": MESSAGE_FIELDS,
            "expansions": "sender_id,attachments.media_keys",
            "user.fields": USER_FIELDS,
            "media.fields": MEDIA_FIELDS,
            **({"pagination_token": token} if token else {}),
        }
        payload = await self.http.get_json("/2/dm_events", params)
        self._charge(payload, MESSAGE)
        return payload

    async def user(self, handle: str) -> object:
        """An account by handle. Raises Missing."""
        path = f"/2/users/by/username/{_safe(handle.removeprefix('@'))}"
        return await self.http.get_json(path, {"user.fields": USER_FIELDS})

    async def create(self, fields: Mapping[str, object], with_link: bool) -> SendResult:
        """Write a post; one with a link costs more."""
        extra = CREATE_WITH_LINK - CREATE if with_link else 0
        if until := self.http.meter.opens_for(CREATE + extra, sending=True):
            return NotSent(BUDGET_SPENT, until)
        self.http.meter.spend(extra)
        return await self.http.send_once("POST", "/2/tweets", json=fields)

    async def delete(self, post_id: str) -> SendResult:
        """Take a post of ours back."""
        return await self.http.send_once("DELETE", f"/2/tweets/{_safe(post_id)}")

    async def hide(self, post_id: str, hidden: bool) -> SendResult:
        """Hide an answer below a post of ours, or show it again."""
        path = f"/2/tweets/{_safe(post_id)}/hidden"
        return await self.http.send_once("PUT", path, json={"hidden": hidden})

    async def send_message(self, conversation_id: str, text: str) -> SendResult:
        """Write into a conversation."""
        path = f"/2/dm_conversations/{_safe(conversation_id)}/messages"
        return await self.http.send_once("POST", path, json={"text": text})

    async def _posts(
        self, path: str, token: str | None, each: int, more: Mapping[str, str], most: int = PAGE
    ) -> object:
        size = self._size(each + USER, most)
        paging = {"pagination_token": token} if token else {}
        payload = await self.http.get_json(path, {"max_results": str(size), **_FIELDS, **more, **paging})
        self._charge(payload, each)
        return payload

    def _size(self, each: int, most: int) -> int:
        """As large a page as the rest of the day's budget covers. Raises BudgetSpent."""
        self._room(SMALLEST_PAGE * each)
        size = most
        while size > SMALLEST_PAGE and self.http.meter.opens_for(size * each, sending=False):
            size //= 2
        return max(size, SMALLEST_PAGE)

    def _room(self, mills: int) -> None:
        if until := self.http.meter.opens_for(mills, sending=False):
            raise BudgetSpent(BUDGET_SPENT, until)

    def _charge(self, payload: object, each: int) -> None:
        """Charge for what came and for the people that came with it: what was charged today is free."""
        if not isinstance(payload, Mapping):
            return
        includes = payload.get("includes")
        people = includes.get("users") if isinstance(includes, Mapping) else None
        self.http.meter.spend(self._new(payload.get("data")) * each + self._new(people) * USER)

    def _new(self, listed: object) -> int:
        today = self.http.clock().date()
        if today != self._day:
            self._day = today
            self._charged.clear()
        found = listed if isinstance(listed, list) else ()
        fresh = {one.get("id") for one in found if isinstance(one, Mapping)} - self._charged
        self._charged |= fresh
        return len(fresh)


_FIELDS = {
    "tweet.fields": POST_FIELDS,
    "expansions": EXPANSIONS,
    "user.fields": USER_FIELDS,
    "media.fields": MEDIA_FIELDS,
}


def _safe(identifier: str) -> str:
    return quote(identifier, safe="")
