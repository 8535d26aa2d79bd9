"""The person's own editor, for a text that is being written."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path


def edit_outside(text: str) -> str:
    """Let the person write in $VISUAL or $EDITOR; the text as it was left.

    An editor that cannot be started or fails leaves the text as it is.
    """
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    handle, name = tempfile.mkstemp(suffix=".txt", prefix="meydan-")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        try:
            done = subprocess.run([*editor, name], check=False)
        except OSError:
            return text
        return path.read_text(encoding="utf-8", errors="replace") if done.returncode == 0 else text
    finally:
        path.unlink(missing_ok=True)
