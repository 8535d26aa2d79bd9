"""Sending over HTTP: once, and truthful about what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from meydan.connectors.base import NotSent, Refused, SignedOut, Unknown
from meydan.connectors.http import Answer, Bearer, Http, Timeouts
from tests.connectors.servers import Client, FaultServer, plain, raw


async def test_done(client: Client, faults: FaultServer) -> None:
    faults.answers(plain({"id": "1"}))
    result = await client.http.send_once("POST", "/x", json={"a": 1}, headers={"Idempotency-Key": "k"})
    assert isinstance(result, Answer)
    assert result.json() == {"id": "1"}
    assert faults.asked[0].headers["idempotency-key"] == "k"


async def test_nobody_listens_so_nothing_was_sent() -> None:
    async with Http("http://127.0.0.1:9", user_agent="test") as http:
        assert isinstance(await http.send_once("POST", "/x", json={}), NotSent)


async def test_no_answer_to_the_handshake_means_nothing_was_sent(faults: FaultServer) -> None:
    faults.answers(raw(5.0))
    address = faults.url.replace("http:", "https:")
    quick = Timeouts(connect=0.3, read=0.3, total=0.6)
    async with Http(address, user_agent="test", timeouts=quick) as http:
        assert isinstance(await http.send_once("POST", "/x", json={}), NotSent)
    assert not faults.asked


@pytest.mark.parametrize(
    "broken",
    [
        raw(),
        raw(3.0),
        raw(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"),
        raw(b"nonsense\r\n\r\n"),
        plain({"error": "oops"}, 500),
        plain("", 502),
        plain("", 303, location="/done"),
        plain("", 408),
        plain(b"1" * 2_000_000),
    ],
    ids=["closed", "silent", "cut", "nonsense", "500", "502", "303", "408", "huge"],
)
async def test_a_lost_answer_is_unknown_and_never_repeated(
    client: Client, faults: FaultServer, broken: object
) -> None:
    faults.answers(broken)  # type: ignore[arg-type]
    assert isinstance(await client.http.send_once("POST", "/x", json={"a": 1}), Unknown)
    assert len(faults.asked) == 1


async def test_the_deadline_holds_for_sends(client: Client, faults: FaultServer) -> None:
    faults.answers(
        raw(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n", *[x for _ in range(50) for x in (b" ", 0.1)])
    )
    assert isinstance(await client.http.send_once("POST", "/x", json={}), Unknown)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 422, 301, 307, 308])
async def test_no_is_refused_in_the_platforms_words(client: Client, faults: FaultServer, status: int) -> None:
    faults.answers(plain({"error": "Text is\x1b[31m too\u202e long " + "x" * 500}, status, location="/y"))
    result = await client.http.send_once("POST", "/x", json={})
    assert isinstance(result, Refused)
    assert len(result.reason) <= 300
    assert result.reason.isprintable()
    if status >= 400:
        assert result.reason.startswith("Text is [31m too")
    assert len(faults.asked) == 1


async def test_too_many_requests_is_not_sent_until_then(client: Client, faults: FaultServer) -> None:
    faults.answers(plain({"error": "slow down"}, 429, retry_after="60"))
    result = await client.http.send_once("POST", "/x", json={})
    assert isinstance(result, NotSent)
    assert result.retry_at is not None
    assert 55 < (result.retry_at - client.http.clock()).total_seconds() <= 60


async def test_a_send_never_rides_on_an_idle_connection(client: Client, faults: FaultServer) -> None:
    faults.answers(plain({}))
    await client.http.get_json("/x")
    await client.http.get_json("/x")
    assert faults.connections == 1
    for _ in range(2):
        assert isinstance(await client.http.send_once("POST", "/x", json={}), Answer)
    assert faults.connections == 3


async def test_cancelling_a_send_passes_through(client: Client, faults: FaultServer) -> None:
    faults.answers(raw(3.0))
    task = asyncio.create_task(client.http.send_once("POST", "/x", json={}))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


class Renewing:
    """A signer whose second token is good."""

    def __init__(self) -> None:
        self.token = "first-token"

    async def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def renew(self, refused: Mapping[str, str]) -> bool:
        used = self.token
        self.token = "second-token"
        return used != self.token

    def secrets(self) -> tuple[str, ...]:
        return (self.token,)


async def test_a_refused_token_is_renewed_once_and_the_request_replayed(
    client: Client, faults: FaultServer
) -> None:
    faults.routes["/x"] = lambda asked: plain(
        {"body": asked.body.decode()}, 200 if asked.headers["authorization"] == "Bearer second-token" else 401
    )
    signed = client.http.signed(Renewing())
    result = await signed.send_once("POST", "/x", json={"a": 1})
    assert isinstance(result, Answer)
    assert [asked.body for asked in faults.asked] == [b'{"a":1}'] * 2


async def test_a_token_that_cannot_be_renewed_sends_nothing(client: Client, faults: FaultServer) -> None:
    faults.answers(plain({"error": "The access token is invalid"}, 401))
    result = await client.http.signed(Bearer("tok-123456")).send_once("POST", "/x", json={})
    assert result == SignedOut("The access token is invalid")
    assert len(faults.asked) == 1
