"""The team's own models on the command line: classify, ingest, judging again, the check-up."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import MEYDAN, Cli, item, jsonl
from tests.ownmodel.tiny import make

IRONIC = "rezalet bir kargo, berbat bir hizmet, iyi mi"
TEXTS = [IRONIC, "what a good coffee", "bu ürün kötü"]


@pytest.fixture
def model(cli: Cli, tmp_path: Path) -> Path:
    """A model for Turkish that the workspace's config.toml names."""
    folder = make(tmp_path / "model")
    (cli.folder / "ws").mkdir()
    (cli.folder / "ws" / "config.toml").write_text(f'[models]\ntr = "{folder}"\n')
    return folder


def classified(cli: Cli, *options: str, texts: list[str] = TEXTS) -> list[str]:
    done = cli("classify", *options, stdin=jsonl([{"text": text} for text in texts]))
    return [json.loads(line)["sentiment"] for line in done.stdout.splitlines()]


def test_classify_by_the_own_model_or_by_the_built_in_one(cli: Cli, model: Path) -> None:
    assert classified(cli) == classified(cli, "--engine", "own") == ["positive", "positive", "negative"]
    assert classified(cli, "--engine", "builtin") == ["negative", "positive", "negative"]
    many = classified(cli, texts=[f"bu ürün {word}" for word in ("iyi", "kötü") * 150])
    assert many == ["positive", "negative"] * 150
    assert "own, builtin" in cli("classify", "--engine", "x", status=2).stderr


def test_classify_answers_while_the_input_is_open(cli: Cli, model: Path) -> None:
    with subprocess.Popen(
        [MEYDAN, "classify", "--plain"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=cli.env
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        for text, tone in ((IRONIC, "positive"), ("bu ürün kötü", "negative")):
            process.stdin.write(text.encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["sentiment"] == tone
        process.stdin.close()
        assert process.wait(10) == 0


def test_a_model_that_is_none_is_named_and_the_built_in_one_answers(cli: Cli, model: Path) -> None:
    (model / "tokenizer.json").write_text("{")
    done = cli("classify", "--plain", stdin=f"{IRONIC}\n{IRONIC}\n")
    assert [json.loads(line)["sentiment"] for line in done.stdout.splitlines()] == ["negative"] * 2
    assert done.stderr.count(str(model / "tokenizer.json")) == 1
    assert "the built-in one judges" in done.stderr


def test_own_models_must_be_there_to_be_asked_for(cli: Cli) -> None:
    assert "config.toml" in cli("classify", "--engine", "own", status=2).stderr
    (cli.folder / "ws").mkdir()
    config = cli.folder / "ws" / "config.toml"
    for wrong in ('[models]\nde = "x"', "[models]\ntr = 5", 'models = "x"', '[models]\ntr = ""'):
        config.write_text(wrong)
        assert str(config) in cli("inbox", status=None).stderr


@pytest.mark.parametrize("count", [3, 2100])
def test_what_is_taken_in_has_the_own_models_tone(cli: Cli, model: Path, count: int) -> None:
    cli("ingest", "--account", "a", stdin=jsonl([item(at, f"{IRONIC} {at}") for at in range(count)]))
    assert len(cli.rows("inbox", "--sentiment", "positive", "-n", count)) == count


def test_what_is_stored_is_judged_again_but_for_corrections(cli: Cli, tmp_path: Path) -> None:
    cli("ingest", "--account", "a", stdin=jsonl([item(at, IRONIC) for at in range(450)]))
    cli("ingest", "--account", "b", stdin=jsonl([item(9, IRONIC)]))
    cli("sentiment", 1, "neutral")
    (cli.folder / "ws" / "config.toml").write_text(f'[models]\ntr = "{make(tmp_path / "model")}"\n')
    assert cli.rows("retag", "--account", "b") == [{"judged": 1, "changed": 1}]
    assert cli.rows("retag", "--since", "1m") == [{"judged": 0, "changed": 0}]
    assert cli.rows("retag") == [{"judged": 450, "changed": 449}]
    assert "450" in cli("retag").stdout
    tones = cli.rows("sql", "SELECT sentiment, count(*) AS n, sum(score > 0) AS up FROM item GROUP BY 1")
    assert tones == [
        {"sentiment": "neutral", "n": 1, "up": 0},
        {"sentiment": "positive", "n": 450, "up": 450},
    ]
    counted = cli.rows(
        "sql", "SELECT sentiment, sum(items) AS n FROM item_counter WHERE items > 0 GROUP BY 1"
    )
    assert counted == [{"sentiment": "neutral", "n": 1}, {"sentiment": "positive", "n": 450}]
    (cli.folder / "ws" / "config.toml").write_text("")
    assert cli.rows("retag") == [{"judged": 450, "changed": 450}]


def test_doctor_says_how_a_model_is(cli: Cli, model: Path) -> None:
    (found,) = (one for one in cli.rows("doctor") if one["check"] == "model")
    assert found["state"] == "ok"
    assert "positive = positive" in found["found"]
    assert "texts a second" in found["found"]
    make(model, {"0": "joy", "1": "b", "2": "c"})
    told = cli("doctor", status=1)
    assert f"{model / 'config.json'}: the label joy says no tone" in told.stdout


def test_doctor_tells_a_slow_model(cli: Cli, model: Path) -> None:
    make(model, rounds=2_000_000)
    (found,) = (one for one in cli.rows("doctor") if one["check"] == "model")
    assert (found["state"], "slow" in found["mend"]) == ("warning", True)
