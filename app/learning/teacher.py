"""Having corrections learnt from, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable

from meydan.store.rows.lessons import CorrectionRow

PATIENCE = 300.0
"""Seconds; thousands of corrections take ten on a slow machine."""


class TeachingFailed(Exception):
    """The process ended without a lesson; the message says how."""


def teach(lang: str, corrections: Iterable[CorrectionRow]) -> str:
    """What corrections teach, as JSON. Blocks for seconds. Raises TeachingFailed."""
    given = json.dumps([lang, [(row.text, row.tone) for row in corrections]])
    command = [sys.executable, "-m", "meydan.insight.teaching"]
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TeachingFailed(str(error)) from error
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        raise TeachingFailed(f"status {done.returncode}: {''.join(last)}")
    return done.stdout
