"""Writes weights as the runtime reads them: int8 in an npz without pickle, entered on the card."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from meydan.insight.training.fitting import Fitted, Floats
from meydan.insight.training.matrix import BUCKETS
from meydan.insight.weights import CARD

STEPS = 127
LOUDEST = 99.98
"""The percentile of the weights that are met which int8 must still express; what is louder is cut to it."""
SAME_TIME = (1980, 1, 1, 0, 0, 0)


def write(folder: Path, name: str, fitted: Fitted, sureness: float) -> None:
    """Write one npz file; the same weights give the same bytes."""
    words, signs = fitted.weights[:BUCKETS], fitted.weights[BUCKETS:]
    unit = np.array([_unit(column) for column in words.T], dtype=np.float32)
    steps = np.ascontiguousarray(np.clip(np.rint(words / unit), -STEPS, STEPS), dtype=np.int8)
    matrices: dict[str, NDArray[np.int8] | Floats] = {
        "words": steps,
        "unit": unit,
        "bias": fitted.bias,
        "signs": np.ascontiguousarray(signs, dtype=np.float32),
        "sureness": np.array([sureness], dtype=np.float32),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for key, matrix in matrices.items():
            raw = io.BytesIO()
            np.lib.format.write_array(raw, matrix, version=(1, 0), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{key}.npy", SAME_TIME), raw.getvalue(), zipfile.ZIP_DEFLATED)
    (folder / name).write_bytes(packed.getvalue())
    _enter(folder, name, packed.getvalue(), matrices)


def _unit(column: Floats) -> float:
    met = np.abs(column[column != 0])
    return float(np.percentile(met, LOUDEST)) / STEPS if met.size else 1.0


def _enter(folder: Path, name: str, packed: bytes, matrices: dict[str, NDArray[np.int8] | Floats]) -> None:
    card = folder / CARD
    known = json.loads(card.read_text("utf-8")) if card.exists() else {"files": {}}
    known["files"][name] = {
        "sha256": hashlib.sha256(packed).hexdigest(),
        "matrices": {key: {"shape": list(m.shape), "type": m.dtype.name} for key, m in matrices.items()},
    }
    card.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", "utf-8")
