"""Tab-separated data files that ship inside this package."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def read_rows(name: str) -> Iterator[list[str]]:
    """Read the tab-separated rows of a data file one by one, without comments and empty lines."""
    with files("meydan.insight").joinpath("data", name).open(encoding="utf-8") as file:
        for line in file:
            row = line.rstrip("\n")
            if row and not row.startswith("#"):
                yield row.split("\t")
