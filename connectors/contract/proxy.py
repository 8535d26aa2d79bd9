"""A proxy between Meydan and a server: it counts what is asked, and fails as it is told."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

FOREVER = 10**9


@dataclass
class Fault:
    """What happens to the next `count` requests that match.

    `kind`: lost (forwarded, its answer cut off), reset (the same, and the connection torn down), refused (cut
    off unseen), cut (half of the body arrives), answer (`status`, `headers`, `body` instead of the server's,
    which sees nothing), instead (the same after the server has done it), stalled (never forwarded, never
    answered), swallowed (forwarded, never answered), slow (one byte of the answer a second).
    """

    method: str
    path: str
    kind: str
    count: int = 1
    status: int = 500
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    seen: int = 0


class Proxy:
    """Forwards to `upstream`; streaming is not offered, so that only polling brings anything."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.faults: list[Fault] = []
        self.log: list[tuple[str, str, float]] = []
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self._handler = type("Handler", (_Handler,), {"proxy": self})
        self._listen(0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def fault(self, method: str, path: str, kind: str, count: int = 1, **more: object) -> Fault:
        """Fail the next `count` requests whose method and path (a regular expression) match."""
        made = Fault(method, path, kind, count, **more)  # type: ignore[arg-type]
        self.faults.append(made)
        return made

    def _listen(self, port: int) -> None:
        self.server = _Server(("127.0.0.1", port), self._handler)
        self._thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Listen no more: whoever connects is refused."""
        self.server.shutdown()
        self.server.server_close()
        self._thread.join(5)

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Nobody listens for a while."""
        port = self.server.server_port
        self.close()
        try:
            yield
        finally:
            self._listen(port)

    def heal(self) -> None:
        """Fail no more."""
        self.faults.clear()

    def asked(self, method: str, path: str = "") -> int:
        """How many requests matched so far."""
        return sum(m == method and re.search(path, p) is not None for m, p, _ in self.log)

    def take(self, method: str, path: str) -> Fault | None:
        with self.lock:
            self.log.append((method, path, time.monotonic()))
            for one in self.faults:
                if one.count > one.seen and one.method == method and re.search(one.path, path):
                    one.seen += 1
                    return one
        return None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: Proxy

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _go(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.proxy.take(self.command, self.path)
        if "/streaming/" in self.path:
            self._answer(404, {}, b"{}")
            return
        if fault is not None and fault.kind == "answer":
            self._answer(fault.status, fault.headers, fault.body)
            return
        kind = "" if fault is None else fault.kind
        if kind in ("refused", "stalled"):
            self._say_nothing(kind == "stalled")
            return
        status, headers, data = self._forward(body)
        if kind in ("lost", "swallowed"):
            self._say_nothing(kind == "swallowed")
        elif kind == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._say_nothing()
        elif fault is not None and kind == "instead":
            self._answer(fault.status, fault.headers, fault.body)
        elif kind == "cut":
            self._answer(status, headers, data[: len(data) // 2], len(data))
            self.close_connection = True
        elif kind == "slow":
            self._trickle(status, data)
        else:
            self._answer(status, headers, data)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _go

    def _forward(self, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        parts = urlsplit(self.proxy.upstream)
        up = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        try:
            passed = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
            up.request(self.command, self.path, body, passed)
            answer = up.getresponse()
            skipped = ("transfer-encoding", "content-length", "connection")
            headers = {k: v for k, v in answer.getheaders() if k.lower() not in skipped}
            return answer.status, headers, answer.read()
        finally:
            up.close()

    def _answer(
        self, status: int, headers: Mapping[str, str], data: bytes, length: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)

    def _say_nothing(self, wait: bool = False) -> None:
        if wait:
            self.proxy.closing.wait(10.0)
        self.close_connection = True

    def _trickle(self, status: int, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        for position in range(len(data)):
            self.wfile.write(data[position : position + 1])
            self.wfile.flush()
            if self.proxy.closing.wait(1.0):
                return


@contextlib.contextmanager
def running_proxy(upstream: str) -> Iterator[Proxy]:
    """A proxy on a port of its own."""
    proxy = Proxy(upstream)
    try:
        yield proxy
    finally:
        proxy.closing.set()
        proxy.close()
