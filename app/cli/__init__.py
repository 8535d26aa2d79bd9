"""The command line: `meydan` and its commands."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def main() -> None:
    """Run `meydan` with the process's arguments and exit with its status."""
    from meydan.app.cli.start import run

    sys.exit(run(sys.argv[1:]))


def build() -> typer.Typer:
    """The whole command tree, its texts still message ids."""
    from meydan.app.cli.tree import build as build_tree

    return build_tree()
