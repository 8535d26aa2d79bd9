"""Our account on a Mastodon-compatible server."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from meydan.connectors.base import (
    Act,
    Action,
    Item,
    Publication,
)
from meydan.connectors.http import CallRecord
from meydan.connectors.mastodon.connector import MastodonConnector
from tests.servers.mastodon import MastodonServer

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0f01f0005050102a2d5c5a10000000049454e44ae426082"
)

People = Callable[[], tuple[str, str, str]]


@dataclass
class Brand:
    """Our account, and what it has pulled so far."""

    server: MastodonServer
    name: str
    id: str
    token: str
    connector: MastodonConnector
    calls: list[CallRecord]
    skew: list[timedelta]
    cursors: dict[str, str | None] = field(default_factory=dict)

    async def pull(self, stream: str) -> tuple[dict[str, Item], dict[str, Publication]]:
        """What one pull brings, by remote id."""
        items: dict[str, Item] = {}
        publications: dict[str, Publication] = {}
        async for page in self.connector.pull(stream, self.cursors.get(stream)):
            self.cursors[stream] = page.cursor
            items |= {one.remote_id: one for one in page.items}
            publications |= {one.remote_id: one for one in page.publications}
            assert not page.rejected
        return items, publications

    def act(self, action: Action, text: str = "", **more: object) -> Act:
        """An act tried just now."""
        now = datetime.now(UTC)
        return Act(str(uuid.uuid4()), action, text, first_attempt_at=now, last_attempt_at=now, **more)  # type: ignore[arg-type]

    def written(self, status_id: str) -> dict[str, object]:
        """A status as the server has it."""
        found = self.server.call("GET", f"/api/v1/statuses/{status_id}", self.token)
        assert isinstance(found, dict)
        return found
