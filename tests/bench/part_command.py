"""A short command against importing what it stands on."""

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
ARGUMENTS = ["inbox", "--json", "-n", "20"]
NAMED = ("typer", "orjson", "sqlmodel", "pysqlite3.dbapi2")
TELL = f"""
import sys
from meydan.app.cli.start import run
run({ARGUMENTS!r})
print("LOADED", *(n for n, m in sys.modules.items() if "site-packages" in (getattr(m, "__file__", "") or "")))
"""


def figures(work: Path, count: int) -> Iterator[Figure]:
    """`meydan inbox --json -n 20`, against importing the packages it names, and all that it loads."""
    big_store(work, count).close()
    env = os.environ | {"MEYDAN_WORKSPACE": str(work / f"ws-{count}")}
    told = subprocess.run([sys.executable, "-c", TELL], env=env, check=True, capture_output=True, text=True)
    needs = told.stdout.rpartition("LOADED")[2].split()
    ours = _median([str(MEYDAN), *ARGUMENTS], env)
    for name, modules in (("what it names", NAMED), ("all that it loads", needs)):
        raw = _median([sys.executable, "-c", f"import {', '.join(modules)}"], env)
        yield Figure(f"inbox --json -n 20, against {name}", "ms", ours, raw, 1.5)


def _median(command: list[str], env: dict[str, str]) -> float:
    def once() -> None:
        subprocess.run(command, env=env, check=True, capture_output=True)

    once()
    return statistics.median(seconds(once) for _ in range(7)) * 1000
