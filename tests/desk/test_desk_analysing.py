"""The desk's analyser: loaded once, by whoever needs it first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from meydan.app.desk.analysing import DeskAnalyser


def test_until_it_is_loaded_no_word_decides_and_nobody_waits() -> None:
    analyser = DeskAnalyser()
    assert analyser.deciding_words("çok kötü bir hizmet") == ()
    assert analyser.analyse("çok kötü bir hizmet").sentiment == "negative"
    assert analyser.deciding_words("çok kötü bir hizmet")


def test_who_needs_it_at_the_same_time_gets_the_same() -> None:
    analyser = DeskAnalyser()
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: analyser.load(), range(4)))
    assert all(one is made[0] for one in made)
