"""How far answers agree with people, and how sure that is."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.insight.agreement import Z_95, macro_f1, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven
        # methods", Statistics in Medicine 17 (1998), 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)
    mirrored = wilson(trials - successes, trials)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=5e-5)


@given(st.integers(1, 5000), st.data())
def test_the_ends_are_where_the_share_would_just_be_no_surprise(trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    share = successes / trials
    low, high = wilson(successes, trials)
    assert 0 <= low <= share <= high <= 1
    # What defines it: at its ends the share is z standard errors of that end away.
    for end in (low, high):
        assert abs(share - end) == pytest.approx(Z_95 * sqrt(end * (1 - end) / trials), abs=1e-7)


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (3, 2), (-1, 5)])
def test_there_is_no_share_of_nothing(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match=f"{successes} of {trials}"):
        wilson(successes, trials)


def test_macro_f1_weighs_every_class_alike() -> None:
    counts = {
        ("negative", "negative"): 8,
        ("negative", "neutral"): 2,
        ("neutral", "neutral"): 80,
        ("neutral", "negative"): 8,
        ("positive", "neutral"): 2,
    }
    # Negative: precision and recall 8/16 and 8/10; neutral: 80/84 and 80/88; positive: never found.
    assert macro_f1(counts) == pytest.approx((16 / 26 + 160 / 172 + 0) / 3)
    assert macro_f1({("positive", "positive"): 3}) == 1.0
    # What only the analysis says is no class of its own, but wrong.
    assert macro_f1({("positive", "positive"): 1, ("positive", "neutral"): 1}) == pytest.approx(2 / 3)


def test_macro_f1_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no counts"):
        macro_f1({("positive", "neutral"): 0})
