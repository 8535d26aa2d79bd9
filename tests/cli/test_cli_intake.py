"""`classify` and `ingest`: streams in, streams out, bad lines named, nothing twice."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

from tests.cli.command import MEYDAN, Cli, item, jsonl

CLASSES = ["lang", "sentiment", "score", "confidence", "question", "urgent", "spam", "offensive"]
CLASSES += ["words", "reasons"]


def test_classify_answers_every_line_in_order(cli: Cli) -> None:
    texts = ["Kargom gelmedi, çok kötü", "great coffee, thanks!", "", "Neredesiniz?"]
    done = cli("classify", stdin=jsonl([{"text": text, "extra": 1} for text in texts]))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [list(row) for row in rows] == [CLASSES] * 4
    assert [(r["lang"], r["sentiment"]) for r in rows[:2]] == [("tr", "negative"), ("en", "positive")]
    assert rows[3]["question"] is True
    assert "kötü" in rows[0]["words"]
    assert rows[3]["reasons"] == {"question": ["Neredesiniz", "?"]}
    plain = cli("classify", "--json", "--plain", stdin="\n".join(texts) + "\n").stdout
    assert plain == done.stdout
    assert not (cli.folder / "ws").exists(), "classifying needs no workspace"


def test_many_lines_are_answered_as_single_ones_are(cli: Cli) -> None:
    texts = [f"{at}. sipariş {'harika' if at % 3 else 'gelmedi'}, nerede?" for at in range(1500)]
    lines = [json.dumps({"text": text}) for text in texts]
    lines[700] = json.dumps({"text": "uzun " * 60_000})
    lines[900] = "nonsense"
    done = cli("classify", stdin="\n".join(lines), status=1)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert "line 901" in done.stderr
    assert len(answers) == len(lines)
    assert "error" in answers[900]
    few = cli("classify", stdin="\n".join(lines[:150])).stdout.splitlines()
    assert done.stdout.splitlines()[:150] == few


def test_classify_names_bad_lines_and_keeps_their_place(cli: Cli) -> None:
    done = cli("classify", stdin='{"text": "iyi"}\nnonsense\n{"x": 1}\n[1]\n{"text": 5}\n', status=1)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [list(row) for row in rows] == [CLASSES, *[["error"]] * 4]
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [f"line {n}" for n in (2, 3, 4, 5)]


def test_classify_answers_while_the_input_is_open(cli: Cli) -> None:
    with subprocess.Popen(
        [MEYDAN, "classify", "--plain"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=cli.env
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b"ilk\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["lang"]
        process.stdin.close()
        assert process.wait(10) == 0


def test_ingest_stores_once_and_sees_changes(cli: Cli) -> None:
    lines = [item(n, f"metin {n}") for n in range(2500)]
    file = cli.folder / "in.jsonl"
    file.write_text(jsonl(lines), "utf-8")

    def run(*args: object, stdin: str = "") -> dict[str, object]:
        (line,) = cli("ingest", "--account", "toplu", *args, stdin=stdin).stdout.splitlines()
        result: dict[str, object] = json.loads(line)
        return result

    assert run(file) == {"account": "toplu", "stored": 2500, "updated": 0, "unchanged": 0, "rejected": 0}
    assert run(file) == {"account": "toplu", "stored": 0, "updated": 0, "unchanged": 2500, "rejected": 0}
    lines[7]["text"] = "değişti"
    assert run(stdin=jsonl(lines[:10])) == {
        "account": "toplu",
        "stored": 0,
        "updated": 1,
        "unchanged": 9,
        "rejected": 0,
    }
    assert len(cli.rows("inbox", "-n", 5000)) == 2500
    assert [r["remote_id"] for r in cli.rows("inbox", "--search", "değişti")] == ["r7"]


def test_ingest_names_what_it_rejects_and_takes_the_rest(cli: Cli) -> None:
    bad = [
        "not json",
        "[]",
        json.dumps(item(1, "x") | {"remote_id": ""}),
        json.dumps(item(1, "x") | {"kind": "poem"}),
        json.dumps(item(1, "x") | {"created_at": "2026-11-20 10:00"}),
        json.dumps(item(1, "x") | {"created_at": "soon"}),
        json.dumps({k: v for k, v in item(1, "x").items() if k != "text"}),
        json.dumps(item(1, "x") | {"author": 1.5}),
    ]
    given = "\n".join([json.dumps(item(0, "iyi")), "", *bad, json.dumps(item(2, "iyi") | {"remote_id": 17})])
    done = cli("ingest", "--account", "a", stdin=given, status=1)
    assert json.loads(done.stdout) == {
        "account": "a",
        "stored": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": 8,
    }
    told = done.stderr.splitlines()
    assert [line.split(":")[0] for line in told] == [f"line {n}" for n in range(3, 11)]
    assert all(
        word in line
        for word, line in zip(("JSON", "object", "remote_id", "poem", "zone"), told, strict=False)
    )
    assert {r["remote_id"] for r in cli.rows("inbox")} == {"r0", "17"}


def test_ingest_is_told_where_it_cannot(cli: Cli, tmp_path: Path) -> None:
    assert "nosuch.jsonl" in cli("ingest", "--account", "a", tmp_path / "nosuch.jsonl", status=1).stderr
    assert "--account" in cli("ingest", status=2).stderr


def test_an_interrupted_ingest_goes_on_where_it_stopped(cli: Cli) -> None:
    cli("init")
    file = cli.folder / "in.jsonl"
    file.write_text(jsonl([item(n, f"uzun bir metin {n} kargo nerede") for n in range(40_000)]), "utf-8")
    process = cli.start("ingest", "--account", "toplu", file)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not cli.rows("inbox", "-n", 1):
        pass
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    partial = json.loads(out)
    assert process.returncode == 1 and err.decode() == "meydan: interrupted\n"
    assert 0 < partial["stored"] < 40_000
    assert cli.rows("sql", "SELECT count(*) AS n FROM item")[0]["n"] == partial["stored"]
