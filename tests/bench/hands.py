"""Hands at a desk in a real pty, and a bare Textual app to compare it with."""

from __future__ import annotations

import os
import select
import sys
import time
from pathlib import Path

from tests.terminal.pty_terminal import ANSWERS, PtyTerminal

MEYDAN = str(Path(sys.executable).parent / "meydan")
BARE = """
from textual.app import App
from textual.widgets import Footer, OptionList

class Bare(App):
    BINDINGS = [("j", "down", "Down")]
    def compose(self):
        yield OptionList(*[f"bare row {n} " + "x" * 80 for n in range(200)], markup=False)
        yield Footer()
    def action_down(self):
        self.query_one(OptionList).action_cursor_down()

Bare().run()
"""


def read(terminal: PtyTerminal, wait: float) -> bytes:
    """What the program writes within so many seconds, its questions answered."""
    if not select.select([terminal.fd], [], [], wait)[0]:
        return b""
    data = os.read(terminal.fd, 1 << 16)
    for question, answer in ANSWERS.items():
        if question in data:
            os.write(terminal.fd, answer)
    return data


def until(terminal: PtyTerminal, needle: bytes, limit: float = 60.0) -> float:
    """Read until a text comes; when that was."""
    seen, end = b"", time.perf_counter() + limit
    while needle not in seen:
        if time.perf_counter() > end:
            sys.exit(f"{needle!r} never came: {seen[-500:]!r}")
        seen += read(terminal, 0.02)
    return time.perf_counter()


def drain(terminal: PtyTerminal, seconds: float, *, whole: bool = False) -> int:
    """Read until nothing comes for a second (or the `whole` time); how many bytes it was."""
    end, total, last = time.perf_counter() + seconds, 0, time.perf_counter()
    while time.perf_counter() < end and (whole or time.perf_counter() - last < 1.0):
        data = read(terminal, 0.05)
        total += len(data)
        last = time.perf_counter() if data else last
    return total


def press(terminal: PtyTerminal, key: bytes) -> tuple[float, int]:
    """Type a key -> (seconds to the last byte of its answer, bytes)."""
    sent = last = time.perf_counter()
    os.write(terminal.fd, key)
    size = 0
    while time.perf_counter() - (last if size else sent) < (0.1 if size else 1.0):
        data = read(terminal, 0.02)
        if data:
            size, last = size + len(data), time.perf_counter()
    return last - sent, size
