"""Nudges from the event stream, and servers without one."""

from __future__ import annotations

import asyncio

import pytest

from meydan.connectors.base import (
    Nudge,
    SignInRequired,
)
from meydan.connectors.mastodon import streaming
from tests.connectors.servers import Client, FaultServer, Reply, plain, raw


async def heard(client: Client, most: int) -> list[Nudge]:
    found: list[Nudge] = []
    async with asyncio.timeout(5):
        async for nudge in streaming.nudges(client.http, silence=0.3, pause=0.01):
            found.append(nudge)
            if len(found) == most:
                break
    return found


EVENTS = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n:thump\n\n"
    b'event: notification\ndata: {"status": {"visibility": "direct"}}\n\n'
    b"event: delete\ndata: 77\n\nevent: filters_changed\ndata: x\n\nevent: status.update\ndata: {\n\n"
)


async def test_events_become_nudges(client: Client, faults: FaultServer) -> None:
    faults.routes["/api/v1/instance"] = lambda asked: plain({})
    faults.answers(raw(EVENTS, 2.0))
    assert await heard(client, 6) == [
        Nudge("notifications"),
        Nudge("conversations"),
        Nudge("notifications", "77"),
        Nudge("own", "77"),
        Nudge("notifications"),
        Nudge("own"),
    ]


@pytest.mark.parametrize(
    "broken",
    [raw(EVENTS[:60], 5.0), raw(EVENTS[:60] + b"\n\n"), raw(EVENTS[:60] + b"\n\ndata: " + b"x" * 3_000_000)],
)
async def test_a_break_is_a_nudge_and_after_it_every_stream_is_nudged(
    client: Client, faults: FaultServer, broken: Reply
) -> None:
    faults.routes["/api/v1/instance"] = lambda asked: plain({})
    faults.answers(broken, plain("", 503), raw(EVENTS[:60], 5.0))
    again = [Nudge("notifications"), Nudge("conversations"), Nudge("own")]
    assert await heard(client, 4) == [Nudge("notifications"), *again]


@pytest.mark.parametrize(
    "answer", [plain("", 404), plain("<html>"), plain("", 403), plain([], 200), plain("", 400)]
)
async def test_no_streaming_offered(client: Client, faults: FaultServer, answer: Reply) -> None:
    faults.answers(answer)
    assert await heard(client, 1) == []


async def test_streaming_with_a_dead_token(client: Client, faults: FaultServer) -> None:
    faults.answers(plain("", 401))
    with pytest.raises(SignInRequired):
        await heard(client, 1)


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("wss://streaming.a.example", "https://streaming.a.example/api/v1/streaming/user"),
        ("wss://a.example", "/api/v1/streaming/user"),
        ("wss://evil.example", "/api/v1/streaming/user"),
        ("wss://nota.example", "/api/v1/streaming/user"),
        (5, "/api/v1/streaming/user"),
    ],
)
def test_only_a_host_of_the_same_domain_may_stream(named: object, path: str) -> None:
    assert streaming.stream_address("https://a.example", {"urls": {"streaming_api": named}}) == path
