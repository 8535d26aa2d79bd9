"""A short command against importing what it needs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.corpus import big_store
from tests.bench.figures import Figure, seconds

MEYDAN = Path(sys.executable).parent / "meydan"
NEEDS = "import typer, orjson, sqlmodel, pysqlite3.dbapi2"


def figures(work: Path, count: int) -> Iterator[Figure]:
    """`meydan inbox --json -n 20`, whole process."""
    big_store(work, count).close()
    env = os.environ | {"MEYDAN_WORKSPACE": str(work / f"ws-{count}")}
    ours = _median([str(MEYDAN), "inbox", "--json", "-n", "20"], env)
    raw = _median([sys.executable, "-c", NEEDS], env)
    yield Figure("meydan inbox --json -n 20, against imports", "ms", ours, raw, 1.5)


def _median(command: list[str], env: dict[str, str]) -> float:
    def once() -> None:
        subprocess.run(command, env=env, check=True, capture_output=True)

    once()
    return statistics.median(seconds(once) for _ in range(7)) * 1000
