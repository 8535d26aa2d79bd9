"""The process in which a model is run: it may be slow, large or broken without anybody else suffering.

`python -m meydan.insight.ownmodel.worker FOLDER` says in one JSON line how the model is (`labels` with their
`tones`, or the `problem` with its `values`), then answers each line, a JSON list of texts, with a JSON list:
the shares of negative, neutral and positive for each text, null for one that the model stumbles over.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from meydan.insight.ownmodel.network import Network, Shares

POLITENESS = 5
"""How far it steps behind those who work on the machine."""


def serve(folder: Path, lines: TextIO, out: TextIO) -> None:
    """Load the model, then answer until the lines end."""
    from meydan.insight.ownmodel.network import Network
    from meydan.insight.ownmodel.problem import ModelProblem

    try:
        network = Network(folder)
    except ModelProblem as problem:
        _say(out, {"problem": problem.kind, "values": problem.values})
        return
    labels = [list(pair) for pair in zip(network.folder.labels, network.folder.tones, strict=True)]
    _say(out, {"labels": labels})
    for line in lines:
        _say(out, _judged(network, json.loads(line)))


def _judged(network: Network, texts: Sequence[str]) -> list[Shares | None]:
    """All at once; where that fails one by one, so that no text spoils what is said of others."""
    from meydan.insight.ownmodel.problem import ModelProblem

    try:
        return [*network.judge(texts)]
    except ModelProblem:
        if len(texts) == 1:
            return [None]
        return [shares for text in texts for shares in _judged(network, [text])]


def _say(out: TextIO, value: Any) -> None:
    out.write(json.dumps(value) + "\n")
    out.flush()


def main() -> None:
    """Serve on stdin and stdout."""
    # What a library prints must not stand between the answers.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    try:
        serve(Path(sys.argv[1]), sys.stdin, out)
    except (KeyboardInterrupt, BrokenPipeError):
        os._exit(1)


if __name__ == "__main__":
    main()
