"""Rounds of the engine that are killed (-9) at a chosen boundary.

Run as a program it imports the engine once and forks a child for every order, one JSON object a line on
stdin: {"workspace": folder, "ahead": seconds, "at": boundary or null}. A boundary is "event N", the Nth step
that the engine tells, "commit N", the moment before the Nth transaction of the store commits, or a step's
name. It answers with {"killed": bool, "trace": [...]}: what the child reached, in order.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, event

import meydan.app.accounts
import meydan.connectors.mastodon.connector
import meydan.store.writes.dispatch  # noqa: F401 - all that a round needs is there before the forks
from meydan.app.config import Settings, Workspace
from meydan.app.sync.engine import SyncEngine
from meydan.app.sync.events import Event, Step
from meydan.app.sync.ingest import Analyse
from meydan.insight.engine import Analyser
from meydan.store import Actor, open_store
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


def live(order: dict[str, str], out: int, analyse: Analyse) -> None:
    """One round in this process, up to its boundary."""
    counts = {"event": 0, "commit": 0}

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
    event.listen(Engine, "commit", lambda connection: reach("commit", ""))
    clock = ShiftedClock()
    clock.both = timedelta(seconds=float(order["ahead"]))
    asyncio.run(SyncEngine(store, workspace, clock=clock, listener=tell, analyse=analyse).once())
    store.close()


if __name__ == "__main__":
    main()
