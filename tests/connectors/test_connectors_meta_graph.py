"""The client of Meta's graph: addresses, tokens, paging, and what its error codes mean."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest

from meydan.connectors.base import (
    AskedToWait,
    Denied,
    Malformed,
    Missing,
    RateLimited,
    Refused,
    SignedOut,
    SignInRequired,
    Unavailable,
    Unknown,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.fields import WrongField
from meydan.connectors.http import Answer, Http
from meydan.connectors.meta.fields import NOBODY, moment, read_from
from meydan.connectors.meta.graph import Graph, rows_of, tidied
from tests.connectors.servers import QUICK, FaultServer, plain, raw, running

TOKEN = "EAAGsecretsecretsecret"
NEXT = "https://graph.facebook.com/v26.0/1/comments?access_token=" + TOKEN


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with running() as made:
        yield made


@pytest.fixture
async def graph(server: FaultServer) -> AsyncIterator[Graph]:
    async with Http(server.url, user_agent="t", timeouts=QUICK, tries=2, backoff=0.01) as http:
        yield Graph(http, Credential(TOKEN))


def failed(code: int, status: int = 400, subcode: int | None = None, **more: object) -> object:
    error: dict[str, object] = {"message": f"(#{code}) No", "code": code, "type": "OAuthException", **more}
    return plain({"error": error | ({"error_subcode": subcode} if subcode else {})}, status)


async def test_the_token_goes_in_a_header_and_the_version_before_the_path(
    server: FaultServer, graph: Graph
) -> None:
    server.answers(plain({"id": "1"}))
    await graph.node("1_2/..", "id,message")
    asked = server.asked[0]
    assert asked.path == "/v26.0/1_2%2F..?fields=id%2Cmessage"
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("address", "extra", "path"),
    [("/v25.0", {}, "/v25.0/me"), ("", {"version": "v24.0"}, "/v24.0/me"), ("/proxy", {}, "/proxy/v26.0/me")],
)
async def test_the_version_can_be_chosen(
    server: FaultServer, address: str, extra: dict[str, str], path: str
) -> None:
    server.answers(plain({"id": "1"}))
    async with Http(server.url + address, user_agent="t") as http:
        await Graph(http, Credential(TOKEN, extra)).node("me", "id")
    assert server.asked[0].path.startswith(path + "?")


async def test_an_app_secret_proves_every_call(server: FaultServer) -> None:
    server.answers(plain({"data": []}))
    proof = hmac.new(b"geheim", TOKEN.encode(), "sha256").hexdigest()
    async with Http(server.url, user_agent="t") as http:
        graph = Graph(http, Credential(TOKEN, {"app_secret": "geheim"}))
        await graph.edge("1", "comments")
        await graph.write("1", "comments", message="Selam")
        await graph.remove("1")
    assert [parse_qs(urlsplit(one.path).query)["appsecret_proof"] for one in server.asked] == [[proof]] * 3
    assert server.asked[1].body == b"message=Selam"


async def test_pages_are_asked_for_by_cursor_and_no_address_is_kept(
    server: FaultServer, graph: Graph
) -> None:
    page = {"data": [{"id": "1"}], "paging": {"cursors": {"after": "QQ", "before": "PP"}, "next": NEXT}}
    last = {"data": [], "paging": {"cursors": {"after": "QQ"}}}
    server.answers(plain(page), plain(last))
    first = await graph.edge("1", "comments", "id", filter="stream")
    second = await graph.edge("1", "comments", "id", after=first.after, filter="stream")
    assert (first.rows, first.after, second.after) == ([{"id": "1"}], "QQ", None)
    asked = parse_qs(urlsplit(server.asked[1].path).query)
    assert asked == {"fields": ["id"], "filter": ["stream"], "limit": ["50"], "after": ["QQ"]}


def test_an_edge_without_cursors_moves_by_what_its_next_address_says() -> None:
    following = NEXT + "&until=1624385168&__paging_token=enc&limit=5"
    page = rows_of(tidied({"data": [], "paging": {"previous": NEXT, "next": following}}))
    assert page.after == "?until=1624385168&__paging_token=enc"


def test_inner_pages_lose_their_addresses_too() -> None:
    inner = {"data": [], "paging": {"cursors": {"after": "x"}, "next": NEXT}}
    assert TOKEN not in str(tidied({"data": [{"id": "1", "comments": inner}], "paging": {"next": NEXT}}))


async def test_a_broken_answer_does_not_quote_the_token(server: FaultServer, graph: Graph) -> None:
    server.answers(plain(b'{"data": [], "paging": {"next": "' + NEXT.encode() + b'"'))
    with pytest.raises(Malformed) as told:
        await graph.edge("1", "comments")
    assert TOKEN not in told.value.raw
    server.answers(plain({"data": "?", "paging": {"next": NEXT}}))
    with pytest.raises(Malformed) as told:
        await graph.edge("1", "comments")
    assert TOKEN not in told.value.raw


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (failed(190, 400, 463), SignInRequired),
        (failed(190, 401), SignInRequired),
        (failed(102), SignInRequired),
        (failed(104), SignInRequired),
        (failed(4, 403), RateLimited),
        (failed(17), RateLimited),
        (failed(32), RateLimited),
        (failed(613), RateLimited),
        (failed(80001), RateLimited),
        (failed(10, 403), Denied),
        (failed(200, 403), Denied),
        (failed(368), Denied),
        (failed(551), Denied),
        (failed(100), Denied),
        (failed(100, 400, 33), Missing),
        (failed(803, 404), Missing),
        (failed(1), Unavailable),
        (failed(2, 500), Unavailable),
        (failed(2500), Denied),
        (failed(1234, is_transient=True), Unavailable),
        (plain("", 503), Unavailable),
    ],
)
async def test_codes_of_a_read(server: FaultServer, graph: Graph, reply: object, error: type) -> None:
    server.answers(reply)  # type: ignore[arg-type]
    with pytest.raises(error):
        await graph.node("1", "id")


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (failed(190, 400, 463), SignedOut),
        (failed(32), AskedToWait),
        (failed(10, 400, 2018278), Refused),
        (failed(100, 400, 33), Refused),
        (failed(368), Refused),
        (failed(2, 400), Unknown),
        (failed(2, 500), Unknown),
        (raw(b"HTTP/1.1 200 OK\r\n"), Unknown),
        (plain({"id": "1"}), Answer),
    ],
)
async def test_codes_of_a_send(server: FaultServer, graph: Graph, reply: object, outcome: type) -> None:
    server.answers(reply)  # type: ignore[arg-type]
    assert type(await graph.write("1", "comments", message="Selam")) is outcome
    assert len(server.asked) == 1


async def test_a_refusal_is_told_in_the_platforms_words(server: FaultServer, graph: Graph) -> None:
    server.answers(plain({"error": {"message": f"(#200) No access_token={TOKEN}", "code": 200}}, 403))
    told = await graph.write("1", "comments", message="Selam")
    assert told == Refused("(#200) No access_token=***")


def test_times_and_people() -> None:
    assert moment({"t": "2026-11-26T20:00:00+0000"}, "t", "x") == moment({"t": 1795723200}, "t", "x")
    with pytest.raises(WrongField):
        moment({"t": 1e30}, "t", "x")
    assert read_from({"id": "1", "name": "Ayşe"}, "x").handle == "Ayşe"
    assert read_from({"id": "1", "username": "ayse", "name": "Ayşe"}, "x").handle == "ayse"
    assert read_from(None, "x") is NOBODY
    with pytest.raises(WrongField):
        read_from("?", "x")
