"""Asking around, earlier answers and people, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Cli, item, jsonl, make_cli


@pytest.fixture
def filled(tmp_path: Path) -> Cli:
    """A workspace with four items of three people and a colleague, mert."""
    cli = make_cli(tmp_path)
    texts = ("Glutensiz kurabiye var mı?", "glutensiz kurabiyeniz kaç lira", "Merhaba", "hava güzel")
    rows = [item(n, text, author=f"user{n % 3}") for n, text in enumerate(texts)]
    cli("ingest", "--account", "kahve", stdin=jsonl(rows))
    cli("members", "add", "mert", "--name", "Mert", "--key", "m")
    return cli


def ids(cli: Cli) -> dict[str, int]:
    """Item numbers by remote id."""
    return {row["remote_id"]: row["id"] for row in cli.rows("inbox", "--state", "all")}


def one(cli: Cli, number: int) -> dict[str, Any]:
    """An item of the inbox."""
    return next(row for row in cli.rows("inbox", "--state", "all") if row["id"] == number)


def test_ask_answer_and_find_it_again(filled: Cli) -> None:
    first, second = ids(filled)["r0"], ids(filled)["r1"]
    said = filled("ask", first, "mert", "-", "--due", "2h", stdin="Hangi şubede?\n").stdout
    (row,) = filled.rows("inquiries")
    assert said == f"inquiry {row['id']}\n"
    assert list(row) == [
        *("id", "item", "asked_by", "asked", "text", "created_at", "due_at", "overdue"),
        *("answer", "answered_by", "answered_at"),
    ]
    assert (row["item"], row["asked"], row["text"], row["overdue"], row["answer"]) == (
        first,
        "mert",
        "Hangi şubede?",
        False,
        "",
    )
    assert row["due_at"].endswith("Z")
    assert one(filled, first)["state"] == "waiting"
    assert filled.rows("inquiries", "--mine") == []
    assert "Hangi şubede?" in filled("inquiries").stdout
    filled("similar", second, status=1)
    filled("answer", row["id"], "Kadıköy'de var")
    assert one(filled, first)["state"] == "open"
    assert filled.rows("inquiries") == []
    (done,) = filled.rows("inquiries", "--all")
    assert (done["answer"], done["answered_by"]) == ("Kadıköy'de var", row["asked_by"])
    (like,) = filled.rows("similar", second)
    assert list(like) == [
        *("item", "author", "text", "answer", "answered_by", "answered_at", "private", "inside", "likeness")
    ]
    assert (like["item"], like["answer"], like["inside"]) == (first, "Kadıköy'de var", True)
    assert "Kadıköy'de var" in filled("similar", second).stdout
    assert "answered this already" in filled("answer", row["id"], "yine", status=1).stderr
    assert "undone: answered a colleague" in filled("undo").stdout
    assert filled.rows("similar", second) == []
    filled("withdraw", row["id"])
    assert one(filled, first)["state"] == "open"
    assert "artık sormuyor" in filled("answer", row["id"], "yine", status=1, MEYDAN_LANGUAGE="tr").stderr


def test_what_cannot_be_asked_is_named(filled: Cli) -> None:
    first = ids(filled)["r0"]
    assert "no member zeki" in filled("ask", first, "zeki", "?", status=1).stderr
    assert "no item 999" in filled("ask", 999, "mert", "?", status=1).stderr
    assert "--due cannot be dün" in filled("ask", first, "mert", "?", "--due", "dün", status=2).stderr
    assert "the text is empty" in filled("ask", first, "mert", " ", status=1).stderr
    assert "no inquiry 9" in filled("answer", 9, "x", status=1).stderr
    assert filled.rows("inquiries", "--all") == []


def test_people_are_found_marked_joined_and_split(filled: Cli) -> None:
    people = {row["handle"]: row["id"] for row in filled.rows("people")}
    assert set(people) == {"user0", "user1", "user2"}
    (row,) = filled.rows("people", "USER1")
    assert list(row) == [
        *("id", "platform", "handle", "name", "url", "followers", "first_seen_at", "mark", "joined")
    ]
    assert (row["mark"], row["joined"]) == ("none", None)
    filled("mark", people["user1"], "vip")
    filled("join", people["user1"], people["user2"])
    marks = {row["handle"]: (row["mark"], row["joined"] is not None) for row in filled.rows("people")}
    assert marks == {"user0": ("none", False), "user1": ("vip", True), "user2": ("vip", True)}
    assert "VIP" in filled("people", "user1").stdout
    assert "joined already" in filled("join", people["user2"], people["user1"], status=1).stderr
    filled("split", people["user2"])
    assert "not joined" in filled("split", people["user2"], status=1).stderr
    assert "no person 99" in filled("mark", 99, "none", status=1).stderr
    assert "one of vip" in filled("mark", people["user1"], "friend", status=2).stderr
    assert "undone: two persons" in filled("undo").stdout
