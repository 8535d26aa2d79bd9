"""Nudges from Mastodon's event stream, so that what happens is pulled within a second."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlsplit

import httpx
import httpx_sse

from meydan.connectors.base import ConnectorError, Denied, Malformed, Missing, Nudge, SignInRequired
from meydan.connectors.http import Http
from meydan.connectors.http.answers import decode

STREAMS = {
    "update": ("own",),
    "status.update": ("notifications", "own"),
    "notification": ("notifications",),
    "conversation": ("conversations",),
}
# Servers send a comment at least every 30 s or so; a line that never comes means a dead connection.
_SILENCE = 90.0
_LONGEST_LINE = 1024 * 1024
_LONGEST_PAUSE = 60.0


async def nudges(http: Http, *, silence: float = _SILENCE, pause: float = 1.0) -> AsyncIterator[Nudge]:
    """Nudges as they come. Reconnects with growing pauses, then nudges every stream: something may have
    been missed. A connection that breaks is a nudge too: a server that is gone is noticed by asking it, not
    at the next poll. Ends when the server offers no streaming; raises SignInRequired."""
    path = await _path(http)
    failures = 0
    connected = False
    while True:
        live = False
        try:
            async with http.stream(path, {"Accept": "text/event-stream"}) as response:
                if "text/event-stream" not in response.headers.get("content-type", ""):
                    return
                if connected:
                    for stream in ("notifications", "conversations", "own"):
                        yield Nudge(stream)
                connected, live, failures = True, True, 0
                async for nudge in _read(response, silence):
                    yield nudge
        except (Missing, Denied, Malformed):
            return
        except SignInRequired:
            raise
        except (ConnectorError, httpx.HTTPError, httpx_sse.SSEError, TimeoutError):
            failures += 1
        if live:
            yield Nudge("notifications")
        await asyncio.sleep(random.uniform(0.5, 1.0) * min(_LONGEST_PAUSE, pause * 2**failures))


async def _path(http: Http) -> str:
    try:
        return stream_address(http.base_url, await http.get_json("/api/v1/instance"))
    except ConnectorError:
        return stream_address(http.base_url, None)


def stream_address(base_url: str, instance: object) -> str:
    """The event stream's address: the instance may name a host for it, trusted only within its own domain."""
    urls = instance.get("urls") if isinstance(instance, Mapping) else None
    named = urls.get("streaming_api") if isinstance(urls, Mapping) else None
    base = urlsplit(base_url)
    if isinstance(named, str):
        host = urlsplit(named).hostname or ""
        own = base.hostname or ""
        if base.scheme == "https" and host != own and host.endswith(f".{own}"):
            return f"https://{urlsplit(named).netloc}/api/v1/streaming/user"
    return "/api/v1/streaming/user"


async def _read(response: httpx.Response, silence: float) -> AsyncIterator[Nudge]:
    response.stream = _Bounded(response.stream, silence)
    async for event in httpx_sse.EventSource(response).aiter_sse():
        if event.event == "delete":
            for stream in ("notifications", "own"):
                yield Nudge(stream, event.data.strip())
        for stream in STREAMS.get(event.event, ()):
            yield Nudge(stream)
        if event.event == "notification" and _is_direct(event.data):
            yield Nudge("conversations")


def _is_direct(data: str) -> bool:
    try:
        payload = decode(data.encode())
    except Malformed:
        return False
    status = payload.get("status") if isinstance(payload, Mapping) else None
    return isinstance(status, Mapping) and status.get("visibility") == "direct"


class _Bounded(httpx.AsyncByteStream):
    """A stream whose lines are bounded and whose silence ends it."""

    def __init__(self, inner: httpx.AsyncByteStream | httpx.SyncByteStream, silence: float) -> None:
        if not isinstance(inner, httpx.AsyncByteStream):
            raise TypeError("an asynchronous stream is needed")
        self._inner = inner
        self._silence = silence

    async def __aiter__(self) -> AsyncIterator[bytes]:
        chunks = aiter(self._inner)
        open_line = 0
        while True:
            async with asyncio.timeout(self._silence):
                chunk = await anext(chunks, None)
            if chunk is None:
                return
            open_line = len(chunk) - chunk.rfind(b"\n") - 1 if b"\n" in chunk else open_line + len(chunk)
            if open_line > _LONGEST_LINE:
                raise httpx.DecodingError("an endless line")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
