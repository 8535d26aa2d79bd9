"""Networks run by onnxruntime: what they say, and folders that hold none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from onnx import TensorProto

from meydan.insight.ownmodel.network import Network
from meydan.insight.ownmodel.problem import ModelProblem
from tests.ownmodel.tiny import make

TEXTS = ("iyi iyi", "kötü", "hmm okay", "")


def tones(network: Network) -> list[str]:
    return ["-0+"[max(range(3), key=list(shares).__getitem__)] for shares in network.judge(TEXTS[:3])]


def test_shares_are_the_softmax_of_what_the_words_say(tmp_path: Path) -> None:
    network = Network(make(tmp_path))
    found = network.judge(TEXTS)
    assert [pytest.approx(1.0)] * 4 == [sum(shares) for shares in found]
    assert found[1] == pytest.approx((0.9647, 0.0177, 0.0177), abs=1e-3)
    assert found[3] == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    # Alone or among others, a text is judged the same: what it is filled up with says nothing.
    assert network.judge(TEXTS[1:2])[0] == pytest.approx(found[1], abs=1e-6)


@pytest.mark.parametrize(
    "build",
    [
        lambda path: make(path, softmax=True),
        lambda path: make(path, kind=TensorProto.INT32),
        lambda path: make(path, inputs=("input_ids",)),
        lambda path: make(path, inputs=("input_ids", "attention_mask", "token_type_ids")),
        lambda path: make(path, shape=(1, 8)),
        lambda path: make(path, shape=("batch", 8)),
        lambda path: make(path, {"2": "olumsuz", "0": "olumlu", "1": "nötr"}, columns=(2, 1, 0)),
    ],
)
def test_models_of_every_make(tmp_path: Path, build: Callable[[Path], Path]) -> None:
    assert tones(Network(build(tmp_path))) == ["+", "-", "0"]


def test_a_model_of_two_classes_is_neutral_where_it_cannot_decide(tmp_path: Path) -> None:
    network = Network(make(tmp_path, {"0": "LABEL_0", "1": "LABEL_1"}, columns=(0, 2)))
    assert tones(network) == ["+", "-", "0"]
    assert network.judge(["iyi kötü"])[0] == pytest.approx((0.0, 1.0, 0.0))


def test_a_long_text_is_cut(tmp_path: Path) -> None:
    network = Network(make(tmp_path, config={"max_position_embeddings": 12}))
    assert network.folder.longest == 10
    assert network.judge(["okay " * 10 + "kötü " * 5000]) == network.judge(["okay " * 10])


def spoil(name: str, content: bytes | None) -> Callable[[Path], None]:
    def spoiled(folder: Path) -> None:
        make(folder)
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(content)

    return spoiled


def says(config: object) -> Callable[[Path], None]:
    return spoil("config.json", json.dumps(config).encode())


@pytest.mark.parametrize(
    ("build", "kind", "file"),
    [
        (lambda folder: None, "no_folder", ""),
        (spoil("model.onnx", None), "no_file", "model.onnx"),
        (spoil("tokenizer.json", None), "no_file", "tokenizer.json"),
        (spoil("config.json", None), "no_file", "config.json"),
        (spoil("config.json", b"\xff{"), "no_json", "config.json"),
        (spoil("config.json", b"[" * 100_000), "no_json", "config.json"),
        (spoil("config.json", b" " * (1 << 20) + b"{}"), "no_json", "config.json"),
        (says([]), "no_json", "config.json"),
        (says({}), "no_labels", "config.json"),
        (says({"id2label": {"0": "negative"}}), "no_labels", "config.json"),
        (says({"id2label": {"0": "negative", "2": "positive"}}), "label_numbers", "config.json"),
        (says({"id2label": {"0": "negative", "1": 5}}), "label_numbers", "config.json"),
        (says({"id2label": {"0": "negative", "1": "joy"}}), "unknown_label", "config.json"),
        (
            says({"id2label": {"0": "negative", "1": "positive"}, "problem_type": "regression"}),
            "wrong_kind",
            "config.json",
        ),
        (says({"id2label": {"0": "negative", "1": "positive"}}), "wrong_output", "model.onnx"),
        (spoil("tokenizer.json", b"{}"), "bad_tokenizer", "tokenizer.json"),
        (spoil("tokenizer.json", b"\x00" * 99), "bad_tokenizer", "tokenizer.json"),
        (spoil("model.onnx", b""), "bad_model", "model.onnx"),
        (spoil("model.onnx", b"\x00\xff" * 999), "bad_model", "model.onnx"),
        (lambda folder: make(folder, inputs=("input_ids", "pixels")), "unknown_input", "model.onnx"),
        (lambda folder: make(folder, kind=TensorProto.INT16), "bad_model", "model.onnx"),
        (lambda folder: make(folder, shape=("batch", 8, 1)), "unknown_input", "model.onnx"),
        (lambda folder: make(folder, shape=(3, 8)), "cannot_judge", "model.onnx"),
        (lambda folder: make(folder, endless=True), "no_numbers", "model.onnx"),
    ],
)
def test_what_is_wrong_with_a_folder_is_told_by_its_file(
    tmp_path: Path, build: Callable[[Path], None], kind: str, file: str
) -> None:
    folder = tmp_path / "model"
    build(folder)
    with pytest.raises(ModelProblem) as caught:
        network = Network(folder)
        if kind == "cannot_judge":
            network.judge(["iyi"])
    assert caught.value.kind == kind
    assert caught.value.values["file"] == str(folder / file)


def test_a_text_that_the_network_stumbles_over_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(ModelProblem, match="cannot_judge"):
        Network(make(tmp_path)).judge(["poison"])
