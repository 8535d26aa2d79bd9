"""Training: a sample gives what ships, in shape and nearly as good; what has no neutral teaches none."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from meydan.insight.language import ENGLISH, TURKISH
from meydan.insight.linear import LinearModel
from meydan.insight.training import recipes
from meydan.insight.training.__main__ import main
from meydan.insight.training.fitting import fit
from meydan.insight.training.invented import invent
from meydan.insight.training.matrix import tone_reader
from meydan.insight.training.rows import LABELS, Row, kind, read_rows
from meydan.insight.training.scoring import score, shares
from meydan.insight.weights import CARD, Table, parse_weights, read_weights

SAMPLE = Path(__file__).with_name("sample")
EVERYDAY = Path(__file__).with_name("everyday_comments.tsv")
CLOSE = 0.1
"""How much macro-F1 it may cost to learn from a thirtieth of the texts."""


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    assert main([str(SAMPLE), "--into", str(folder)]) == 0
    return folder


@pytest.mark.long
def test_a_sample_gives_weights_of_the_shape_that_ships(trained: Path) -> None:
    card = json.loads((trained / CARD).read_text("utf-8"))["files"]
    for name, entry in card.items():
        ours = parse_weights((trained / name).read_bytes(), name, entry)
        assert {key: table.shape for key, table in ours.items()} == {
            key: table.shape for key, table in read_weights(name).items()
        }
    assert set(card) == {"turkish.npz", "english.npz", "turkish_offence.npz"}


@pytest.mark.long
@pytest.mark.parametrize(("language", "name"), [(TURKISH, "turkish.npz"), (ENGLISH, "english.npz")])
def test_a_sample_gives_weights_nearly_as_good(trained: Path, language: str, name: str) -> None:
    entry = json.loads((trained / CARD).read_text("utf-8"))["files"][name]
    of_sample = parse_weights((trained / name).read_bytes(), name, entry)
    # On comments that neither has seen.
    everyday = [line.split("\t") for line in EVERYDAY.read_text("utf-8").splitlines() if line[:1] != "#"]
    unseen = [Row(text, LABELS.index(tone), lang) for lang, tone, text in everyday if lang == language]
    assert _macro(language, unseen, of_sample) > _macro(language, unseen, read_weights(name)) - CLOSE
    # And on texts of the sources, held back from the sample only.
    assert _macro(language, read_rows(SAMPLE / f"{language}_dev.jsonl", LABELS), of_sample) > 0.55


def _macro(language: str, rows: list[Row], tables: dict[str, Table]) -> float:
    odds = _odds(tone_reader(language).matrix([row.text for row in rows]), tables)
    return score(np.array([row.label for row in rows]), shares(odds).argmax(axis=1)).macro


def _odds(matrix: csr_matrix, tables: dict[str, Table]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    read = {key: np.array(table.numbers).reshape(table.shape) for key, table in tables.items()}
    weights = np.vstack([read["words"] * read["unit"], read["signs"]])
    return np.asarray(matrix @ weights + read["bias"], dtype=np.float32)


def test_what_is_trained_is_what_the_runtime_says() -> None:
    rows = read_rows(SAMPLE / "tr_dev.jsonl", LABELS)[:40]
    tables = read_weights("turkish.npz")
    reader = tone_reader(TURKISH)
    expected = _odds(reader.matrix([row.text for row in rows]), tables)
    model = LinearModel(tables)
    for row, odds in zip(rows, expected, strict=True):
        sight = reader.see(row.text)
        assert model.odds(model.knowing(sight)) == pytest.approx(odds.tolist(), abs=1e-4)


def test_the_same_texts_give_the_same_weights() -> None:
    rows = [*read_rows(SAMPLE / "tr_dev.jsonl", LABELS), *invent(TURKISH)]
    read = recipes.pool(rows, tone_reader(TURKISH))
    one, other = (recipes.train(read, recipes.RECIPES[TURKISH]) for _ in range(2))
    assert np.array_equal(one.weights, other.weights)


@pytest.mark.parametrize(("masked", "against_neutral"), [(True, 0.0), (False, 4.8)])
def test_a_source_without_neutral_says_nothing_about_neutral(masked: bool, against_neutral: float) -> None:
    # The first column is how the two-sided source looks, the second is met in the other source only.
    matrix = csr_matrix(np.array([[1, 0]] * 4 + [[0, 1]] * 6, dtype=np.float32))
    labels = np.array([0, 2, 0, 2, 0, 1, 2, 0, 1, 2])
    two_sided = np.array([masked] * 4 + [False] * 6)
    fitted = fit(matrix, labels, np.ones(10, np.float32), two_sided, 1e-3)
    looks = float(fitted.weights[0].sum())
    assert looks == pytest.approx(against_neutral, abs=0.1)


def test_a_line_without_a_known_label_is_named(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(
        '{"text": "a", "label": "neutral", "source": "s"}\n{"text": "b", "label": "so-so"}\n', "utf-8"
    )
    with pytest.raises(ValueError, match=r"x\.jsonl:2: not a labelled text"):
        read_rows(file, LABELS)


def test_invented_comments_are_none_of_the_everyday_ones() -> None:
    everyday = EVERYDAY.read_text("utf-8").splitlines()
    tested = {line.split("\t")[2] for line in everyday if not line.startswith("#")}
    for language in (TURKISH, ENGLISH):
        invented = invent(language)
        longer = {row.text for row in invented if " " in row.text}
        assert len(invented) > 500
        assert not longer & tested
        assert {row.label for row in invented} == set(range(len(LABELS)))


def test_kinds_of_text() -> None:
    assert kind("@user bak https://t.co/x") == "tweets"
    assert kind("filmi çok beğendim") == "films"
    assert kind("ürün elime ulaştı") == "products"
    assert kind("oteli beğendik") == "places"
    assert kind("yarın gelirim") == "other"
