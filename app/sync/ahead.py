"""Analysing the next texts in a process of its own while these are being stored."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meydan.insight.analysis import Analysis


class Ahead:
    """A second processor for one analyser: `submit` a batch, store the one before, then `collect`.

    A context manager. Enter it before the store is opened: the process may begin as a copy of this one.
    When it dies, `collect` brings nothing and whoever stores analyses by itself.
    """

    def __init__(self) -> None:
        linux = sys.platform == "linux"
        context = multiprocessing.get_context("fork") if linux else multiprocessing.get_context("spawn")
        self._pipe, far = context.Pipe()
        self._process = context.Process(target=_serve, args=(far, self._pipe), daemon=True)
        self._far = far
        self._asked = 0

    def __enter__(self) -> Ahead:
        self._process.start()
        self._far.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pipe.close()
        self._process.terminate()
        self._process.join()

    @property
    def pid(self) -> int:
        """The process that analyses."""
        return self._process.pid or 0

    def submit(self, texts: Sequence[str]) -> None:
        """Begin to analyse texts; the batch before must have been collected."""
        try:
            self._pipe.send(list(texts))
            self._asked = len(texts)
        except OSError:
            self._asked = 0

    def collect(self) -> list[Analysis]:
        """The analyses of the submitted texts, in order; none when the process is gone."""
        asked, self._asked = self._asked, 0
        if not asked:
            return []
        try:
            found: list[Analysis] = self._pipe.recv()
        except (EOFError, OSError):
            return []
        return found


def _serve(pipe: Connection, other_end: Connection) -> None:
    """Answer each list of texts with the list of their analyses until the pipe is closed."""
    from meydan.insight.engine import Analyser

    # As a copy of the parent it would otherwise keep its own pipe open and never hear the end.
    other_end.close()
    analyser = Analyser()
    try:
        while True:
            pipe.send([analyser.analyse(text) for text in pipe.recv()])
    except (EOFError, OSError, KeyboardInterrupt):
        return
