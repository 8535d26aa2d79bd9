"""The engine inside the desk: in a thread and an event loop of its own."""

from __future__ import annotations

import asyncio
from threading import Thread

from meydan.app.config import Workspace
from meydan.app.learning.taught import Taught
from meydan.app.sync.clock import Clock
from meydan.app.sync.engine import SyncEngine
from meydan.app.sync.events import Event, Listener, Notice, nobody
from meydan.app.sync.ingest import Analyse
from meydan.app.sync.trouble import trouble_of
from meydan.store import Actor, open_store


class EmbeddedSync:
    """Syncs in the background whenever no other process does; the desk never waits for it.

    It opens the store for itself. `listener` and `analyse` are called in its thread.
    """

    def __init__(
        self,
        workspace: Workspace,
        login: str,
        *,
        listener: Listener = nobody,
        clock: Clock | None = None,
        analyse: Analyse | None = None,
        taught: Taught | None = None,
    ) -> None:
        self._workspace = workspace
        self._actor = Actor(login, "sync")
        self._listener = listener
        self._clock = clock
        self._analyse = analyse
        self._taught = taught
        self._engine: SyncEngine | None = None
        self._stopping = False
        self._thread = Thread(target=self._work, name="meydan-sync", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> bool:
        """End, giving the lease back; False when that took longer than `timeout` seconds."""
        self._stopping = True
        if self._engine is not None:
            self._engine.stop()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def _work(self) -> None:
        try:
            store = open_store(self._workspace.database_url, self._actor)
            try:
                self._engine = SyncEngine(
                    store,
                    self._workspace,
                    clock=self._clock,
                    listener=self._listener,
                    analyse=self._analyse,
                    taught=self._taught,
                    in_desk=True,
                )
                if not self._stopping:
                    asyncio.run(self._engine.run())
            finally:
                store.close()
        except Exception as error:  # noqa: BLE001 - the desk goes on without it, and says so
            self._listener(Event(Notice.JOB_FAILED, subject="sync", message=trouble_of(error).message))
