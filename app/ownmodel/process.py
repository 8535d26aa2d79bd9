"""The other end of a model's process: questions with a deadline."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

from meydan.app.ownmodel.problems import CONFUSED, ENDED, PROBLEMS, SLOW, SLOW_TO_LOAD, ModelTrouble

LOADING = 60.0
"""Seconds that a model may take to load."""
LONGEST = 2000
"""Characters of a text that a model is asked about; it reads no more pieces than these hold."""
END = 1.0

Shares = tuple[float, float, float]


class ModelProcess:
    """One model in a process of its own, which ends with us; it is asked once it is loaded.

    Raises ModelTrouble, and is closed then. One thread at a time may ask; any may close.
    """

    def __init__(self, folder: Path) -> None:
        # -P: a folder in which somebody works must not bring modules of its own.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "meydan.insight.ownmodel.worker", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._questions: SimpleQueue[bytes | None] = SimpleQueue()
        self._answers: SimpleQueue[bytes] = SimpleQueue()
        # In a thread of its own: a process that hangs takes no question either.
        self._talk = threading.Thread(target=self._talking, name="meydan-own-model", daemon=True)
        self._talk.start()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def load(self, within: float = LOADING) -> tuple[tuple[str, str], ...]:
        """Wait until it can be asked: its labels, each with the tone that it means."""
        said = self._answer(within, 0)
        if isinstance(said, dict) and said.get("problem") in PROBLEMS:
            self.close()
            raise ModelTrouble(said["problem"], said["values"])
        if isinstance(said, dict) and "labels" in said:
            return tuple((label, tone) for label, tone in said["labels"])
        raise self._closed(CONFUSED)

    def judge(self, texts: Sequence[str], within: float) -> list[Shares | None]:
        """The shares of negative, neutral and positive of each text; None where the model stumbles."""
        self._questions.put(json.dumps([text[:LONGEST] for text in texts]).encode() + b"\n")
        found = self._answer(within, len(texts))
        if isinstance(found, list) and len(found) == len(texts) and all(map(_is_answer, found)):
            return [None if shares is None else (shares[0], shares[1], shares[2]) for shares in found]
        raise self._closed(CONFUSED)

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        self._questions.put(None)
        self._talk.join(END)

    def _answer(self, within: float, count: int) -> Any:
        """What it says to `count` texts, or to being loaded where that is 0."""
        try:
            line = self._answers.get(timeout=max(within, 0.0))
        except Empty:
            kind = SLOW if count else SLOW_TO_LOAD
            raise self._closed(kind, seconds=f"{within:.0f}", count=count) from None
        if not line:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(END)
            raise self._closed(ENDED, status=self._process.poll())
        try:
            return json.loads(line)
        except ValueError:
            raise self._closed(CONFUSED) from None

    def _closed(self, kind: str, **values: object) -> ModelTrouble:
        self.close()
        return ModelTrouble(kind, values)

    def _talking(self) -> None:
        """Pass on questions, and answers as lines; an empty one is the end."""
        process = self._process
        assert process.stdin is not None and process.stdout is not None
        with suppress(OSError, ValueError), process.stdin as to, process.stdout as back:
            self._answers.put(back.readline())
            while (question := self._questions.get()) is not None:
                self._ask(to, question)
                self._answers.put(back.readline())
        self._answers.put(b"")

    def _ask(self, to: IO[bytes], question: bytes) -> None:
        to.write(question)
        to.flush()


def _is_answer(shares: Any) -> bool:
    return shares is None or (
        isinstance(shares, list)
        and len(shares) == 3
        and all(isinstance(share, float | int) for share in shares)
    )
