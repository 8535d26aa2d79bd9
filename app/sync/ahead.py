"""Analysing the next texts on a second processor while these are being stored."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from itertools import chain, islice
from multiprocessing.connection import Connection
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from meydan.insight.analysis import Analysis
    from meydan.insight.engine import Analyser

PART = 50
"""How many texts are taken at a time: both sides end within one part of each other."""
REMEMBERED = 100_000
"""How many words the process remembers in a language: it meets more than a desk does, and is soon gone."""


class _Limit(Protocol):
    value: int


class Ahead:
    """A second processor for one analyser: `submit` a batch, store the one before, then `collect`.

    The process takes the parts of a batch from its beginning; whoever collects helps from its end, so that
    neither waits for the other. A context manager. Enter it before the store is opened: the process may
    begin as a copy of this one. When it dies, `collect` does all the work.
    """

    def __init__(self) -> None:
        linux = sys.platform == "linux"
        context = multiprocessing.get_context("fork") if linux else multiprocessing.get_context("spawn")
        self._pipe, far = context.Pipe()
        # Written here alone: from which part on the batch is no longer for the process.
        self._limit: _Limit = context.RawValue("q", 0)
        self._process = context.Process(target=_serve, args=(far, self._pipe, self._limit), daemon=True)
        self._far = far
        self._parts: list[list[str]] = []
        self._analyser: Analyser | None = None

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
        self._parts = [list(texts[start : start + PART]) for start in range(0, len(texts), PART)]
        self._limit.value = len(self._parts)
        try:
            self._pipe.send(self._parts)
        except OSError:
            self._limit.value = 0

    def drop(self) -> None:
        """Do without the analyses of the submitted texts."""
        self._limit.value = 0
        while self._parts and self._receive([]):
            pass
        self._parts = []

    def collect(self) -> list[Analysis]:
        """The analyses of the submitted texts, in order."""
        parts, self._parts = self._parts, []
        if not parts:
            return []
        theirs: list[list[Analysis]] = []
        ours: list[list[Analysis]] = []
        going = self._limit.value > 0
        while going and len(theirs) + 1 < self._limit.value:
            if self._pipe.poll():
                going = self._receive(theirs)
            else:
                self._limit.value -= 1
                ours.append(self._analyse(parts[self._limit.value]))
        while going:
            going = self._receive(theirs)
        # The process may have begun a part just before it was taken from it.
        del theirs[self._limit.value :]
        for texts in reversed(parts[len(theirs) : len(parts) - len(ours)]):
            ours.append(self._analyse(texts))
        return [analysis for part in (*theirs, *reversed(ours)) for analysis in part]

    def _receive(self, parts: list[list[Analysis]]) -> bool:
        """Take one part from the process; False when that was all, or when it is gone."""
        from meydan.insight.analysis import Analysis

        try:
            part = self._pipe.recv()
        except (EOFError, OSError):
            return False
        if part is None:
            return False
        parts.append([*map(Analysis._make, part)])
        return True

    def _analyse(self, texts: list[str]) -> list[Analysis]:
        if self._analyser is None:
            from meydan.insight.engine import shared_analyser

            self._analyser = shared_analyser()
        return [*self._analyser.stream(texts)]


def _serve(pipe: Connection, other_end: Connection, limit: _Limit) -> None:
    """Answer each batch part by part, then with None, until the pipe is closed."""
    from meydan.insight.engine import Analyser

    # As a copy of the parent it would otherwise keep its own pipe open and never hear the end.
    other_end.close()
    try:
        analyser = Analyser(remembered=REMEMBERED)
        batch = pipe.recv()
        while True:
            analyses = analyser.stream(chain.from_iterable(batch))
            for number, texts in enumerate(batch):
                if number >= limit.value:
                    break
                # Plain tuples cross the pipe at a third of what named ones cost.
                pipe.send([*map(tuple, islice(analyses, len(texts)))])
            pipe.send(None)
            batch = pipe.recv()
    except (EOFError, OSError, KeyboardInterrupt):
        return
