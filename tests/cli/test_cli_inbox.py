"""The inbox from the command line: taking in, listing, filtering, working, taking back."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from tests.cli.command import MEYDAN, Cli, item, jsonl, make_cli
from tests.terminal.pty_terminal import PtyTerminal

KEYS = [
    *("id", "account", "platform", "kind", "author", "text", "created_at", "lang", "sentiment", "score"),
    *(
        "confidence",
        "question",
        "urgent",
        "spam",
        "state",
        "assignee",
        "tags",
        "thread",
        "remote_id",
        "permalink",
    ),
    *("priority", "reasons"),
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A workspace with items of two accounts; tests that change it say so."""
    cli = make_cli(tmp_path_factory.mktemp("inbox"))
    cli(
        "ingest",
        "--account",
        "kahve",
        stdin=jsonl(
            [
                item(0, "Kargom gelmedi, çok kötü bir hizmet", kind="mention"),
                item(1, "Kahveniz harika olmuş, teşekkürler", permalink="https://a.example/1"),
                item(2, "Where is the shop?", kind="dm", created_at="2026-11-21T13:00:00+03:00"),
                item(3, "Onun altında", parent="r0"),
                item(4, "Onun da altında", parent="r3"),
            ]
        ),
    )
    reviews = [item(9, "Isparta ŞİKAYET", kind="review", parent=None)]
    cli("ingest", "--account", "maps", "--platform", "google_business", stdin=jsonl(reviews))
    return cli


def test_json_has_the_keys_of_the_contract_newest_first(filled: Cli) -> None:
    rows = filled.rows("inbox")
    assert [list(row) for row in rows] == [KEYS] * 6
    assert [row["remote_id"] for row in rows] == ["r2", "r9", "r4", "r3", "r1", "r0"]
    first, mention = rows[0], rows[-1]
    assert first["created_at"] == "2026-11-21T10:00:00Z"
    assert type(first["id"]) is int and type(first["remote_id"]) is str and first["question"] is True
    assert (mention["account"], mention["platform"], mention["author"]) == ("kahve", "ingest", "user0")
    assert (mention["lang"], mention["sentiment"], mention["state"]) == ("tr", "negative", "open")
    assert -1 <= mention["score"] < 0 < mention["confidence"] <= 1
    assert rows[4]["permalink"] == "https://a.example/1"
    assert mention["tags"] == [] and mention["assignee"] == ""
    assert [row["thread"] for row in rows] == ["r2", "r9", "r0", "r0", "r1", "r0"]


def test_filters_choose(filled: Cli) -> None:
    def ids(*args: object) -> set[str]:
        return {row["remote_id"] for row in filled.rows("inbox", *args)}

    assert ids("--kind", "mention,dm") == {"r0", "r2"}
    assert ids("--platform", "google_business") == ids("--account", "maps") == ids("--account", "2") == {"r9"}
    assert ids("--sentiment", "positive", "--lang", "tr") == {"r1"}
    assert ids("--since", "2026-11-21T12:59+03:00") == {"r2"}
    assert ids("-n", "2") == {"r2", "r9"}
    assert ids("--search", "ısparta sikayet") == {"r9"}
    assert ids("--search", unicodedata.normalize("NFD", "KÖTÜ")) == {"r0"}
    assert ids("--search", "karg*", "--kind", "dm") == set()


def test_the_order_is_chosen_and_its_reasons_are_told(filled: Cli) -> None:
    rows = filled.rows("inbox", "--sort", "priority")
    assert [row["priority"] for row in rows] == sorted((row["priority"] for row in rows), reverse=True)
    worst = rows[0]
    assert (worst["remote_id"], worst["reasons"]) == ("r0", {"negative": 3})
    assert {row["remote_id"]: row["reasons"] for row in rows}["r2"] == {"question": 2, "dm": 1}
    newest = [row["id"] for row in filled.rows("inbox")]
    assert [row["id"] for row in filled.rows("inbox", "--sort", "oldest")] == newest[::-1]
    shown = filled("inbox", "--sort", "priority").stdout.splitlines()
    assert "points" in shown[0] and "Kargom gelmedi" in shown[1]
    assert "newest, oldest, priority" in filled("inbox", "--sort", "loudest", status=2).stderr


def test_what_is_late_follows_the_office_hours(filled: Cli) -> None:
    every = {row["remote_id"] for row in filled.rows("inbox")}
    assert {row["remote_id"] for row in filled.rows("inbox", "--late")} == every
    filled(
        "sla", "set", "--target", "dm=none,review=none", "--hours", "mon-sun=00:00-24:00", "--country", "none"
    )
    assert {row["remote_id"] for row in filled.rows("inbox", "--late")} == every - {"r2", "r9"}
    filled("done", filled.rows("inbox", "--late")[0]["id"])
    assert len(filled.rows("inbox", "--late")) == len(every) - 3
    assert filled.rows("inbox", "--late", "--state", "done") == []
    filled("undo")


def test_text_is_aligned_and_plain(filled: Cli) -> None:
    lines = filled("inbox").stdout.splitlines()
    assert lines[0].split() == ["ID", "age", "account", "kind", "author", "±", "state", "assigned", "text"]
    assert len(lines) == 7 and "\x1b" not in "".join(lines)
    column = lines[0].index("text")
    assert lines[-1][column:] == "Kargom gelmedi, çok kötü bir hizmet"
    turkish = filled("--language", "tr", "inbox", "--kind", "mention").stdout
    assert "bahsetme" in turkish and "açık" in turkish


def test_wrong_filters_are_told(filled: Cli) -> None:
    assert "--state" in filled("inbox", "--state", "asleep", status=2).stderr
    assert "2h" in filled("inbox", "--since", "yesterday-ish", status=2).stderr
    assert "nosuch" in filled("inbox", "--account", "nosuch", status=1).stderr
    assert "-n" in filled("inbox", "-n", "many", status=2).stderr
    assert "-n" in filled("inbox", "-n", "0", status=2).stderr


def test_a_reader_that_leaves_is_no_failure(filled: Cli) -> None:
    line = f"'{filled.folder}/many.sh'"
    Path(f"{filled.folder}/many.sh").write_text(
        'set -o pipefail; meydan sql --json "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n '
        "WHERE i < 10000) SELECT i, printf('%0100d', i) AS wide FROM n\" | head -n 1",
        "utf-8",
    )
    env = filled.env | {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    done = subprocess.run(
        ["bash", "-c", f"bash {line}"], env=env, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["i"] == 1


def test_items_are_worked_and_taken_back(cli: Cli) -> None:
    cli("ingest", "--account", "kahve", stdin=jsonl([item(n, f"soru {n}") for n in range(4)]))
    cli("tags", "add", "k", "kargo")
    cli("members", "add", "mert", "--name", "Mert", "--key", "m")
    cli("tag", 1, "kargo")
    cli("assign", 1, "mert")
    cli("sentiment", 1, "negative")
    cli("done", 2, 3)
    cli("snooze", 4, "2d")
    (open_item,) = cli.rows("inbox", "--state", "open")
    assert (open_item["tags"], open_item["assignee"], open_item["sentiment"]) == (
        ["kargo"],
        "mert",
        "negative",
    )
    assert {r["id"] for r in cli.rows("inbox", "--state", "done")} == {2, 3}
    assert {r["id"] for r in cli.rows("inbox")} == {1, 4}
    assert {r["id"] for r in cli.rows("inbox", "--state", "all")} == {1, 2, 3, 4}
    assert {r["id"] for r in cli.rows("inbox", "--assignee", "mert", "--tag", "kargo")} == {1}
    assert {r["id"] for r in cli.rows("inbox", "--assignee", "nobody", "--state", "snoozed")} == {4}
    assert "snooze" in cli("undo").stdout
    assert "done" in cli("undo").stdout
    assert {r["id"] for r in cli.rows("inbox", "--state", "open")} == {1, 2, 3, 4}
    assert "done" in cli("redo").stdout
    assert {r["id"] for r in cli.rows("inbox", "--state", "done")} == {2, 3}
    cli("reopen", 2, 3)
    cli("untag", 1, "kargo")
    cli("assign", 1, "nobody")
    assert cli.rows("inbox", "--state", "open")[-1]["tags"] == []


def test_what_is_not_there_is_named(cli: Cli) -> None:
    cli("ingest", "--account", "kahve", stdin=jsonl([item(1, "merhaba")]))
    assert "no item 99" in cli("done", 1, 99, status=1).stderr
    assert cli.rows("inbox", "--state", "open")[0]["id"] == 1, "all or nothing"
    assert "nosuch" in cli("tag", 1, "nosuch", status=1).stderr
    assert "nobodyelse" in cli("assign", 1, "nobodyelse", status=1).stderr
    assert "happy" in cli("sentiment", 1, "happy", status=2).stderr
    assert "past" in cli("snooze", 1, "2020-01-01", status=1).stderr
    assert "undo" in cli("undo", status=1).stderr
    assert "empty" in cli("note", 1, " ", status=1).stderr
    assert "kahve" in cli("reply", 1, "selam", status=1).stderr, "nothing can be sent from it"
    assert "no" in cli("reply", 99, "selam", status=1).stderr
    turkish = cli("done", 99, status=1, MEYDAN_LANGUAGE="tr").stderr
    assert "99" in turkish and "no item" not in turkish


def test_hostile_text_never_reaches_the_terminal(cli: Cli) -> None:
    evil = [
        "\x1b]0;PWNED\x07title",
        "\x1b[2Jclear",
        "\x9b31mC1",
        "[/oops] x",
        "a\u202eb",
        "nul\x00",
        "t\U000e0041g",
    ]
    lines = [item(n, f"ev{n} {text}", author=f"a{text}") for n, text in enumerate(evil)]
    cli("ingest", "--account", "hostile\x1b[31m", stdin=jsonl(lines))
    cli("note", 1, "mine \x1b[2J too")
    for args in (
        ("inbox",),
        ("inbox", "--json"),
        ("accounts",),
        (),
        ("sql", "SELECT text FROM item"),
        ("outbox",),
    ):
        shown = cli(*args).stdout
        assert not any(c in shown for c in "\x1b\x07\x9b\u202e\x00\U000e0041"), args
        assert "[/oops] x" in shown or args in (("accounts",), ("outbox",))


def test_a_terminal_gets_lines_that_fit_and_colours_only_if_wanted(filled: Cli) -> None:
    for environ, bold in (({}, True), ({"NO_COLOR": "1"}, False)):
        with PtyTerminal([str(MEYDAN), "inbox"], filled.env | environ, columns=60, rows=24) as terminal:
            assert terminal.ended(20) and terminal.status == 0
            assert (b"\x1b[1m" in terminal.raw) is bold
            assert len([line for line in terminal.lines if line]) == 7, "no line is wrapped"
            assert any(line.endswith("…") for line in terminal.lines)


def test_long_work_shows_a_bar_on_a_terminal_only(filled: Cli) -> None:
    file = filled.folder / "bar.jsonl"
    file.write_text(jsonl([item(n, f"metin {n}") for n in range(3000)]), "utf-8")
    with PtyTerminal([str(MEYDAN), "ingest", "--account", "bar", str(file)], filled.env) as terminal:
        assert terminal.ended(30) and terminal.status == 0
        assert b"[=" in terminal.raw and b"%" in terminal.raw
        assert terminal.text.strip() == (
            '{"account":"bar","stored":3000,"updated":0,"unchanged":0,"rejected":0}'
        ), "the bar is wiped"
