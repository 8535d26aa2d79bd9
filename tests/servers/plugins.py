"""The tests' own platforms, plugged in as any third party's connectors are."""

from __future__ import annotations

from pathlib import Path

METADATA = "Metadata-Version: 2.1\nName: meydan-test-platforms\nVersion: 1\n"
ENTRY_POINTS = """[meydan.connectors]
scripted = tests.servers.scripted:ENTRY
ledger = tests.servers.ledger:ENTRY
"""


def install(folder: Path) -> Path:
    """Make `folder`, for sys.path, say what an installed package says; it is returned."""
    info = folder / "meydan_test_platforms-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(METADATA)
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    return folder
