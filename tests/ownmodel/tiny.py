"""Real networks, made small: a bag of word vectors and a linear layer, in ONNX with a WordLevel tokenizer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

VOCABULARY = ("[PAD]", "[UNK]", "good", "bad", "okay", "iyi", "kötü", "idare", "poison")
VOTES: Mapping[str, tuple[float, float, float]] = {
    "good": (0, 0, 4),
    "iyi": (0, 0, 4),
    "bad": (4, 0, 0),
    "kötü": (4, 0, 0),
    "okay": (0, 4, 0),
    "idare": (0, 4, 0),
}
"""What each word says, in logits of negative, neutral and positive."""
THREE = {"0": "negative", "1": "neutral", "2": "positive"}
POISON = 10_000
"""The number of a word that the network has no vector for."""


def make(
    folder: Path,
    labels: Mapping[str, str] = THREE,
    *,
    columns: Sequence[int] = (0, 1, 2),
    config: Mapping[str, object] | None = None,
    inputs: Sequence[str] = ("input_ids", "attention_mask"),
    shape: Sequence[int | str] = ("batch", "length"),
    kind: int = TensorProto.INT64,
    softmax: bool = False,
    rounds: int = 0,
    endless: bool = False,
) -> Path:
    """A model's folder; `columns` are which votes the labels are, `rounds` of useless work make it slow.

    `endless`: it answers with what is no number.
    """
    folder.mkdir(parents=True, exist_ok=True)
    votes = np.array([[VOTES.get(word, (0, 0, 0))[at] for at in columns] for word in VOCABULARY], np.float32)
    if endless:
        votes[:] = np.inf
    nodes = [
        helper.make_node("Gather", ["votes", "input_ids"], ["vectors"]),
        helper.make_node("ReduceSum", ["vectors", "axis"], ["summed"], keepdims=0),
    ]
    initial = [
        numpy_helper.from_array(votes, "votes"),
        numpy_helper.from_array(np.array([1], np.int64), "axis"),
    ]
    last = "summed"
    if rounds:
        nodes.append(_busy(initial, rounds))
        nodes.append(helper.make_node("Add", ["summed", "nothing"], ["after"]))
        last = "after"
    nodes.append(helper.make_node("Softmax" if softmax else "Identity", [last], ["logits"]))
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, kind, shape) for name in inputs],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [shape[0], len(columns)])],
        initial,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, folder / "model.onnx")
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer()), "utf-8")
    said = {"id2label": dict(labels), **(config or {})}
    (folder / "config.json").write_text(json.dumps(said), "utf-8")
    return folder


def _busy(initial: list[onnx.TensorProto], rounds: int) -> onnx.NodeProto:
    """A loop that multiplies matrices `rounds` times and comes to nothing, as slowly as it is told."""
    initial += [
        numpy_helper.from_array(np.array(rounds, np.int64), "rounds"),
        numpy_helper.from_array(np.array(True), "on"),
        numpy_helper.from_array(np.zeros((200, 200), np.float32), "matrix"),
        numpy_helper.from_array(np.zeros((1,), np.float32), "zero"),
    ]
    body = helper.make_graph(
        [
            helper.make_node("MatMul", ["matrix", "matrix"], ["product"]),
            helper.make_node("ReduceSum", ["product"], ["sum"], keepdims=0),
            helper.make_node("Add", ["so_far", "sum"], ["more"]),
            helper.make_node("Identity", ["going"], ["goes_on"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("round", TensorProto.INT64, []),
            helper.make_tensor_value_info("going", TensorProto.BOOL, []),
            helper.make_tensor_value_info("so_far", TensorProto.FLOAT, [1]),
        ],
        [
            helper.make_tensor_value_info("goes_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("more", TensorProto.FLOAT, [1]),
        ],
    )
    return helper.make_node("Loop", ["rounds", "on", "zero"], ["nothing"], body=body)


def _tokenizer() -> dict[str, object]:
    numbers = {word: number for number, word in enumerate(VOCABULARY)}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": numbers | {"poison": POISON}, "unk_token": "[UNK]"},
    }
