"""Signs without colour."""

from __future__ import annotations

import pytest

from meydan.panes.marks import bar, platform_short, sparkline, tone_sign


def test_every_tone_has_a_sign_of_its_own() -> None:
    tones = [("positive", False), ("negative", False), ("neutral", False), ("neutral", True)]
    signs = [tone_sign(*tone)[0] for tone in tones]
    assert signs == ["+", "−", "·", "?"]


def test_a_negative_question_is_negative_first() -> None:
    assert tone_sign("negative", True) == ("−", "bad")


def test_platforms_are_known_by_two_letters() -> None:
    assert [platform_short(name) for name in ("instagram", "x", "bluesky", "unheard")] == [
        "IG",
        "X",
        "BS",
        "UN",
    ]


@pytest.mark.parametrize(
    ("values", "width", "curve"),
    [
        ([], 5, ""),
        ([1, 2, 3], 0, ""),
        ([0, 0, 0], 5, "▁▁▁"),
        ([4, 4], 5, "▅▅"),
        ([0, 7], 5, "▁█"),
        ([9, 9, 0, 1, 2, 3, 4, 5, 6, 7], 8, "▁▂▃▄▅▆▇█"),
    ],
)
def test_a_sparkline_shows_the_last_values(values: list[float], width: int, curve: str) -> None:
    assert sparkline(values, width) == curve


def test_plain_signs_are_ascii() -> None:
    assert sparkline([1, 2, 3, 4], 4, plain=True).isascii()
    assert "".join(bar(0.5, 8, plain=True)).isascii()


@pytest.mark.parametrize(("ratio", "filled"), [(0, 0), (0.001, 1), (0.5, 5), (1, 10), (3.7, 10), (-1, 0)])
def test_a_bar_is_as_long_as_its_width(ratio: float, filled: int) -> None:
    full, rest = bar(ratio, 10)
    assert (len(full), len(rest)) == (filled, 10 - filled)
