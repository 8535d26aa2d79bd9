"""The process in which corrections are learnt from: it takes seconds, and nobody is to wait for it.

`python -m meydan.insight.teaching` reads a JSON list from stdin: the language, then the corrections, each a
text with its tone. It answers with the lesson as JSON.
"""

from __future__ import annotations

import json
import os
import sys

POLITENESS = 10
"""How far it steps behind those who work on the machine."""


def main() -> None:
    """Answer on stdout."""
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    from meydan.insight.engine import Analyser

    language, corrections = json.loads(sys.stdin.read())
    sys.stdout.write(Analyser().learn(language, corrections).packed())


if __name__ == "__main__":
    main()
