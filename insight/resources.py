"""Tab-separated data files that ship inside this package."""

from __future__ import annotations

from importlib.resources import files


def read_rows(name: str) -> list[list[str]]:
    """Read the tab-separated rows of a data file, without comments and empty lines."""
    text = files("meydan.insight").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]
