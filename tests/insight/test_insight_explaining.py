"""Why a text was judged as it was: clues stand where their words stand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.insight.engine import shared_analyser
from meydan.insight.explaining import explain
from meydan.insight.text import sanitise


def clues(text: str) -> list[str]:
    found = explain(shared_analyser(), text)
    return [("+" if clue.praises else "-") + found.text[clue.start : clue.end] for clue in found.clues]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kargo hâlâ gelmedi 😡😡, çok güzel ama BERBAT",
            ["-hâlâ gelmedi", "-😡", "-😡", "+güzel", "-BERBAT"],
        ),
        ("👨‍👩‍👧 İĞRENÇ! güzel değil", ["-İĞRENÇ", "-güzel değil"]),
        ("çok güzeeel 👍🏽", ["+güzeeel", "+👍"]),
        ("g\u0308 berbat", ["-berbat"]),
        ("I love 😍 this, awful :(", ["+love", "+😍", "-awful", "-:("]),
        ("love it... LOVE it", ["+love", "+LOVE"]),
        ("Что за ❤️", ["+❤"]),
        ("kargom nerede", []),
    ],
)
def test_clues_stand_where_their_words_stand(text: str, expected: list[str]) -> None:
    assert clues(text) == expected


def test_all_that_decided_is_a_clue() -> None:
    text = "bu ürünü 3 gündür bekliyorum, rezalet bir firma 😡"
    found = explain(shared_analyser(), text)
    assert found.analysis == shared_analyser().analyse(text)
    assert {text[clue.start : clue.end] for clue in found.clues} == set(found.analysis.words)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["güzel", "KÖTÜ", "değil", "😡", "👍🏽", "good", "awful", "e\u0301", "\n", "[b]", ":(", "no"]
            ),
            st.text(max_size=6),
        ),
        max_size=12,
    ).map(" ".join)
)
def test_clues_are_in_order_and_inside_any_text(raw: str) -> None:
    found = explain(shared_analyser(), sanitise(raw))
    at = 0
    for clue in found.clues:
        assert at <= clue.start < clue.end <= len(found.text)
        at = clue.end


def test_a_long_text_is_explained_in_a_moment() -> None:
    text = "güzel kötü berbat değil 😡 " * 1000
    analyser = shared_analyser()
    begin = time.perf_counter()
    analyser.analyse(text)
    alone = time.perf_counter() - begin
    begin = time.perf_counter()
    assert len(explain(analyser, text).clues) == 4000
    # Beside the analysis itself it may take some passes over the text, not one for each word.
    assert time.perf_counter() - begin < 10 * alone + 0.5
