"""A real loopback server that misbehaves as told."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from meydan.connectors.http import CallRecord, Http, Timeouts

QUICK = Timeouts(connect=2.0, read=0.5, total=1.0)


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


def plain(body: bytes | str | object = b"{}", status: int = 200, **headers: str) -> Reply:
    """A well-formed answer; header names with `_` for `-`."""
    data = (
        body
        if isinstance(body, bytes)
        else body.encode()
        if isinstance(body, str)
        else json.dumps(body).encode()
    )

    async def write(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status} X", f"content-length: {len(data)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
        await writer.drain()

    return write


def raw(*pieces: bytes | float) -> Reply:
    """Bytes as they are; a number is a pause in seconds; then the connection is closed."""

    async def write(writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            if isinstance(piece, bytes):
                writer.write(piece)
                await writer.drain()
            else:
                await asyncio.sleep(piece)
        writer.close()

    return write


@dataclass
class FaultServer:
    """Answers requests in the order of `script`; the last answer repeats."""

    port: int = 0
    script: list[Reply] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    routes: dict[str, Callable[[Asked], Reply]] = field(default_factory=dict)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self, *replies: Reply) -> None:
        self.script = list(replies)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while asked := await self._read(reader):
                self.asked.append(asked)
                path = asked.path.partition("?")[0]
                if path in self.routes:
                    reply = self.routes[path](asked)
                else:
                    reply = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                await reply(writer)
        writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Asked | None:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        method, path, _ = first.split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return Asked(method, path, headers, body)


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[FaultServer]:
    """A fault server on a port of its own."""
    server = FaultServer()
    tasks: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(server.serve(reader, writer))
        tasks.add(task)
        with contextlib.suppress(asyncio.CancelledError):
            await task
        writer.close()

    listening = await asyncio.start_server(handle, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)


@dataclass
class Client:
    """An Http with what it reported."""

    http: Http
    calls: list[CallRecord]
