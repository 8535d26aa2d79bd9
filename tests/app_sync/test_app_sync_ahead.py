"""The process that analyses ahead gives what the analyser gives, and may die."""

from __future__ import annotations

import os
import signal

from meydan.app.sync.ahead import Ahead
from meydan.insight.engine import Analyser

TEXTS = ["kargom gelmedi, çok kötü", "thank you, great coffee", "", "?"]


def test_batches_come_back_in_order() -> None:
    analyser = Analyser()
    with Ahead() as ahead:
        assert ahead.collect() == []
        for batch in (TEXTS, TEXTS[::-1], []):
            ahead.submit(batch)
            assert ahead.collect() == [analyser.analyse(text) for text in batch]


def test_a_killed_process_brings_nothing_and_hangs_nothing() -> None:
    with Ahead() as ahead:
        ahead.submit(TEXTS)
        os.kill(ahead.pid, signal.SIGKILL)
        ahead.collect()
        ahead.submit(TEXTS)
        assert ahead.collect() == []


def test_leaving_ends_the_process() -> None:
    with Ahead() as ahead:
        pid = ahead.pid
        ahead.submit(TEXTS)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return
    raise AssertionError("the process is still there")
