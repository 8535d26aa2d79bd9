"""Who holds a lease: a name that says whether its process still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path

PROC = Path("/proc")
BOOT_ID = PROC / "sys/kernel/random/boot_id"
DESK = "desk-"
"""How the part of a holder begins that works inside a desk."""


def me(part: str = "") -> str:
    """This process as `host:boot id:pid:start time`; unique even when a pid is used again.

    `part` tells apart several holders in one process: it follows a slash.
    """
    pid = os.getpid()
    name = f"{socket.gethostname()}:{_boot_id()}:{pid}:{_start_time(pid) or 0}"
    return f"{name}/{part}" if part else name


def is_desk(holder: str) -> bool:
    """Whether the holder syncs inside a desk, for as long as that is open."""
    return holder.partition("/")[2].startswith(DESK)


def alive(holder: str) -> bool:
    """Whether the process that calls itself `holder` may still live.

    On this host that is looked up; of another host it is assumed until its lease expires. A name that is
    no holder at all is dead.
    """
    parts = holder.partition("/")[0].rsplit(":", 3)
    if len(parts) != 4 or not parts[2].isdigit():
        return False
    host, boot_id, pid, started = parts
    if host != socket.gethostname():
        return True
    if boot_id != _boot_id():
        return False
    if not PROC.is_dir():
        return _answers_signals(int(pid))
    return _start_time(int(pid)) == started


def same_process(one: str, other: str) -> bool:
    """Whether two holders are of one process."""
    return one.partition("/")[0] == other.partition("/")[0]


def short(holder: str) -> str:
    """A holder as people read it: `host:pid`."""
    parts = holder.rsplit(":", 3)
    return f"{parts[0]}:{parts[2]}" if len(parts) == 4 else holder


def _boot_id() -> str:
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return "-"


def _start_time(pid: int) -> str | None:
    """Clock ticks from boot to the start of `pid`; None when it is gone or only waits to be reaped."""
    try:
        stat = (PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    # The command name stands in parentheses and may hold spaces and parentheses itself.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def _answers_signals(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
