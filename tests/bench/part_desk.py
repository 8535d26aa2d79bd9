"""The desk in a real pty against a bare Textual app: first row, keys, bytes, idle, memory."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.corpus import big_store
from tests.bench.figures import Figure, percentile
from tests.bench.hands import BARE, MEYDAN, drain, press, until
from tests.terminal.pty_terminal import PtyTerminal

ROUNDS = 3
IN_VIEW = 12
HELD = 60
IDLE_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Run:
    """What was measured: seconds, bytes, and CPU share and megabytes of the process."""

    paint: float
    keys: tuple[float, ...]
    moved: float
    scrolled: float
    idle_bytes: float
    idle_cpu: float
    megabytes: float


def figures(work: Path, count: int) -> Iterator[Figure]:
    """The desk on a big store next to 200 rows of a bare app, in turn."""
    big_store(work, count).close()
    bare_file = work / "bare.py"
    bare_file.write_text(BARE, "utf-8")
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(_measure([sys.executable, str(bare_file)], {}, b"bare row 0", b""))
        environment = {"MEYDAN_WORKSPACE": str(work / f"ws-{count}"), "MEYDAN_LANGUAGE": "en"}
        ours.append(_measure([MEYDAN], environment, f"user{(count - 1) % 997}".encode(), b"1"))

    def median(runs: list[Run], name: str) -> float:
        return statistics.median(float(getattr(run, name)) for run in runs)

    keys = [second for run in ours for second in run.keys]
    raw_keys = [second for run in bare for second in run.keys]
    paint = median(ours, "paint") * 1000, median(bare, "paint") * 1000
    yield Figure("desk: first inbox row", "ms", *paint, 2.2)
    yield Figure("desk: key, median", "ms", percentile(keys, 0.5) * 1e3, percentile(raw_keys, 0.5) * 1e3, 2)
    yield Figure("desk: key, 95 %", "ms", percentile(keys, 0.95) * 1e3, percentile(raw_keys, 0.95) * 1e3, 3)
    yield Figure("desk: bytes per move in view", "B", median(ours, "moved"), None, 1000)
    yield Figure("desk: bytes per row, j held down", "B", median(ours, "scrolled"), None, 2000)
    # One minute of the clock may fall into the time watched.
    yield Figure("desk: bytes a second at idle", "B/s", median(ours, "idle_bytes"), None, 60)
    yield Figure("desk: CPU at idle", "%", median(ours, "idle_cpu"), None, 0.5)
    yield Figure("desk: memory", "MB", median(ours, "megabytes"), None, 120)


def _measure(argv: list[str], env: dict[str, str], row: bytes, first: bytes) -> Run:
    start = time.perf_counter()
    with PtyTerminal(argv, env) as terminal:
        paint = until(terminal, row) - start
        drain(terminal, 1.5)
        if first:
            press(terminal, first)
            drain(terminal, 1.0)
        near = [press(terminal, b"j") for _ in range(IN_VIEW)]
        held = [press(terminal, b"j") for _ in range(HELD)]
        drain(terminal, 6.0)
        cpu, at = _cpu_seconds(terminal.pid), time.perf_counter()
        idle = drain(terminal, IDLE_SECONDS, whole=True)
        share = (_cpu_seconds(terminal.pid) - cpu) / (time.perf_counter() - at)
        status = Path(f"/proc/{terminal.pid}/status").read_text("ascii")
        (resident,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return Run(
        paint,
        tuple(seconds for seconds, _ in near + held),
        statistics.mean(size for _, size in near),
        statistics.mean(size for _, size in held),
        idle / IDLE_SECONDS,
        share * 100,
        int(resident.split()[1]) / 1024,
    )


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
