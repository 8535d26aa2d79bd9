"""The folder of a model: its three files, and what config.json says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meydan.insight.ownmodel.labels import tones_of
from meydan.insight.ownmodel.problem import ModelProblem

CONFIG, TOKENIZER, MODEL = "config.json", "tokenizer.json", "model.onnx"
LARGEST_CONFIG = 1 << 20
MOST_LABELS = 64
LONGEST = 256
"""Pieces of a text that a model reads: comments are shorter, and what it takes grows with them."""
ONE_OF_SEVERAL = ("", "single_label_classification")


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """What a model's folder says: its labels in order, the tone of each, and how texts are cut for it."""

    path: Path
    labels: tuple[str, ...]
    tones: tuple[str, ...]
    pad: int
    longest: int

    @property
    def model(self) -> Path:
        """The network."""
        return self.path / MODEL

    @property
    def tokenizer(self) -> Path:
        """What cuts texts."""
        return self.path / TOKENIZER


def read_folder(path: Path) -> ModelFolder:
    """Read and check a model's folder. Raises ModelProblem."""
    if not path.is_dir():
        raise ModelProblem("no_folder", file=str(path))
    for name in (MODEL, TOKENIZER, CONFIG):
        if not (path / name).is_file():
            raise ModelProblem("no_file", file=str(path / name))
    file = path / CONFIG
    config = _read_json(file)
    kind = config.get("problem_type") or ""
    if kind not in ONE_OF_SEVERAL:
        raise ModelProblem("wrong_kind", file=str(file), given=str(kind)[:60])
    labels = _labels(config, str(file))
    places = config.get("max_position_embeddings")
    longest = min(LONGEST, places - 2) if type(places) is int and places > 2 else LONGEST
    pad = config.get("pad_token_id")
    pad = pad if type(pad) is int and pad >= 0 else 0
    return ModelFolder(path, labels, tones_of(labels, str(file)), pad, longest)


def _labels(config: dict[str, Any], file: str) -> tuple[str, ...]:
    named = config.get("id2label")
    if not isinstance(named, dict) or not 2 <= len(named) <= MOST_LABELS:
        raise ModelProblem("no_labels", file=file)
    by_number = {str(number): label for number, label in named.items() if isinstance(label, str)}
    numbers = [str(number) for number in range(len(named))]
    if sorted(by_number) != sorted(numbers):
        raise ModelProblem("label_numbers", file=file, last=numbers[-1])
    return tuple(by_number[number] for number in numbers)


def _read_json(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as source:
            raw = source.read(LARGEST_CONFIG + 1)
    except OSError as error:
        raise ModelProblem("unreadable", file=str(file), reason=error.strerror or str(error)) from None
    try:
        found = json.loads(raw) if len(raw) <= LARGEST_CONFIG else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ModelProblem("no_json", file=str(file))
    return found
