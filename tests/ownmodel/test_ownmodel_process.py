"""Models in processes of their own: believed while they keep up, set aside when they do not, tried again."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from meydan.app.ownmodel.models import OwnModels, Patience
from meydan.app.ownmodel.problems import ModelTrouble
from meydan.app.ownmodel.process import ModelProcess
from meydan.insight.analysis import Analysis
from meydan.insight.engine import shared_analyser
from tests.ownmodel.tiny import make

TEXTS = [
    "kargo geldi, iyi ürün",
    "bu ürün kötü",
    "idare eder bu ürün",
    "what a good coffee",
    "poison bu iyi ürün",
]
BUILT_IN = shared_analyser().analyse_many(TEXTS)
SLOW = 3_000_000
"""Rounds of work that take seconds."""


class Heard:
    """What was told of models."""

    def __init__(self) -> None:
        self.troubles: list[str] = []

    def __call__(self, lang: str, trouble: ModelTrouble | None) -> None:
        self.troubles.append(f"{lang} {trouble.kind if trouble else 'well'}")


def refined(models: OwnModels, texts: list[str] = TEXTS) -> list[Analysis]:
    return models.refine(texts, shared_analyser().analyse_many(texts))


def test_a_model_says_the_tone_of_its_language_and_nothing_else(tmp_path: Path) -> None:
    heard = Heard()
    models = OwnModels({"tr": make(tmp_path)}, heard)
    try:
        found = refined(models)
    finally:
        models.close()
    assert [one.sentiment for one in found[:3]] == ["positive", "negative", "neutral"]
    assert found[1].score == pytest.approx(-0.947, abs=1e-3)
    assert found[1].confidence == pytest.approx(0.9647, abs=1e-3)
    assert found[1].words == BUILT_IN[1].words == ("kötü",)
    assert [(one.lang, one.question, one.reasons) for one in found] == [
        (one.lang, one.question, one.reasons) for one in BUILT_IN
    ]
    assert found[3] == BUILT_IN[3], "that is English"
    assert found[4] == BUILT_IN[4], "the model stumbles over that one"
    assert heard.troubles == ["tr well"]


def test_many_texts_keep_their_order(tmp_path: Path) -> None:
    texts = ["bu ürün kötü" if at % 3 else "bu ürün iyi" for at in range(200)]
    models = OwnModels({"tr": make(tmp_path)})
    try:
        found = refined(models, texts)
    finally:
        models.close()
    assert [one.sentiment for one in found] == ["negative" if at % 3 else "positive" for at in range(200)]


@pytest.mark.parametrize(
    ("build", "patience", "kind"),
    [
        (lambda path: path / "nowhere", Patience(), "no_folder"),
        (lambda path: make(path, rounds=SLOW), Patience(load=0.5), "slow_to_load"),
        (lambda path: make(path, rounds=SLOW // 3), Patience(answer=0.05, text=0.0), "slow"),
        (lambda path: make(path, {"0": "joy", "1": "b", "2": "c"}), Patience(), "unknown_label"),
    ],
)
def test_what_is_slow_or_broken_is_set_aside_at_once_and_told_once(
    tmp_path: Path, build: Callable[[Path], Path], patience: Patience, kind: str
) -> None:
    heard = Heard()
    models = OwnModels({"tr": build(tmp_path)}, heard, patience)
    try:
        assert refined(models) == BUILT_IN
        begun = time.monotonic()
        assert refined(models) == BUILT_IN
        assert time.monotonic() - begun < 0.3, "it is not asked again"
    finally:
        models.close()
    assert heard.troubles == [f"tr {kind}"]


def test_a_process_that_dies_is_replaced_after_a_pause(tmp_path: Path) -> None:
    heard = Heard()
    models = OwnModels({"tr": make(tmp_path)}, heard, Patience(pause=0.0))
    try:
        assert refined(models)[1] != BUILT_IN[1]
        process = models._models["tr"]._process
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        assert refined(models) == BUILT_IN
        assert refined(models)[1] != BUILT_IN[1]
    finally:
        models.close()
    assert heard.troubles == ["tr well", "tr ended", "tr well"]


def test_a_text_alone_spoils_nothing_but_stumbling_always_is_broken(tmp_path: Path) -> None:
    heard = Heard()
    models = OwnModels({"tr": make(tmp_path)}, heard, Patience(stumbles=3))
    poison = ["poison bu ürün"]
    try:
        for _ in range(2):
            refined(models, poison)
        assert refined(models)[1] != BUILT_IN[1]
        assert heard.troubles == ["tr well"]
        for _ in range(3):
            refined(models, poison)
    finally:
        models.close()
    assert heard.troubles == ["tr well", "tr stumbles"]


def test_closing_ends_the_wait_of_who_asks(tmp_path: Path) -> None:
    heard = Heard()
    models = OwnModels({"tr": make(tmp_path, rounds=SLOW)}, heard)
    found: list[list[Analysis]] = []
    asking = threading.Thread(target=lambda: found.append(refined(models)))
    asking.start()
    while (process := models._models["tr"]._process) is None:
        time.sleep(0.01)
    models.close()
    asking.join(5)
    assert not asking.is_alive()
    assert found == [BUILT_IN]
    assert heard.troubles == []
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_its_process_ends_with_ours(tmp_path: Path) -> None:
    process = ModelProcess(make(tmp_path))
    assert process.load() == (("negative", "negative"), ("neutral", "neutral"), ("positive", "positive"))
    pipe = process._process.stdin
    assert pipe is not None
    pipe.close()
    assert process._process.wait(10) == 0
    process.close()
