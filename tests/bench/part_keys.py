"""The keys of triage at the desk, in a real pty: a big store must not make them slower."""

from __future__ import annotations

import getpass
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from meydan.store import Actor, open_store
from meydan.store.writes import team
from tests.bench.corpus import big_store
from tests.bench.figures import Figure, percentile
from tests.bench.hands import MEYDAN, drain, press, until
from tests.terminal.pty_terminal import PtyTerminal

ROUNDS = 9
FEW = 2000
ESCAPE = b"\x1b"
ACTS = {
    "done and next": (b"e", b""),
    "tag, next": (b"tk", b""),
    "assign, next": (b"ab", b""),
    "take": (b"A", b"j"),
    "correct the tone": (b"d1", b""),
    "star": (b"*", b""),
    "select": (b"x", b""),
    "undo": (b"z", b""),
    "redo": (b"Z", b""),
    "half a page on": (b"\x04", b""),
    "to the end": (b"G", b"gg"),
    "next split": (b"\t", b""),
    "note": (b"n", ESCAPE),
    "snooze": (b"h", ESCAPE),
    "ask a colleague": (b"H", ESCAPE),
    "person": (b"u", ESCAPE),
    "filter": (b"/", ESCAPE),
    "help": (b"?", ESCAPE),
}
"""The keys of an act, and those that bring the desk to where it may be done again."""


def figures(work: Path, count: int) -> Iterator[Figure]:
    """Milliseconds from a key to the last byte of its answer, next to those with two thousand items."""
    few, many = _times(work, FEW), _times(work, count)
    for name in ACTS:
        yield Figure(f"key: {name}", "ms", many[name], few[name], 2)
    yield Figure("key: the slowest of these", "ms", max(many.values()), None, 120)


def _times(work: Path, count: int) -> dict[str, float]:
    """The median of each act at a desk on so many items; where two keys make one act, from the last."""
    big_store(work, count).close()
    folder = work / f"keys-{count}"
    shutil.copytree(work / f"ws-{count}", folder)
    store = open_store(f"sqlite:///{folder / 'meydan.db'}", Actor("bench", "cli"))
    team.init_workspace(store, "Keys", "Europe/Istanbul", getpass.getuser(), "Bench")
    team.add_member(store, "bora", "Bora", "writer", "b")
    team.add_tag(store, "k", "kargo")
    store.close()
    found = {}
    environment = {"MEYDAN_WORKSPACE": str(folder), "MEYDAN_LANGUAGE": "en"}
    with PtyTerminal([MEYDAN], environment) as terminal:
        until(terminal, f"user{(count - 1) % 997}".encode())
        press(terminal, b"1")
        drain(terminal, 2.0)
        for name, (keys, back) in ACTS.items():
            found[name] = percentile([_act(terminal, keys, back) for _ in range(ROUNDS)], 0.5) * 1e3
    return found


def _act(terminal: PtyTerminal, keys: bytes, back: bytes) -> float:
    *before, last = (bytes([key]) for key in keys)
    for key in before:
        press(terminal, key)
    took, size = press(terminal, last)
    if not size:
        sys.exit(f"{keys!r} was not answered")
    for each in back:
        press(terminal, bytes([each]))
    return took
