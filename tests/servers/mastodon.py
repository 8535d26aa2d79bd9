"""A real Mastodon-compatible server on loopback, and how people other than us use it."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class MastodonServer:
    """Where it listens; every method is a call by someone else."""

    url: str

    def call(self, method: str, path: str, token: str | None = None, body: object = None) -> object:
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def user(self, name: str) -> tuple[str, str]:
        """A new account: its id and token."""
        made = self.call("POST", "/api/v1/_mock/dev_user", body={"username": name})
        assert isinstance(made, dict)
        return made["id"], made["access_token"]

    def post(self, token: str, text: str, **more: object) -> str:
        """The id of a new status."""
        made = self.call("POST", "/api/v1/statuses", token, {"status": text, **more})
        assert isinstance(made, dict)
        return str(made["id"])

    def delete(self, token: str, status_id: str) -> None:
        """Take a status back."""
        self.call("DELETE", f"/api/v1/statuses/{status_id}", token)

    def below(self, token: str, status_id: str) -> list[dict[str, object]]:
        """The answers to a status."""
        found = self.call("GET", f"/api/v1/statuses/{status_id}/context", token)
        assert isinstance(found, Mapping)
        return list(found["descendants"])

    def fault(self, effect: Mapping[str, object], path: str, methods: list[str], count: int = 1) -> None:
        """Make the next `count` requests fail; a `*` in the path stands for anything."""
        rule = {"match": {"methods": methods, "path": path}, "effect": effect, "count": count}
        self.call("POST", "/api/v1/_mock/faults", body=rule)

    def heal(self) -> None:
        """Fail no more."""
        self.call("DELETE", "/api/v1/_mock/faults")

    def answers(self, token: str, status_id: str, author: str) -> list[str]:
        """The texts that `author` wrote below a status."""
        found = self.call("GET", f"/api/v1/statuses/{status_id}/context", token)
        assert isinstance(found, Mapping)
        return [one["content"] for one in found["descendants"] if one["account"]["username"] == author]

    def statuses(self, token: str, account_id: str) -> list[str]:
        """The texts of an account's own statuses, newest first."""
        found = self.call("GET", f"/api/v1/accounts/{account_id}/statuses", token)
        assert isinstance(found, list)
        return [one["content"] for one in found]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextlib.contextmanager
def running_mastodon() -> Iterator[MastodonServer]:
    """Start the server, wait until it answers, and end it."""
    port = free_port()
    program = Path(sys.executable).with_name("mastodon_mock")
    arguments = ["serve", "--in-memory", "--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    process = subprocess.Popen(
        [str(program), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=tempfile.gettempdir(),
    )
    server = MastodonServer(f"http://127.0.0.1:{port}")
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                server.call("GET", "/api/v1/instance")
                break
            time.sleep(0.1)
        else:
            raise RuntimeError("the Mastodon server did not start")
        yield server
    finally:
        # Asked politely, it would wait for whoever listens to its events.
        process.kill()
        process.wait(10)
