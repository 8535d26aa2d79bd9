"""Reading over HTTP when servers and lines misbehave."""

from __future__ import annotations

import asyncio
import gzip
import time
import tracemalloc
import zlib

import pytest

from meydan.connectors.base import Denied, Malformed, Missing, RateLimited, SignInRequired, Unavailable
from meydan.connectors.http import Bearer, Http
from tests.connectors.servers import Client, FaultServer, plain, raw

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


async def test_a_good_answer_is_decoded_and_reported(client: Client, faults: FaultServer) -> None:
    faults.answers(plain({"a": "ş"}, x_ratelimit_limit="300", x_ratelimit_remaining="7"))
    assert await client.http.get_json("/x", {"q": "secret value", "ids[]": ["1", "2"]}) == {"a": "ş"}
    assert faults.asked[0].path == "/x?q=secret%20value&ids%5B%5D=1&ids%5B%5D=2".replace("%20", "+")
    (call,) = client.calls
    assert (call.method, call.path, call.status) == ("GET", "/x", 200)
    assert call.rate is not None
    assert (call.rate.limit, call.rate.remaining) == (300, 7)


async def test_a_cut_body_is_asked_for_again(client: Client, faults: FaultServer) -> None:
    faults.answers(raw(HEAD + b"content-length: 100\r\n\r\n{"), plain({"whole": True}))
    assert await client.http.get_json("/x") == {"whole": True}
    assert len(faults.asked) == 2


@pytest.mark.parametrize(
    "broken",
    [
        raw(HEAD + b'content-length: 100\r\n\r\n{"short": 1}'),
        raw(HEAD + b'transfer-encoding: chunked\r\n\r\n5\r\n{"a":\r\n'),
        raw(HEAD + b"content-encoding: gzip\r\ncontent-length: 20\r\n\r\n" + gzip.compress(b"{}" * 50)[:20]),
        raw(b"HTTP/1.1 200"),
        raw(),
        plain("", 503),
        plain("<html>bad gateway</html>", 502),
    ],
    ids=["short", "chunk", "gzip", "head", "nothing", "503", "502"],
)
async def test_what_stays_broken_is_unavailable_after_three_tries(
    client: Client, faults: FaultServer, broken: object
) -> None:
    faults.answers(broken)  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        await client.http.get_json("/x")
    assert len(faults.asked) == len(client.calls) == 3


async def test_nobody_listens(faults: FaultServer) -> None:
    async with Http("http://127.0.0.1:9", user_agent="test", backoff=0.01) as http:
        with pytest.raises(Unavailable, match="could not be reached"):
            await http.get_json("/x")


async def test_a_drip_of_bytes_ends_at_the_deadline(client: Client, faults: FaultServer) -> None:
    drip = [piece for _ in range(100) for piece in (b" ", 0.1)]
    faults.answers(raw(HEAD + b"content-length: 1000\r\n\r\n", *drip))
    started = time.monotonic()
    with pytest.raises(Unavailable):
        await client.http.get_json("/x")
    assert time.monotonic() - started < 2.0
    assert len(faults.asked) == 1, "a whole deadline is not spent three times"


async def test_silence_ends_at_the_read_timeout(client: Client, faults: FaultServer) -> None:
    faults.answers(raw(HEAD, 3.0), plain({}))
    assert await client.http.get_json("/x") == {}


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_compression_bomb_is_refused_in_flat_memory(
    client: Client, faults: FaultServer, encoding: str
) -> None:
    packer = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    bomb = b"".join([*(packer.compress(b"0" * 1_000_000) for _ in range(60)), packer.flush()])
    faults.answers(plain(bomb, content_encoding=encoding))
    tracemalloc.start()
    try:
        with pytest.raises(Malformed, match="larger"):
            await client.http.get_json("/x")
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


async def test_a_body_over_the_cap_is_not_read(client: Client, faults: FaultServer) -> None:
    faults.answers(raw(HEAD + b"content-length: 99999999999\r\n\r\n", b"[" * 10, 5.0))
    with pytest.raises(Malformed, match="larger"):
        await client.http.get_json("/x")
    faults.answers(raw(HEAD + b"\r\n", *[b"1" * 65536] * 40))
    with pytest.raises(Malformed, match="larger"):
        await client.http.get_json("/x")


async def test_compressed_answers_are_read(client: Client, faults: FaultServer) -> None:
    faults.answers(plain(gzip.compress(b'{"n": 1}'), content_encoding="gzip"))
    assert await client.http.get_json("/x") == {"n": 1}
    assert faults.asked[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<!DOCTYPE html><p>Login", "web page"),
        ('{"a": ', "no JSON"),
        ("[" * 100_000, "no JSON"),
        (b"\x00\xff", "no JSON"),
        ("", "no JSON"),
    ],
)
async def test_what_is_no_json_is_malformed_with_its_raw_text(
    client: Client, faults: FaultServer, body: str | bytes, words: str
) -> None:
    faults.answers(plain(body, content_type="application/json"))
    with pytest.raises(Malformed, match=words) as caught:
        await client.http.get_json("/x")
    assert len(caught.value.raw) <= 64 * 1024
    assert len(faults.asked) == 1


async def test_lone_surrogates_and_broken_utf8_are_mended(client: Client, faults: FaultServer) -> None:
    faults.answers(plain(b'["\\ud83d!", "\\udc00", "\\ud83d\\ude00", "\xff"]'))
    assert await client.http.get_json("/x") == ["\ufffd!", "\ufffd", "😀", "\ufffd"]


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, SignInRequired), (403, Denied), (404, Missing), (410, Missing), (422, Denied), (500, Unavailable)],
)
async def test_statuses_become_errors(
    client: Client, faults: FaultServer, status: int, error: type[Exception]
) -> None:
    faults.answers(plain({"error": "These are\nthe words"}, status))
    with pytest.raises(error) as caught:
        await client.http.get_json("/x")
    if error in (Denied, Missing):
        assert str(caught.value) == "These are the words"


async def test_a_rate_limit_is_raised_at_once_with_its_time(client: Client, faults: FaultServer) -> None:
    faults.answers(plain({"error": "Too many requests"}, 429, retry_after="90"))
    with pytest.raises(RateLimited) as caught:
        await client.http.get_json("/x")
    assert 85 < (caught.value.retry_at - client.http.clock()).total_seconds() <= 90
    assert len(faults.asked) == 1


async def test_maintenance_with_a_time_is_not_tried_again_now(client: Client, faults: FaultServer) -> None:
    faults.answers(plain("", 503, retry_after="120"))
    with pytest.raises(Unavailable) as caught:
        await client.http.get_json("/x")
    assert caught.value.retry_at is not None
    assert len(faults.asked) == 1


async def test_a_redirect_within_the_host_keeps_the_credential(client: Client, faults: FaultServer) -> None:
    faults.routes["/new"] = lambda asked: plain({"auth": asked.headers.get("authorization")})
    faults.answers(plain("", 301, location="/new"))
    assert await client.http.signed(Bearer("tok-123456")).get_json("/x") == {"auth": "Bearer tok-123456"}


async def test_a_redirect_off_the_host_drops_the_credential(
    client: Client, faults: FaultServer, elsewhere: FaultServer
) -> None:
    elsewhere.answers(plain({"found": True}))
    faults.answers(plain("", 302, location=f"{elsewhere.url}/y"))
    signed = client.http.signed(Bearer("tok-123456"))
    answer = await signed.read("GET", "/x", headers={"Access-Token": "other-secret"})
    assert answer.json() == {"found": True}
    sent = str(elsewhere.asked[0].headers)
    assert "tok-123456" not in sent
    assert "other-secret" not in sent


@pytest.mark.parametrize("target", ["/x", "file:///etc/passwd", "javascript:alert(1)"])
async def test_redirects_without_end_or_to_odd_places_are_given_up(
    client: Client, faults: FaultServer, target: str
) -> None:
    faults.answers(plain("", 302, location=target))
    with pytest.raises(Unavailable):
        await client.http.get_json("/x")
    assert len(faults.asked) <= 7


async def test_at_most_four_requests_at_once(client: Client, faults: FaultServer) -> None:
    open_now = most = 0

    def slow(asked: object) -> object:
        async def write(writer: asyncio.StreamWriter) -> None:
            nonlocal open_now, most
            open_now += 1
            most = max(most, open_now)
            await asyncio.sleep(0.05)
            open_now -= 1
            await plain({})(writer)

        return write

    faults.routes["/x"] = slow  # type: ignore[assignment]
    await asyncio.gather(*(client.http.get_json("/x") for _ in range(12)))
    assert most == 4


async def test_links_are_found(client: Client, faults: FaultServer) -> None:
    links = '</x?max_id=5>; rel="next", <http://other.example/x?min_id=9>; rel="prev"'
    faults.answers(plain([], link=links))
    answer = await client.http.read("GET", "/x")
    assert answer.links() == {"next": f"{faults.url}/x?max_id=5", "prev": "http://other.example/x?min_id=9"}


async def test_a_bad_address_is_denied(client: Client) -> None:
    for address in ("http://[::1", "http://", "ftp://x/y"):
        with pytest.raises(Denied):
            await client.http.get_json(address)
