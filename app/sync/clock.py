"""Time as the engine sees it: always handed in, never global."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A wall clock and a steady one."""

    def now(self) -> datetime:
        """The moment by the wall clock, aware UTC; may jump."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever grow and go on while the machine sleeps."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """The moment by the machine's wall clock, aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since boot, sleep included where the system can tell (Linux), else `time.monotonic`."""
        boottime = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if boottime is None else time.clock_gettime(boottime)


class JumpWatch:
    """Notices when the wall clock was set: it then moved otherwise than the steady one."""

    SMALLEST = 20.0

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen = (clock.now(), clock.monotonic())

    def look(self) -> float:
        """By how many seconds the wall clock was set since the last look; 0.0 when it was not."""
        wall, steady = self._clock.now(), self._clock.monotonic()
        jump = (wall - self._seen[0]).total_seconds() - (steady - self._seen[1])
        self._seen = (wall, steady)
        return jump if abs(jump) >= self.SMALLEST else 0.0
