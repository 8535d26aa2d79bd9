"""The desk: a full-screen terminal program over the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meydan.app.config import Workspace


def run(workspace: Workspace, language: str = "") -> None:
    """Open the desk on a workspace and return when it is left; `language` as by `--language`.

    The store is opened and the first rows are read in a thread while Textual is imported here.
    Raises ConfigError for keys that cannot be, and what opening the store raises.
    """
    from meydan.app.desk.start import start

    start(workspace, language)
