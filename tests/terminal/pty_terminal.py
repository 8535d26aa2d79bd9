"""Runs a program in a real pseudo-terminal and keeps what a terminal would show."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

import pyte

ANSWERS = {
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
}
"""What a terminal answers when it is asked where the cursor is, what it is, what it can."""


ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\\\)|.)")
LAST_WORDS = 6000


def set_size(descriptor: int, columns: int, rows: int) -> None:
    """Set the window's size of a terminal."""
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


class Gone(Exception):
    """The program has ended; its last words, without escape sequences."""


class PtyTerminal:
    """A program in a pty of `columns` x `rows`; `raw` is every byte it wrote, `lines` the screen."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], columns: int = 120, rows: int = 40
    ) -> None:
        # A runner's own idea of a size would win over the terminal's.
        inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        full = {**inherited, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **env}
        self.raw = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            # Before the program looks, however late the parent gets its turn.
            set_size(0, columns, rows)
            os.execvpe(argv[0], list(argv), full)
        self.status: int | None = None

    def __enter__(self) -> PtyTerminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def lines(self) -> list[str]:
        """The screen, blanks at the ends left out."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size, as a person does by dragging its corner."""
        self._screen.resize(rows, columns)
        set_size(self.fd, columns, rows)

    def type(self, keys: str | bytes) -> None:
        """Type keys."""
        os.write(self.fd, keys.encode() if isinstance(keys, str) else keys)

    def read(self, seconds: float) -> int:
        """Take what comes within a time; how many bytes it was. Raises Gone."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return 0
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            data = b""
        if not data:
            raise Gone(ESCAPES.sub("", self.raw.decode(errors="replace"))[-LAST_WORDS:])
        self.raw += data
        for question, answer in ANSWERS.items():
            if question in data:
                os.write(self.fd, answer)
        # pyte knows no private modes with a dollar sign and would print their tail.
        self._stream.feed(data.replace(b"\x1b[?2026$p", b"").replace(b"\x1b[?2048$p", b""))
        return len(data)

    def until(self, words: str, limit: float = 30.0) -> None:
        """Wait until the screen shows words. Raises AssertionError with what it shows instead."""
        end = time.monotonic() + limit
        while words not in self.text:
            assert time.monotonic() < end, f"{words!r} is not on the screen:\n{self.text}"
            self.read(0.05)

    def until_gone(self, words: str, limit: float = 10.0) -> None:
        """Wait until the screen no longer shows words."""
        end = time.monotonic() + limit
        while words in self.text:
            assert time.monotonic() < end, f"{words!r} is still on the screen:\n{self.text}"
            self.read(0.05)

    def quiet(self, gap: float = 0.4, limit: float = 10.0) -> int:
        """Wait until nothing came for a while; how many bytes came before."""
        end = time.monotonic() + limit
        total = 0
        while time.monotonic() < end:
            found = self.read(gap)
            if not found:
                break
            total += found
        return total

    def ended(self, limit: float) -> bool:
        """Whether the program ends within a time; its output is read meanwhile."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if self.reap():
                return True
            try:
                self.read(0.05)
            except Gone:
                time.sleep(0.02)
        return self.reap()

    def reap(self) -> bool:
        """Whether the program has ended."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def hang_up(self) -> None:
        """Close the line, as a lost connection does."""
        os.close(self.fd)
        self.fd = -1

    def close(self) -> None:
        """End the program."""
        if not self.reap():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.fd >= 0:
            os.close(self.fd)
