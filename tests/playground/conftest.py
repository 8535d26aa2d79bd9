"""A playground served on loopback with a clock that tests step, and the real connector to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from meydan.connectors import registry
from meydan.connectors.base import AccountRef, Connector
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http
from meydan.connectors.playground.server import PlaygroundServer
from tests.playground.kit import CONTENT, Api, Connect, StepClock


@pytest.fixture
def clock() -> StepClock:
    return StepClock()


@pytest.fixture
def server(clock: StepClock) -> Iterator[PlaygroundServer]:
    with PlaygroundServer(seed=7, content=CONTENT, clock=clock) as served:
        yield served


@pytest.fixture
def connect(clock: StepClock) -> Connect:
    """Opens the registry's connector as one of our accounts."""

    @asynccontextmanager
    async def opened(served: PlaygroundServer, handle: str) -> AsyncIterator[Connector]:
        entry = registry.entry("playground")
        async with Http(served.base_url, user_agent="meydan-tests", clock=clock) as http:
            ref = AccountRef(handle, served.base_url)
            yield entry.make(ref, Credential(served.tokens[handle]), http)

    return opened


@pytest.fixture
def api(server: PlaygroundServer) -> Iterator[Api]:
    """Raw calls as one of our accounts (`handle`), "" for nobody."""
    with httpx.Client(base_url=server.base_url) as client:

        def call(method: str, path: str, handle: str = "anadolukahve", **more: Any) -> httpx.Response:
            headers = dict(more.pop("headers", {}))
            if handle:
                headers["Authorization"] = f"Bearer {server.tokens[handle]}"
            return client.request(method, path, headers=headers, **more)

        yield call
