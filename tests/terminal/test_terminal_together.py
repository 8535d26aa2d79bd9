"""What desks in real terminals leave in the store for each other."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable

import pytest

from tests.terminal.conftest import Meydan, OpenDesk
from tests.terminal.pty_terminal import PtyTerminal
from tests.terminal.test_terminal_inbox import inbox

pytestmark = pytest.mark.long


def until(desk: PtyTerminal, holds: Callable[[], bool]) -> None:
    """Go on reading what the desk paints until something holds."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        desk.quiet()


@pytest.mark.parametrize("how", ["quit", "hang up"])
def test_a_desk_that_is_left_is_nowhere(open_desk: OpenDesk, meydan: Meydan, how: str) -> None:
    def said(table: str) -> int:
        (row,) = meydan("sql", f"SELECT count(*) AS n FROM {table}", "--json").splitlines()
        return int(json.loads(row)["n"])

    desk = open_desk()
    inbox(desk)
    until(desk, lambda: said("presence") == 1)
    desk.type("rMerhaba")
    until(desk, lambda: said("typing") == 1)
    if how == "quit":
        desk.type("\x11")
    else:
        os.kill(desk.pid, signal.SIGHUP)
    assert desk.ended(10)
    assert (said("presence"), said("typing")) == (0, 0)
