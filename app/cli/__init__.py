"""The command line: `meydan` and its commands."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def main() -> None:
    """Run `meydan` with the process's arguments and exit with its status."""
    from meydan.app.cli.start import run

    status = run(sys.argv[1:])
    # The end of the process frees everything; looking through it for garbage first takes a tenth of a second.
    gc.freeze()
    sys.exit(status)


def build() -> typer.Typer:
    """The whole command tree, its texts still message ids."""
    from meydan.app.cli.tree import build as build_tree

    return build_tree()
