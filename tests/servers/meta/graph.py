"""A Graph API on loopback: nodes, edges page by page, Meta's errors, every request held to the specs."""

from __future__ import annotations

import base64
import contextlib
import itertools
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson

from tests.servers.meta.spec import Objection, Spec, Wanted

Payload = dict[str, object]


class GraphError(Exception):
    """An error envelope."""

    def __init__(self, message: str, code: int = 100, subcode: int | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
        self.body: Payload = {"error": {"message": message, "type": "OAuthException", "code": code}}
        if subcode is not None:
            self.body = {"error": {**self.body["error"], "error_subcode": subcode}}  # type: ignore[dict-item]


@dataclass
class Node:
    """One object; `up` is what it hangs on, `ours` whether we made it."""

    kind: str
    id: str
    at: float
    data: Payload
    up: Node | None = None
    ours: bool = False
    gone: bool = False

    def __hash__(self) -> int:
        return id(self)


@dataclass
class World:
    """The platform behind the server; a platform's own world says what hangs where and what writes do."""

    spec: Spec
    base: str = ""
    most: int = 100
    nodes: dict[str, Node] = field(default_factory=dict)
    tokens: dict[str, Node] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(17_800_000_000_000_001))
    lock: threading.RLock = field(default_factory=threading.RLock)

    def add(
        self,
        kind: str,
        at: float | None = None,
        up: Node | None = None,
        ours: bool = False,
        /,
        **data: object,
    ) -> Node:
        """Put an object into the world."""
        with self.lock:
            number = str(data.pop("id", None) or next(self.numbers))
            made = self.nodes[number] = Node(kind, number, at or time.time(), data, up, ours)
            return made

    def delete(self, node: Node) -> None:
        """Take an object and all below it away."""
        with self.lock:
            node.gone = True
            for one in self.nodes.values():
                if one.up is node and not one.gone:
                    self.delete(one)

    def of(self, kind: str, up: Node | None = None) -> list[Node]:
        """What is there of a kind, newest first."""
        with self.lock:
            found = [
                n for n in self.nodes.values() if n.kind == kind and not n.gone and (up is None or n.up is up)
            ]
            return sorted(found, key=lambda n: (n.at, n.id), reverse=True)

    def ours(self, node: Node) -> list[str]:
        """The texts that we put right below something."""
        return [
            str(n.data.get("text")) for n in self.nodes.values() if n.up is node and n.ours and not n.gone
        ]

    def requests(self, method: str, ending: str) -> int:
        """How many requests there were."""
        return sum(m == method and path.endswith(ending) for m, path, _ in self.asked)

    def edge(self, node: Node, edge: str, params: Mapping[str, str]) -> Sequence[Node | Payload]:
        """What hangs on a node, in the platform's order."""
        raise NotImplementedError

    def write(self, method: str, node: Node, edge: str, params: Mapping[str, str]) -> Payload:
        """Do it."""
        raise NotImplementedError

    def root(
        self, method: str, name: str, params: Mapping[str, str], wanted: tuple[Wanted, ...]
    ) -> Payload | None:
        """What hangs on no node; None when there is no such thing."""
        return None

    def value(self, node: Node, name: str, modifiers: Mapping[str, str]) -> object:
        """A field that is worked out."""
        return node.data.get(name)

    def answer(self, method: str, path: str, params: dict[str, str], token: str) -> tuple[int, Payload]:
        """One request."""
        rest = path.strip("/")
        if rest[:1] == "v" and rest[1:2].isdigit():
            rest = rest.partition("/")[2]
        self.asked.append((method, rest, params))
        try:
            me = self.tokens.get(token)
            if me is None:
                raise GraphError("Error validating access token: Session has expired.", 190, 463)
            name, _, edge = rest.partition("/")
            node = me if name == "me" else self.nodes.get(name)
            if node is None and not name.isdigit():
                return 200, self._rootless(method, name, params)
            if node is None or node.gone:
                raise _unsupported(method, name)
            try:
                wanted = self.spec.check(node.kind, method, edge, params)
            except Objection as error:
                # What a token is for is found out by asking /me for what it may not have.
                if name != "me":
                    self.violations.append(str(error))
                raise GraphError(f"(#100) Tried accessing nonexisting field: {error}") from None
            if method != "GET":
                return 200, self.write(method, node, edge, params)
            return 200, self.page(node, edge, params, wanted, token) if edge else self.render(
                node, wanted, token
            )
        except GraphError as error:
            return error.status, error.body

    def _rootless(self, method: str, name: str, params: Mapping[str, str]) -> Payload:
        try:
            wanted = self.spec.check("Root", method, name, params) if "Root" in self.spec.kinds else ()
        except Objection as error:
            self.violations.append(str(error))
            raise _unsupported(method, name) from None
        found = self.root(method, name, params, wanted)
        if found is None:
            raise _unsupported(method, name)
        return found

    def render(self, node: Node, wanted: tuple[Wanted, ...], token: str = "") -> Payload:
        """The fields of a node that were asked for."""
        shown: Payload = {}
        for one in wanted:
            if one.name in self.spec.kinds[node.kind].fields:
                value = self.value(node, one.name, one.modifiers)
                if value is not None and one.name != "id":
                    shown[one.name] = (
                        self.render(value, one.inner, token) if isinstance(value, Node) else value
                    )
            else:
                page = self.page(node, one.name, one.modifiers, one.inner, token)
                if page["data"]:
                    shown[one.name] = page
        return {**shown, "id": node.id} if node.kind != "AdsInsights" else shown

    def page(
        self, node: Node, edge: str, params: Mapping[str, str], wanted: tuple[Wanted, ...], token: str
    ) -> Payload:
        """One page of an edge; the address of the next holds the token, as Meta's do."""
        rows = list(self.edge(node, edge, params))
        limit = min(int(params.get("limit", "25")), self.most)
        start = 0
        if after := params.get("after"):
            try:
                start = int(base64.b64decode(after))
            except ValueError:
                raise GraphError("(#100) Invalid cursors values. Check your pagination cursors") from None
        shown = rows[start : start + limit]
        page: Payload = {"data": [self.render(r, wanted, token) if isinstance(r, Node) else r for r in shown]}
        if shown:
            end = base64.b64encode(str(start + len(shown)).encode()).decode()
            paging: Payload = {
                "cursors": {"before": base64.b64encode(str(start).encode()).decode(), "after": end}
            }
            if start + len(shown) < len(rows):
                query = urlencode({**params, "access_token": token, "after": end})
                paging["next"] = f"{self.base}/v1.0/{node.id}/{edge}?{query}"
            page["paging"] = paging
        return page


def _unsupported(method: str, name: str) -> GraphError:
    words = "does not exist, cannot be loaded due to missing permissions, or does not support this operation"
    return GraphError(f"Unsupported {method.lower()} request. Object with ID '{name}' {words}.", 100, 33)


def stamp(at: float) -> str:
    """A time as the Graph API writes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: World

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _serve(self) -> None:
        url = urlsplit(self.path)
        params = dict(parse_qsl(url.query, keep_blank_values=True))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if body and "json" in self.headers.get("Content-Type", ""):
            given = orjson.loads(body)
            params |= {k: v if isinstance(v, str) else orjson.dumps(v).decode() for k, v in given.items()}
        elif body:
            params |= dict(parse_qsl(body.decode(), keep_blank_values=True))
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if "access_token" in params:
            self.world.violations.append("a token in an address")
        with self.world.lock:
            status, answer = self.world.answer(self.command, url.path, params, token)
        data = orjson.dumps(answer)
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_DELETE = _serve


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are what some tests are about."""


@contextlib.contextmanager
def serving(world: World) -> Iterator[str]:
    """The world on a port of its own; its address."""
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"world": world}))
    world.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield world.base
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
