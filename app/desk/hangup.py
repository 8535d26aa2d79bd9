"""Leaving when the terminal is gone: never an orphan that spins on a closed line."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import threading
from collections.abc import Callable

GRACE = 1.2
"""Seconds for an orderly end before the process is ended whatever it does."""


def exit_on_hangup(leave: Callable[[], object]) -> None:
    """Call `leave` on the running loop at SIGHUP, SIGTERM or a terminal that hangs up.

    A process that is still there after the grace is ended: nothing of it can be seen any more, and all
    that must survive is in the store already.
    """
    loop = asyncio.get_running_loop()
    begun = threading.Event()

    def end() -> None:
        if not begun.is_set():
            begun.set()
            watchdog = threading.Timer(GRACE, os._exit, (128 + signal.SIGHUP,))
            watchdog.daemon = True
            watchdog.start()
            leave()

    for number in (signal.SIGHUP, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    threading.Thread(
        target=_await_hangup, args=(lambda: loop.call_soon_threadsafe(end),), name="hang-up", daemon=True
    ).start()


def _await_hangup(end: Callable[[], object]) -> None:
    try:
        poll = select.poll()
        # Without an event asked for, only a hang-up or an error of the line ends the wait.
        poll.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, 0)
        poll.poll()
        end()
    except (OSError, RuntimeError, ValueError):
        return
