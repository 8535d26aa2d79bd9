"""Statuses and notifications as the smallest servers give them, and a connector that reads them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from meydan.connectors.base import AccountRef, Page
from meydan.connectors.credentials import Credential
from meydan.connectors.mastodon.connector import MastodonConnector
from tests.connectors.servers import Asked, Client, FaultServer, plain

ME: dict[str, object] = {"id": "me", "acct": "marka", "display_name": "", "note": ""}
NOW = datetime.now(UTC)


def person(name: str) -> dict[str, object]:
    return {"id": f"id-{name}", "acct": name, "display_name": name.title(), "note": ""}


def status(number: str, by: dict[str, object], **more: object) -> dict[str, object]:
    """A status as the smallest servers give it."""
    made: dict[str, object] = {
        "id": number,
        "account": by,
        "created_at": (NOW - timedelta(hours=1)).isoformat(),
        "content": f"<p>{number}</p>",
        "visibility": "public",
        "mentions": [{"id": "me", "acct": "marka", "url": ""}],
    }
    return made | more


def notice(number: int, kind: str = "mention", **more: object) -> dict[str, object]:
    at = (NOW - timedelta(hours=10) + timedelta(minutes=number)).isoformat()
    said = status(f"s{number:04}", person("ayse"), created_at=at, **more)
    return {"id": f"{number:04x}", "type": kind, "created_at": at, "account": person("ayse"), "status": said}


def connector(client: Client, faults: FaultServer) -> MastodonConnector:
    """Reads from a server that says nothing about itself."""
    faults.routes.setdefault("/api/v1/instance", lambda asked: plain({}))
    ours = AccountRef("x", client.http.base_url, "me", "marka")
    return MastodonConnector(ours, Credential("tok-123456"), client.http)


def query(asked: Asked) -> dict[str, list[str]]:
    return parse_qs(urlsplit(asked.path).query)


async def pages(found: AsyncIterator[Page]) -> list[Page]:
    return [page async for page in found]
