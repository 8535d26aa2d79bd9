"""A brand's corrections make its comments read better; few of them change little; its words are named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from meydan.insight.language import TURKISH
from meydan.insight.linear import LinearModel, columns
from meydan.insight.sentiment.brand import BrandModel, Correction, Lesson, learn
from meydan.insight.sentiment.tone import Tone
from meydan.insight.sentiment.turkish import TurkishRules
from meydan.insight.sight import Model, Words
from meydan.insight.tokens import tokenise
from meydan.insight.training import recipes, shipping
from meydan.insight.training.invented import invent
from meydan.insight.training.matrix import tone_reader
from meydan.insight.training.rows import LABELS, Row, read_rows
from meydan.insight.training.scoring import score, shares
from meydan.insight.weights import CARD, parse_card, parse_weights

SAMPLE = Path(__file__).with_name("sample")
BRAND = "tr_cemrifki_twitter"
GIVEN = 700
RISE = 0.07


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> LinearModel:
    """A model that has seen nothing of the brand."""
    folder = tmp_path_factory.mktemp("base")
    rows = [*read_rows(SAMPLE / "tr_train.jsonl.gz", LABELS), *invent(TURKISH)]
    read = recipes.pool(rows, tone_reader(TURKISH))
    fitted = recipes.train(read, recipes.RECIPES[TURKISH], read.sources != BRAND)
    shipping.write(folder, "base.npz", fitted, 0.9)
    card = parse_card((folder / CARD).read_text("utf-8"))
    return LinearModel(parse_weights((folder / "base.npz").read_bytes(), "base.npz", card["base.npz"]))


@pytest.fixture(scope="module")
def comments() -> list[Row]:
    return read_rows(SAMPLE / "brand.jsonl.gz", LABELS)


def corrections(base: LinearModel, rows: list[Row]) -> list[Correction]:
    see = tone_reader(TURKISH).see
    return [Correction(base.knowing(see(row.text)), row.label) for row in rows]


def macro(model: Model, rows: list[Correction]) -> float:
    odds = np.array([model.odds(seen) for seen, _ in rows], dtype=np.float32)
    return score(np.array([label for _, label in rows]), shares(odds).argmax(axis=1)).macro


def test_corrections_make_the_brands_comments_read_better(base: LinearModel, comments: list[Row]) -> None:
    rows = corrections(base, comments)
    given, unseen = rows[:GIVEN], rows[GIVEN:]
    assert macro(BrandModel(base, learn(base, given)), unseen) >= macro(base, unseen) + RISE


def test_no_corrections_change_nothing_and_few_change_little(base: LinearModel, comments: list[Row]) -> None:
    rows = corrections(base, comments)
    before = [base.odds(seen) for seen, _ in rows[100:]]
    for count, most in ((0, 1e-9), (3, 0.2)):
        model = BrandModel(base, learn(base, rows[:count]))
        after = [model.odds(seen) for seen, _ in rows[100:]]
        sure = np.array(before) * base.sureness
        assert np.abs(np.array(after) - sure).mean() < most


def test_the_same_corrections_give_the_same_model(base: LinearModel, comments: list[Row]) -> None:
    rows = corrections(base, comments[:100])
    lesson = learn(base, rows)
    assert lesson == learn(base, rows) == Lesson.unpack(lesson.packed())


def test_what_a_word_means_to_a_brand_is_learnt_and_named(base: LinearModel) -> None:
    texts = [("yeni bitter serisi rafta", 2), ("bitter severiz biz", 2), ("kakaosu bol bitter", 2)] * 4
    texts += [("yeni sütlü serisi rafta", 0), ("sütlü severiz biz", 0), ("kakaosu bol sütlü", 0)] * 4
    lesson = learn(base, corrections(base, [Row(text, label, BRAND) for text, label in texts]))
    model = BrandModel(base, lesson)
    text = "bugün bitter aldım"
    tokens = tokenise(text)
    said = columns(map(base.examine, tokens), 3)
    verdict = Tone(TurkishRules(), model).judge(Words(text, tokens, tokens, (), said), asks=False, rude=0.0)
    assert verdict.sentiment == "positive"
    assert verdict.words[0] == "bitter"
