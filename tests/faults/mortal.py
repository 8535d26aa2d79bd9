"""Rounds of the engine that are killed (-9) at a chosen boundary.

Run as a program it imports the engine once and forks a child for every order, one JSON object a line on
stdin: {"workspace": folder, "ahead": seconds, "at": boundary or null}. A boundary is "event N", the Nth step
that the engine tells, "commit N", the moment before the Nth write to the store commits, "wire N", the
moment before the Nth request leaves or after the head of its answer has come, or the name of any of them
("asks-POST", "answers-POST"). It answers with {"killed": bool, "trace": [...]}: what the child reached, in
order.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection, Engine, event

import meydan.app.accounts
import meydan.connectors.mastodon.connector
import meydan.store.writes.dispatch  # noqa: F401 - all that a round needs is there before the forks
from meydan.app.config import Settings, Workspace
from meydan.app.sync.engine import SyncEngine
from meydan.app.sync.events import Event, Step
from meydan.app.sync.ingest import Analyse
from meydan.connectors.http.client import tls_context
from meydan.insight.engine import Analyser
from meydan.store import Actor, open_store
from meydan.store.engine import WRITE_OPTION
from tests.app_sync.scene import ShiftedClock

Trace = list[str]


class Mortal:
    """The program, from the tests' side."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def round(self, workspace: Path, at: str | None = None, ahead: float = 0.0) -> tuple[bool, Trace]:
        """One round, killed `at` a boundary; whether it was, and what it reached."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"workspace": str(workspace), "at": at, "ahead": ahead}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return answer["killed"], answer["trace"]


@contextmanager
def mortal(site: Path) -> Iterator[Mortal]:
    """The program, started, with the platforms in `site`."""
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.mortal"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(site)},
    )
    try:
        yield Mortal(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)
        assert process.stdout is not None
        process.stdout.close()


def main() -> None:
    """Take orders until there are no more."""
    analyse = Analyser().analyse
    warm_up(analyse)
    for line in sys.stdin:
        order = json.loads(line)
        with tempfile.TemporaryFile() as written:
            child = os.fork()
            if child == 0:
                live(order, written.fileno(), analyse)
                os._exit(0)
            _, status = os.waitpid(child, 0)
            written.seek(0)
            trace = written.read().decode().splitlines()
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        assert killed or status == 0, f"the round ended with {status}: {trace[-1:]}"
        sys.stdout.write(json.dumps({"killed": killed, "trace": trace}) + "\n")
        sys.stdout.flush()


def warm_up(analyse: Analyse) -> None:
    """A round without an account: what it imports and reads, the children need not."""
    tls_context()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/meydan.db", Actor("sync", "sync"))
        asyncio.run(SyncEngine(store, Workspace(Path(folder), Settings()), analyse=analyse).once())
        store.close()
    gc.freeze()


def live(order: dict[str, str], out: int, analyse: Analyse) -> None:
    """One round in this process, up to its boundary."""
    counts = {"event": 0, "commit": 0, "wire": 0}

    def reach(kind: str, what: str) -> None:
        counts[kind] += 1
        os.write(out, f"{kind} {counts[kind]} {what}\n".encode())
        if order["at"] in (f"{kind} {counts[kind]}", what):
            os.kill(os.getpid(), signal.SIGKILL)

    def tell(told: Event) -> None:
        if told.what in tuple(Step):
            reach("event", told.what)

    folder = Path(order["workspace"])
    workspace = Workspace(folder, Settings())
    store = open_store(workspace.database_url, Actor("sync", "sync"))

    def commit(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITE_OPTION) is not None:
            reach("commit", "")

    event.listen(Engine, "commit", commit)
    watch_wire(partial(reach, "wire"))
    clock = ShiftedClock()
    clock.both = timedelta(seconds=float(order["ahead"]))
    asyncio.run(SyncEngine(store, workspace, clock=clock, listener=tell, analyse=analyse).once())
    store.close()


def watch_wire(reach: Callable[[str], None]) -> None:
    """Tell of every request before it leaves, and of its answer before any of its body is read."""
    send = httpx.AsyncClient.send

    async def watched(client: httpx.AsyncClient, request: httpx.Request, **more: Any) -> httpx.Response:
        reach(f"asks-{request.method}")
        answer = await send(client, request, **more)
        reach(f"answers-{request.method}")
        return answer

    httpx.AsyncClient.send = watched  # type: ignore[assignment,method-assign]


if __name__ == "__main__":
    main()
