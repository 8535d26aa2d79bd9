"""Where two versions of a text differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.insight.differences import word_runs

TEXTS = st.text(alphabet="ab \n", max_size=20)


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("kargom nerede kaldı", "kargom hâlâ nerede", [" kaldı"], ["hâlâ "]),
        ("120 TL", "130 TL", ["120"], ["130"]),
        ("aynı", "aynı", [], []),
        ("", "yeni", [], ["yeni"]),
    ],
)
def test_words_are_named_that_went_and_came(old: str, new: str, gone: list[str], come: list[str]) -> None:
    runs = [run for run in word_runs(old, new) if not run.same]
    assert [old[slice(*run.old)] for run in runs if run.old[0] < run.old[1]] == gone
    assert [new[slice(*run.new)] for run in runs if run.new[0] < run.new[1]] == come


@given(TEXTS, TEXTS)
def test_the_runs_are_both_texts_without_a_gap(old: str, new: str) -> None:
    runs = word_runs(old, new)
    assert "".join(old[slice(*run.old)] for run in runs) == old
    assert "".join(new[slice(*run.new)] for run in runs) == new
    assert all(old[slice(*run.old)] == new[slice(*run.new)] for run in runs if run.same)
