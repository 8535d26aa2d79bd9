"""The contract of all connectors, run by those that are built in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import pytest

from meydan.connectors.contract import CHECKS, Check, run
from meydan.connectors.contract.stage import Calls
from meydan.connectors.credentials import Credential
from meydan.connectors.mastodon.connector import ENTRY
from tests.servers.mastodon import MastodonServer


class MastodonStage:
    """An account of its own on the server that all tests share, and a stranger who mentions it."""

    reads = (Calls("GET", "^/api/v1/notifications"),)
    writes = (Calls("POST", "^/api/v1/statuses$"),)

    def __init__(self, server: MastodonServer) -> None:
        self._server = server
        self.base_url = server.url
        self._name = f"marka{uuid.uuid4().hex[:8]}"
        _, self._token = server.user(self._name)
        _, self._stranger = server.user(f"kisi{uuid.uuid4().hex[:8]}")
        self.credential = Credential(self._token)

    def comes_in(self, text: str) -> str:
        """A public status that mentions us."""
        return self._server.post(self._stranger, f"@{self._name} {text}")

    def answers(self, remote_id: str) -> Sequence[str]:
        """What we wrote below it."""
        return self._server.answers(self._token, remote_id, self._name)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_mastodon(check: Check, mastodon_server: MastodonServer) -> None:
    await run(check, ENTRY, MastodonStage(mastodon_server))
