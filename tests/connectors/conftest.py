"""Fixtures of the connectors' tests."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from meydan.connectors.base import AccountRef
from meydan.connectors.credentials import Credential
from meydan.connectors.http import CallRecord, Http, Timeouts
from meydan.connectors.mastodon.connector import MastodonConnector
from tests.connectors.brand import Brand
from tests.connectors.servers import QUICK, Client, FaultServer, running
from tests.servers.mastodon import MastodonServer


@pytest.fixture
async def faults() -> AsyncIterator[FaultServer]:
    async with running() as server:
        yield server


@pytest.fixture
async def elsewhere() -> AsyncIterator[FaultServer]:
    """A second host, as far as HTTP is concerned."""
    async with running() as server:
        yield server


@pytest.fixture
async def client(faults: FaultServer) -> AsyncIterator[Client]:
    calls: list[CallRecord] = []
    async with Http(
        faults.url, user_agent="test", on_call=calls.append, timeouts=QUICK, backoff=0.01, most=1_000_000
    ) as http:
        yield Client(http, calls)


@pytest.fixture
async def brand(mastodon_server: MastodonServer) -> AsyncIterator[Brand]:
    name = f"marka{uuid.uuid4().hex[:8]}"
    number, token = mastodon_server.user(name)
    calls: list[CallRecord] = []
    skew = [timedelta()]
    quick = Timeouts(connect=5.0, read=3.0, total=8.0)
    async with Http(
        mastodon_server.url,
        user_agent="test",
        on_call=calls.append,
        timeouts=quick,
        backoff=0.01,
        clock=lambda: datetime.now(UTC) + skew[0],
    ) as http:
        connector = MastodonConnector(AccountRef("ours", mastodon_server.url), Credential(token), http)
        yield Brand(mastodon_server, name, number, token, connector, calls, skew)


@pytest.fixture
def someone(mastodon_server: MastodonServer) -> Callable[[], tuple[str, str, str]]:
    """Makes a person: (name, id, token)."""

    def make() -> tuple[str, str, str]:
        name = f"kisi{uuid.uuid4().hex[:8]}"
        return (name, *mastodon_server.user(name))

    return make
