"""A small platform that writes down every act it is sent, however often; and the connector to it.

It knows no idempotency keys: what is sent twice is there twice.
"""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from meydan.connectors.base import (
    AccountRef,
    Act,
    Author,
    Capability,
    ConnectorError,
    Declaration,
    Item,
    Limits,
    NotSent,
    Outcome,
    Page,
    PlatformEntry,
    Profile,
    Sent,
    StreamSpec,
    Unknown,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Answer, Http


@dataclass
class Ledger:
    """What is on the platform."""

    url: str = ""
    comments: list[str] = field(default_factory=list)
    answers: list[dict[str, str]] = field(default_factory=list)

    def says(self, text: str) -> str:
        """Someone comments: the comment's id."""
        self.comments.append(text)
        return f"c{len(self.comments)}"

    def answers_to(self, target: str) -> list[str]:
        return [answer["text"] for answer in self.answers if answer["target"] == target]


@contextmanager
def running_ledger() -> Iterator[Ledger]:
    """The platform on a port of its own."""
    ledger = Ledger()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            self._say(ledger.comments if self.path == "/comments" else ledger.answers)

        def do_POST(self) -> None:
            ledger.answers.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self._say({"id": f"a{len(ledger.answers)}"})

        def _say(self, what: Any) -> None:
            data = json.dumps(what).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    ledger.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield ledger
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class LedgerConnector:
    """Reads comments two at a page, sends answers, finds them again by their text."""

    declaration: ClassVar[Declaration] = Declaration(
        key="ledger",
        title="Ledger",
        short="LE",
        capabilities=frozenset({Capability.COMMENTS, Capability.REPLY}),
        limits=Limits(),
        streams=(StreamSpec("comments", timedelta(seconds=1), timedelta(seconds=60)),),
        needs_base_url=True,
    )

    def __init__(self, account: AccountRef, credential: Credential, http: Http) -> None:
        self._http = http

    async def identify(self) -> Profile:
        return Profile("brand", "brand")

    async def pull(self, stream: str, cursor: str | None) -> AsyncIterator[Page]:
        found = await self._http.get_json("/comments")
        assert isinstance(found, list)
        for start in range(int(cursor or 0), len(found), 2):
            end = min(start + 2, len(found))
            items = tuple(_item(number, found[number]) for number in range(start, end))
            yield Page(items=items, cursor=str(end), more=end < len(found))

    async def send(self, act: Act) -> Outcome:
        answer = await self._http.send_once("POST", "/answers", json={"target": act.target, "text": act.text})
        if not isinstance(answer, Answer):
            return answer
        made = answer.json()
        assert isinstance(made, dict)
        return Sent(made["id"])

    async def reconcile(self, act: Act) -> Outcome:
        try:
            found = await self._http.get_json("/answers")
        except ConnectorError:
            return Unknown("it cannot be asked")
        assert isinstance(found, list)
        for number, answer in enumerate(found):
            if answer == {"target": act.target, "text": act.text}:
                return Sent(f"a{number + 1}")
        return NotSent("it is not there")


def _item(number: int, text: str) -> Item:
    at = datetime(2026, 11, 20, 10, tzinfo=UTC) + timedelta(minutes=number)
    return Item(f"c{number + 1}", "comment", Author("p1", "ali"), text, at, thread=f"c{number + 1}")


def no_parse(stream: str, url: str, payload: object, account: AccountRef) -> Page:
    """There are no recordings of this platform."""
    return Page()


ENTRY = PlatformEntry(LedgerConnector.declaration, LedgerConnector, no_parse, lambda method, url: None)
