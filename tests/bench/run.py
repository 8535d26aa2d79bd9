"""Measures the budgets of speed and prints each next to its raw limit of the same run.

`ITEMS=1000000` sets the size of the store (200,000 by default); names of parts choose what is measured.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("ingest", "sync", "store", "bulk", "rules", "crowd", "command", "insight", "desk", "keys")


def main(wanted: list[str]) -> int:
    """Run the parts; 1 when a budget is not kept."""
    sys.path.insert(0, str(ROOT))
    unknown = set(wanted) - set(PARTS)
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    items = int(os.environ.get("ITEMS", "200000"))
    short = 0
    with tempfile.TemporaryDirectory(prefix="meydan-bench-") as work:
        for part in wanted or PARTS:
            sys.stdout.write(f"\n{part} ({items:,} items)\n")
            for figure in importlib.import_module(f"tests.bench.part_{part}").figures(Path(work), items):
                sys.stdout.write(figure.line() + "\n")
                sys.stdout.flush()
                short += not figure.holds
    sys.stdout.write(f"\n{short} budgets not kept\n" if short else "\nall budgets kept\n")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
