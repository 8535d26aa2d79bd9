"""Who is here and how much they have to do, from the command line."""

from __future__ import annotations

from typing import Any

from tests.cli.command import Cli, item, jsonl


def member(cli: Cli, login: str) -> dict[str, Any]:
    return next(row for row in cli.rows("members", "list") if row["login"] == login)


def test_a_member_has_a_load_a_limit_and_may_be_away(cli: Cli) -> None:
    cli("ingest", "--account", "yerel", stdin=jsonl([item(number, "merhaba") for number in range(1, 4)]))
    cli("members", "add", "mert", "--name", "Mert", "--key", "m", "--max-open", 1)
    assert (member(cli, "mert")["max_open"], member(cli, "mert")["available"]) == (1, True)
    assert cli("assign", 1, "mert").stderr == ""
    assert "Mert has 2 open now, the limit is 1" in cli("assign", 2, "mert").stderr
    cli("done", 2)
    assert member(cli, "mert")["open"] == 1
    cli("members", "set", "mert", "--away", "--max-open", 0, "--name", "Mert Kaya")
    assert member(cli, "mert") == {
        "login": "mert",
        "name": "Mert Kaya",
        "role": "responder",
        "key": "m",
        "available": False,
        "max_open": None,
        "open": 1,
    }
    assert "Mert Kaya is away" in cli("assign", 3, "mert").stderr
    assert member(cli, "mert")["open"] == 2, "it works all the same"
    assert "away" in cli("members", "list").stdout
    cli("undo")
    cli("undo")
    assert member(cli, "mert")["available"] is True


def test_what_cannot_be_of_a_member_is_said(cli: Cli) -> None:
    cli("members", "add", "mert", "--key", "m")
    cli("members", "add", "zeynep", "--key", "z", "--away")
    assert "--max-open" in cli("members", "set", "mert", status=2).stderr
    assert "zeynep" in cli("members", "set", "mert", "--key", "z", status=1).stderr
    assert "yok" in cli("members", "set", "yok", "--away", status=1).stderr
    assert "boss" in cli("members", "set", "mert", "--role", "boss", status=2).stderr
    cli("members", "set", "mert", "--max-open", -1, status=2)
    assert member(cli, "zeynep")["available"] is False
