"""A sequence-classification network run by onnxruntime; the only module here that needs the extra `onnx`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE
from meydan.insight.ownmodel.folder import ModelFolder, read_folder
from meydan.insight.ownmodel.problem import ModelProblem

IDS, MASK, KINDS = "input_ids", "attention_mask", "token_type_ids"
WHOLE_NUMBERS = {"tensor(int64)": "int64", "tensor(int32)": "int32"}
PROBES = ("iyi", "Kargom nerede? Hâlâ gelmedi.", "great coffee, thanks")
"""Judged when it is loaded, so that what is wrong with a model is known before a comment comes."""
ONE = 1e-3
"""How far from one shares may add up."""

Shares = tuple[float, float, float]
"""How likely negative, neutral and positive are."""


class Network:
    """Loads a model from its folder, and judges texts by it. Raises ModelProblem for one it cannot use.

    Nothing is ever downloaded: what is not in the folder is not there.
    """

    def __init__(self, path: Path) -> None:
        self.folder = read_folder(path)
        self._numpy = _installed("numpy")
        self._tokenizer = _tokenizer(self.folder)
        self._session = _session(self.folder)
        self._types = self._inputs()
        batch, length = self._session.get_inputs()[0].shape[:2]
        self._alone = batch == 1
        self._length = length if isinstance(length, int) else 0
        if self._length:
            self._tokenizer.enable_truncation(min(self._length, self.folder.longest))
        self._gives_shares = False
        self._gives_shares = self._adds_up(self._run(PROBES))

    def judge(self, texts: Sequence[str]) -> list[Shares]:
        """The shares of the tones of some texts, at once. Raises ModelProblem."""
        rows = self._run(texts)
        if not self._gives_shares:
            odds = self._numpy.exp(rows - rows.max(axis=1, keepdims=True))
            rows = odds / odds.sum(axis=1, keepdims=True)
        return [self._shares(row) for row in rows.tolist()]

    def _shares(self, row: Sequence[float]) -> Shares:
        shares = dict.fromkeys((NEGATIVE, NEUTRAL, POSITIVE), 0.0)
        for tone, share in zip(self.folder.tones, row, strict=True):
            shares[tone] += share
        if NEUTRAL not in self.folder.tones:
            # It knows no neutral: what it cannot decide on is. Three in four it must be sure of.
            lead = shares[POSITIVE] - shares[NEGATIVE]
            return max(-lead, 0.0), 1.0 - abs(lead), max(lead, 0.0)
        return shares[NEGATIVE], shares[NEUTRAL], shares[POSITIVE]

    def _run(self, texts: Sequence[str]) -> Any:
        """One row of numbers for each text, a number for each label."""
        if self._alone and len(texts) > 1:
            return self._numpy.concatenate([self._run([text]) for text in texts])
        numpy, file = self._numpy, str(self.folder.model)
        cut = self._tokenizer.encode_batch(list(texts))
        ids = [one.ids or [self.folder.pad] for one in cut]
        mask = [one.attention_mask or [1] for one in cut]
        longest = self._length or max(map(len, ids))
        parts = {
            IDS: [row + [self.folder.pad] * (longest - len(row)) for row in ids],
            MASK: [row + [0] * (longest - len(row)) for row in mask],
            KINDS: [[0] * longest] * len(ids),
        }
        feed = {name: numpy.array(parts[name], dtype=kind) for name, kind in self._types.items()}
        try:
            rows = numpy.asarray(self._session.run(None, feed)[0], dtype="float64")
        except Exception as error:  # noqa: BLE001 - whatever a network stumbles over
            raise ModelProblem("cannot_judge", file=file, reason=_first_line(error)) from None
        if rows.shape != (len(texts), len(self.folder.labels)):
            shape = "x".join(map(str, rows.shape))
            raise ModelProblem("wrong_output", file=file, shape=shape, labels=str(len(self.folder.labels)))
        if not numpy.isfinite(rows).all():
            raise ModelProblem("no_numbers", file=file)
        return rows

    def _inputs(self) -> dict[str, str]:
        """The kind of whole number of each input."""
        types = {}
        for one in self._session.get_inputs():
            if one.name not in (IDS, MASK, KINDS) or one.type not in WHOLE_NUMBERS:
                raise ModelProblem(
                    "unknown_input", file=str(self.folder.model), name=f"{one.name} {one.type}"[:80]
                )
            types[one.name] = WHOLE_NUMBERS[one.type]
            if len(one.shape) != 2:
                raise ModelProblem(
                    "unknown_input", file=str(self.folder.model), name=f"{one.name} {one.shape}"[:80]
                )
        if IDS not in types:
            raise ModelProblem("unknown_input", file=str(self.folder.model), name=f"no {IDS}")
        return types

    def _adds_up(self, rows: Any) -> bool:
        """Whether the network gives shares already, and not odds."""
        return bool((rows >= 0).all() and (abs(rows.sum(axis=1) - 1) < ONE).all())


def _tokenizer(folder: ModelFolder) -> Any:
    tokenizers = _installed("tokenizers")
    try:
        found = tokenizers.Tokenizer.from_file(str(folder.tokenizer))
        found.no_padding()
        found.enable_truncation(folder.longest)
        found.encode_batch(list(PROBES))
    except Exception as error:  # noqa: BLE001 - whatever a file says that is no tokenizer
        raise ModelProblem("bad_tokenizer", file=str(folder.tokenizer), reason=_first_line(error)) from None
    return found


def _session(folder: ModelFolder) -> Any:
    runtime = _installed("onnxruntime")
    options = runtime.SessionOptions()
    # Half of the machine at most: people work on it.
    options.intra_op_num_threads = max(1, (os.cpu_count() or 1) // 2)
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return runtime.InferenceSession(str(folder.model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 - whatever a file says that is no network
        raise ModelProblem("bad_model", file=str(folder.model), reason=_first_line(error)) from None


def _installed(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise ModelProblem("not_installed", name=name) from None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
