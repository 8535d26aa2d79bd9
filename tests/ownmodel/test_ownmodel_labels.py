"""Which tone a model's labels mean."""

from __future__ import annotations

import pytest

from meydan.insight.ownmodel.labels import tones_of
from meydan.insight.ownmodel.problem import ModelProblem

N, Z, P = "negative", "neutral", "positive"


@pytest.mark.parametrize(
    ("labels", "tones"),
    [
        (("negative", "neutral", "positive"), (N, Z, P)),
        (("POSITIVE", "NEGATIVE"), (P, N)),
        (("Olumlu", "NÖTR", "Olumsuz"), (P, Z, N)),
        (("Pozitif", "Tarafsız", "Negatif"), (P, Z, N)),
        (("LABEL_0", "LABEL_1"), (N, P)),
        (("LABEL_0", "LABEL_1", "LABEL_2"), (N, Z, P)),
        (("LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3", "LABEL_4"), (N, N, Z, P, P)),
        (("1 star", "2 stars", "3 stars", "4 stars", "5 stars"), (N, N, Z, P, P)),
        (("5", "4", "3", "2", "1"), (P, P, Z, N, N)),
        (("1 yıldız", "3 yıldız", "5 YILDIZ"), (N, Z, P)),
        (("Very Negative", "negative", "neutral", "positive", "çok olumlu"), (N, N, Z, P, P)),
    ],
)
def test_names_in_both_languages_stars_and_numbers_are_known(
    labels: tuple[str, ...], tones: tuple[str, ...]
) -> None:
    assert tones_of(labels, "config.json") == tones


@pytest.mark.parametrize(
    ("labels", "kind", "named"),
    [
        (("joy", "anger"), "unknown_label", "joy"),
        (("negative", "neutral"), "one_sided", "negative, neutral"),
        (("LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"), "unknown_label", "LABEL_0"),
        (("LABEL_1", "LABEL_0"), "unknown_label", "LABEL_1"),
        (("very", "positive"), "unknown_label", "very"),
        (("", "positive"), "unknown_label", ""),
        (("6 stars", "1 star"), "unknown_label", "6 stars"),
    ],
)
def test_a_label_that_says_no_tone_is_named(labels: tuple[str, ...], kind: str, named: str) -> None:
    with pytest.raises(ModelProblem) as caught:
        tones_of(labels, "config.json")
    assert caught.value.kind == kind
    assert caught.value.values["file"] == "config.json"
    assert named in caught.value.values.values()
