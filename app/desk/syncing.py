"""The sync engine behind the desk: imported and started after the first paint, in threads of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meydan.app.sync.events import Event, Notice, Step

if TYPE_CHECKING:
    from meydan.app.config import Workspace
    from meydan.app.desk.analysing import DeskAnalyser
    from meydan.app.sync.embedded import EmbeddedSync

LONG_PULL = 2
"""Pages of one pull from which its progress is worth a word."""


class BackgroundSync:
    """Starts EmbeddedSync without making anybody wait for its imports.

    `listener` and `analyser` are called in a thread.
    """

    def __init__(
        self,
        workspace: Workspace,
        login: str,
        listener: Callable[[Event], None],
        analyser: DeskAnalyser,
    ) -> None:
        self._workspace = workspace
        self._login = login
        self._listener = listener
        self._analyser = analyser
        self._engine: EmbeddedSync | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin; returns at once."""
        threading.Thread(target=self._start, name="sync-start", daemon=True).start()

    def stop(self) -> None:
        """End and give the lease back; waits at most a moment."""
        with self._lock:
            self._stopped = True
            engine = self._engine
        if engine is not None:
            engine.stop(timeout=0.7)

    def _start(self) -> None:
        from meydan.app.sync.embedded import EmbeddedSync

        with self._lock:
            if not self._stopped:
                self._engine = EmbeddedSync(
                    self._workspace,
                    self._login,
                    listener=self._listener,
                    analyse=self._analyser.analyse,
                    taught=self._analyser.taught,
                )
                self._engine.start()


@dataclass
class Progress:
    """What the engine is at, out of its events; `trouble` is why it does not run at all."""

    account: str = ""
    pages: int = 0
    items: int = 0
    trouble: str = ""

    def take(self, event: Event) -> bool:
        """Follow an event; whether there is something else to show."""
        before = (self.long, self.items if self.long else 0, self.trouble)
        match event.what:
            case Step.PULL_STARTED | Step.PULL_ENDED:
                self.account, self.pages, self.items = event.account, 0, 0
            case Step.PAGE_STORED:
                self.account, self.pages, self.items = event.account, self.pages + 1, self.items + event.count
            case Notice.JOB_FAILED:
                self.trouble = event.message
            case Step.LEASE_TAKEN:
                self.trouble = ""
        return before != (self.long, self.items if self.long else 0, self.trouble)

    @property
    def long(self) -> bool:
        """Whether a pull takes several pages."""
        return self.pages >= LONG_PULL
