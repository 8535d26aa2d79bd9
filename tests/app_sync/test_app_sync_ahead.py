"""The process that analyses ahead gives what the analyser gives, and may die."""

from __future__ import annotations

import os
import signal
import time

import pytest

from meydan.app.sync.ahead import PART, Ahead
from meydan.insight.engine import Analyser

TEXTS = ["kargom gelmedi, çok kötü", "thank you, great coffee", "", "?"]


def test_batches_come_back_in_order() -> None:
    analyser = Analyser()
    with Ahead() as ahead:
        assert ahead.collect() == []
        for batch in (TEXTS, TEXTS[::-1], []):
            ahead.submit(batch)
            assert ahead.collect() == [analyser.analyse(text) for text in batch]


def test_whoever_collects_helps_and_the_order_stays() -> None:
    analyser = Analyser()
    texts = [f"{n}. kargo {'harika' if n % 2 else 'gelmedi'}" for n in range(12 * PART + 7)]
    expected = [analyser.analyse(text) for text in texts]
    with Ahead() as ahead:
        for head_start in (0.0, 0.05):
            ahead.submit(texts)
            time.sleep(head_start)
            assert ahead.collect() == expected


@pytest.mark.parametrize("head_start", [0.0, 0.05])
def test_what_is_dropped_is_not_taken_for_what_comes_next(head_start: float) -> None:
    texts = [f"{n}. kargo {'harika' if n % 2 else 'gelmedi'}" for n in range(4 * PART)]
    with Ahead() as ahead:
        ahead.drop()
        ahead.submit(texts)
        time.sleep(head_start)
        ahead.drop()
        assert ahead.collect() == []
        ahead.submit(TEXTS)
        assert ahead.collect() == Analyser().analyse_many(TEXTS)


@pytest.mark.parametrize("size", [3, 5 * PART + 1])
def test_a_killed_process_loses_nothing_and_hangs_nothing(size: int) -> None:
    texts = (TEXTS * size)[:size]
    expected = Analyser().analyse_many(texts)
    with Ahead() as ahead:
        ahead.submit(texts)
        os.kill(ahead.pid, signal.SIGKILL)
        assert ahead.collect() == expected
        ahead.submit(texts)
        assert ahead.collect() == expected


def test_leaving_ends_the_process() -> None:
    with Ahead() as ahead:
        pid = ahead.pid
        ahead.submit(TEXTS)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return
    raise AssertionError("the process is still there")
