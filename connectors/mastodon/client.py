"""The calls of the Mastodon API that Meydan makes; paths and parameters only, no meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, quote, urlsplit

from meydan.connectors.base import Denied, NotSent, Refused, Unknown
from meydan.connectors.http import Answer, Http

PAGE = 40
SendResult = Answer | Refused | NotSent | Unknown


class Api:
    """Reads raise ConnectorError; `next` tokens are the `max_id` of the page below."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self._quotes = True

    async def own_account(self) -> object:
        """Whose token it is."""
        return await self.http.get_json("/api/v1/accounts/verify_credentials")

    async def instance(self) -> object:
        """The server's own description (version 1, which every compatible server has)."""
        return await self.http.get_json("/api/v1/instance")

    async def notifications(self, max_id: str | None) -> tuple[object, str | None]:
        """Mentions and quotes, newest first; some servers refuse a kind that they do not know."""
        path, mentions = "/api/v1/notifications", [("types[]", "mention")]
        if self._quotes:
            try:
                return await self._page(path, max_id, [*mentions, ("types[]", "quote")])
            except Denied:
                self._quotes = False
        return await self._page(path, max_id, mentions)

    async def conversations(self, max_id: str | None) -> tuple[object, str | None]:
        """Private conversations, the one with the newest message first."""
        return await self._page("/api/v1/conversations", max_id, [])

    async def statuses(self, account_id: str, max_id: str | None) -> tuple[object, str | None]:
        """An account's statuses without reblogs, newest first."""
        path = f"/api/v1/accounts/{_safe(account_id)}/statuses"
        return await self._page(path, max_id, [("exclude_reblogs", "true")])

    async def status(self, status_id: str) -> object:
        """One status. Raises Missing when it is gone."""
        return await self.http.get_json(f"/api/v1/statuses/{_safe(status_id)}")

    async def context(self, status_id: str) -> object:
        """What is above and below a status."""
        return await self.http.get_json(f"/api/v1/statuses/{_safe(status_id)}/context")

    async def trends(self, what: str, limit: int) -> object:
        """Trending `tags`, `statuses` or `links`."""
        return await self.http.get_json(f"/api/v1/trends/{what}", {"limit": limit})

    async def scheduled(self) -> object:
        """Our statuses that the server keeps for later."""
        return await self.http.get_json("/api/v1/scheduled_statuses", {"limit": PAGE})

    async def relationship(self, account_id: str) -> object:
        """How we stand to an account, as a list of one."""
        return await self.http.get_json("/api/v1/accounts/relationships", {"id[]": account_id})

    async def lookup(self, handle: str) -> object:
        """An account by handle. Raises Missing."""
        return await self.http.get_json("/api/v1/accounts/lookup", {"acct": handle.removeprefix("@")})

    async def search_accounts(self, query: str, limit: int) -> object:
        """Accounts that resemble `query`."""
        return await self.http.get_json("/api/v1/accounts/search", {"q": query, "limit": limit})

    async def media(self, media_id: str) -> Answer:
        """An upload of ours: status 206 while it is being processed, 200 when ready."""
        return await self.http.read("GET", f"/api/v1/media/{_safe(media_id)}")

    async def post_status(self, fields: Mapping[str, object], key: str) -> SendResult:
        """Write a status; the server that honours `key` never makes two of it."""
        return await self.http.send_once(
            "POST", "/api/v1/statuses", json=fields, headers={"Idempotency-Key": key}
        )

    async def post_media(self, name: str, data: bytes, mime: str, description: str) -> SendResult:
        """Upload a file."""
        return await self.http.send_once(
            "POST",
            "/api/v2/media",
            files=[("file", (name, data, mime))],
            data={"description": description} if description else None,
        )

    async def act_on_status(self, status_id: str, verb: str) -> SendResult:
        """`favourite` a status."""
        return await self.http.send_once("POST", f"/api/v1/statuses/{_safe(status_id)}/{verb}")

    async def delete_status(self, status_id: str) -> SendResult:
        """Take a status of ours back."""
        return await self.http.send_once("DELETE", f"/api/v1/statuses/{_safe(status_id)}")

    async def delete_scheduled(self, scheduled_id: str) -> SendResult:
        """Take back a status that is still to come."""
        return await self.http.send_once("DELETE", f"/api/v1/scheduled_statuses/{_safe(scheduled_id)}")

    async def block(self, account_id: str) -> SendResult:
        """Block an account."""
        return await self.http.send_once("POST", f"/api/v1/accounts/{_safe(account_id)}/block")

    async def report(self, account_id: str, status_ids: Sequence[str], comment: str) -> SendResult:
        """Report an account and its statuses to the server's moderators."""
        fields = {"account_id": account_id, "status_ids": list(status_ids), "comment": comment}
        return await self.http.send_once("POST", "/api/v1/reports", json=fields)

    async def _page(
        self, path: str, max_id: str | None, params: list[tuple[str, str]]
    ) -> tuple[object, str | None]:
        given = [*params, ("limit", str(PAGE)), *([("max_id", max_id)] if max_id else [])]
        answer = await self.http.read("GET", path, params=given)
        payload = answer.json()
        return payload, _next(answer, payload)


def _next(answer: Answer, payload: object) -> str | None:
    """The `max_id` of the next page; without a Link header a full page is followed by what is below it."""
    if below := answer.links().get("next"):
        return next(iter(parse_qs(urlsplit(below).query).get("max_id", [])), None)
    if "link" in answer.headers or not isinstance(payload, list) or len(payload) < PAGE // 2:
        return None
    last = payload[-1]
    found = last.get("id") if isinstance(last, Mapping) else None
    return found if isinstance(found, str) and found else None


def _safe(identifier: str) -> str:
    """An id inside a path; nothing in it can leave its place."""
    return quote(identifier, safe="") if identifier.strip(".") else "-"
