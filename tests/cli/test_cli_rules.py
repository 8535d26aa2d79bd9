"""Rules from the command line, tried before they are put in force."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.command import Cli, item, jsonl

WHEN, DO = "kind:comment tone:negative words:kargo*,gecik*", "tag:kargo assign:mert priority:+3"


@pytest.fixture
def house(cli: Cli) -> Cli:
    """A team with a tag, a member, and three comments of which two complain."""
    cli("tags", "add", "k", "kargo")
    cli("members", "add", "mert", "--key", "m")
    lines = [
        item(1, "KARGOM hâlâ gelmedi, rezalet"),
        item(2, "çok teşekkürler, harikasınız"),
        item(3, "gecikmeden bıktım, berbat"),
    ]
    for line in lines:
        del line["created_at"]
    cli("ingest", "--account", "kahve", stdin=jsonl([line | {"created_at": now()} for line in lines]))
    return cli


def now() -> str:
    return (datetime.now(UTC) - timedelta(hours=1)).isoformat()


def test_a_rule_is_made_shown_and_changed(house: Cli) -> None:
    house(
        "rules", "add", "Kargo şikayeti", "--when", "duygu:olumsuz tür:yorum sözcük:kargo*,gecik*", "--do", DO
    )
    house("rules", "add", "önce", "--when", "is:spam", "--do", "hide", "--last", "--place", 1)
    first, second = house.rows("rules", "list")
    assert (first["name"], first["place"], first["do"], first["last"]) == ("önce", 1, "hide last", True)
    assert (second["when"], second["do"], second["enabled"], second["hits"]) == (WHEN, DO, False, 0)
    house("rules", "set", "Kargo şikayeti", "--do", "tag:kargo", "--name", "Kargo", "--last")
    house("rules", "move", "Kargo", 1)
    house("rules", "set", "önce", "--no-last")
    house("rules", "remove", "önce")
    (row,) = house.rows("rules", "list")
    assert (row["place"], row["name"], row["when"], row["do"]) == (1, "Kargo", WHEN, "tag:kargo last")
    shown = house("rules", "list").stdout
    assert "Kargo" in shown and WHEN in shown
    assert "rule removed" in house("undo").stdout
    assert len(house.rows("rules", "list")) == 2


def test_a_trial_says_what_would_happen_and_changes_nothing(house: Cli) -> None:
    before = house.rows("inbox")
    house("assign", before[0]["id"], "mert")
    (trial,) = house.rows("rules", "test", "--when", WHEN, "--do", DO)
    assert (trial["rule"], trial["seen"], trial["matched"], trial["when"]) == (None, 3, 2, WHEN)
    assert trial["effects"] == [
        {"action": "tag", "value": "kargo", "items": 2, "new": 2},
        {"action": "assign", "value": "mert", "items": 2, "new": 1},
        {"action": "priority", "value": "+3", "items": 2, "new": 2},
    ]
    found = {sample["text"]: sample["reasons"][-1] for sample in trial["samples"]}
    assert found["KARGOM hâlâ gelmedi, rezalet"] == {
        "condition": "words",
        "wanted": "kargo*",
        "found": "KARGOM",
    }
    assert [row["tags"] for row in house.rows("inbox")] == [[], [], []]
    told = house("rules", "test", "--when", WHEN, "--do", DO).stdout
    assert "2 of 3 messages of 30 days" in told
    assert "assigned to mert: 2, 1 of them not yet" in told
    assert "“KARGOM”" in told


def test_a_rule_before_it_that_is_the_last_keeps_items_from_it(house: Cli) -> None:
    house("rules", "add", "önce", "--when", "words:kargo*", "--do", "tag:kargo last")
    house("rules", "enable", "önce", "--yes")
    house("rules", "add", "sonra", "--when", "tone:negative", "--do", "priority:+1")
    (trial,) = house.rows("rules", "test", "sonra")
    assert (trial["matched"], trial["stopped"]) == (1, 1)


def test_a_rule_that_nobody_tested_is_shown_before_it_is_put_in_force(house: Cli) -> None:
    house("rules", "add", "Kargo", "--when", WHEN, "--do", DO)
    refused = house("rules", "enable", "Kargo", status=1)
    assert "2 of 3 messages" in refused.stdout and "--yes" in refused.stderr
    assert house.rows("rules", "list")[0]["enabled"] is False
    house("rules", "enable", "Kargo")
    assert house.rows("rules", "list")[0]["enabled"] is True
    house("rules", "set", "Kargo", "--do", "done")
    house("rules", "disable", "Kargo")
    house("rules", "enable", "Kargo", status=1)
    house("rules", "test", "Kargo")
    house("rules", "enable", "Kargo")


def test_what_arrives_is_ruled_by_the_next_sync(house: Cli) -> None:
    house("rules", "add", "Kargo", "--when", WHEN, "--do", DO)
    house("rules", "enable", "Kargo", "--yes")
    house("sync", "--once")
    assert [row["tags"] for row in house.rows("inbox")] == [[], [], []], "history is left alone"
    house("ingest", "--account", "kahve", stdin=jsonl([item(4, "kargo kayıp, rezalet")]))
    house("sync", "--once")
    (hit,) = house.rows("rules", "hits", "Kargo")
    assert (hit["name"], [did["action"] for did in hit["did"]]) == ("Kargo", ["tag", "assign", "priority"])
    row = next(row for row in house.rows("inbox") if row["id"] == hit["item"])
    assert (row["tags"], row["assignee"]) == (["kargo"], "mert")
    assert house.rows("rules", "list")[0]["hits"] == 1


def test_history_is_ruled_when_it_is_asked_for_and_taken_back(house: Cli) -> None:
    house("rules", "add", "Kargo", "--when", WHEN, "--do", DO)
    assert house.rows("rules", "apply", "Kargo", "--since", "1d") == [{"rule": 1, "matched": 2, "hits": 2}]
    assert house.rows("rules", "apply", "Kargo", "--since", "1d") == [{"rule": 1, "matched": 2, "hits": 0}]
    assert [row["assignee"] for row in house.rows("inbox")].count("mert") == 2
    number = house.rows("rules", "hits")[0]["item"]
    assert len(house.rows("rules", "hits", "--item", number)) == 1
    assert "priority +3" in house("rules", "hits").stdout
    assert "rule applied" in house("undo").stdout
    assert [row["assignee"] for row in house.rows("inbox")].count("mert") == 0
    assert house.rows("rules", "hits") == []


@pytest.mark.parametrize(
    ("when", "do", "told"),
    [
        ("kindd:comment", DO, "--when: column 1: there is no condition “kindd”; did you mean kind?"),
        ("kind:letter", DO, "--when: column 6: “letter” is none of: comment, mention, dm, review"),
        (WHEN, "tag:kargo delete", "--do: column 11: “delete”: no rule deletes or sends"),
        (WHEN, "done snooze:2h", "--do: closing and snoozing exclude each other"),
        ("", DO, "--when: a rule needs a condition"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(house: Cli, when: str, do: str, told: str) -> None:
    assert told in house("rules", "add", "x", "--when", when, "--do", do, status=2).stderr
    assert house.rows("rules", "list") == []


def test_what_is_not_there_is_named(house: Cli) -> None:
    assert "no tag yok" in house("rules", "add", "x", "--when", WHEN, "--do", "tag:yok", status=1).stderr
    elsewhere = ("rules", "add", "x", "--when", "account:yok", "--do", DO)
    assert "no account yok" in house(*elsewhere, status=1).stderr
    assert "no rule x" in house("rules", "test", "x", status=1).stderr
    assert "--do" in house("rules", "test", "--when", WHEN, status=2).stderr
    house("rules", "add", "x", "--when", WHEN, "--do", DO)
    assert (
        "there is a rule x already" in house("rules", "add", "x", "--when", WHEN, "--do", DO, status=1).stderr
    )
