"""The engine as a process of its own: `python -m tests.faults.daemon WORKSPACE [STEP]`.

It writes what the engine tells to stdout, one line each, and stops itself (SIGSTOP) at the first STEP.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from meydan.app.config import Settings, Workspace
from meydan.app.sync.engine import SyncEngine
from meydan.app.sync.events import Event
from meydan.store import Actor, open_store


class Daemon:
    """The process, from the tests' side; `said` is what it told so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.strip())

    def signal(self, number: int) -> None:
        self.process.send_signal(number)


@contextmanager
def daemon(workspace: Path, site: Path, stop_at: str = "") -> Iterator[Daemon]:
    """Start it; it is killed at the end if it still lives."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "tests.faults.daemon", str(workspace), stop_at],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(site)},
    )
    try:
        yield Daemon(process)
    finally:
        process.kill()
        process.wait(10)
        assert process.stdout is not None
        process.stdout.close()


def main(folder: Path, stop_at: str) -> None:
    """Sync until told to end."""
    stopped = False

    def tell(event: Event) -> None:
        nonlocal stopped
        print(event.what, event.subject, flush=True)  # noqa: T201 - this is what the tests read
        if event.what == stop_at and not stopped:
            stopped = True
            os.kill(os.getpid(), signal.SIGSTOP)

    workspace = Workspace(folder, Settings())
    store = open_store(workspace.database_url, Actor("sync", "sync"))
    asyncio.run(SyncEngine(store, workspace, listener=tell).run())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
