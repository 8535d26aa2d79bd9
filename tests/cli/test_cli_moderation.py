"""Hiding, deleting, blocking, reporting and calling spam from the command line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from meydan.connectors.playground.server import PlaygroundServer
from tests.cli.command import MEYDAN, Cli, item, jsonl
from tests.terminal.pty_terminal import PtyTerminal


@pytest.fixture
def playground() -> Iterator[PlaygroundServer]:
    with PlaygroundServer(seed=7) as served:
        yield served


@pytest.fixture
def ids(playground: PlaygroundServer, cli: Cli) -> list[int]:
    """Items of an account on the playground, which can hide and delete."""
    cli("connect", "playground", playground.base_url, "--token", playground.tokens["anadolukahve"])
    cli("sync", "--once")
    return [row["id"] for row in cli.rows("inbox", "--kind", "comment")]


def states(cli: Cli, *ids: int) -> list[str]:
    rows = {row["id"]: row for row in cli.rows("inbox", "--state", "all", "-n", 1000)}
    return [rows[number]["state"] for number in ids]


def outbox(cli: Cli) -> list[tuple[str, str, int]]:
    rows = cli.rows("outbox", "--state", "all")[::-1]
    return [(row["action"], row["state"], row["item"]) for row in rows]


def test_many_are_hidden_and_shown_again(cli: Cli, ids: list[int]) -> None:
    first, second, *_ = ids
    assert "2 deliveries are held" in cli("hide", first, second).stdout
    assert states(cli, first, second) == ["done", "done"]
    assert "undone: hide" in cli("undo").stdout
    assert states(cli, first, second) == ["open", "open"]
    assert outbox(cli) == [("hide", "cancelled", first), ("hide", "cancelled", second)]
    cli("hide", first, "--now")
    cli("sync", "--once")
    assert outbox(cli)[2:] == [("hide", "sent", first)]
    told = cli("undo").stdout
    assert "undone: hide" in told and "waits in the outbox" in told
    assert outbox(cli)[3:] == [("unhide", "ready", first)]
    cli("unhide", second, "--now")
    assert outbox(cli)[4:] == [("unhide", "ready", second)]


def test_deleting_asks_first_and_cannot_be_taken_back(cli: Cli, ids: list[int]) -> None:
    first, second, *_ = ids
    assert "--yes" in cli("delete", first, status=2).stderr
    for typed, status in (("no\r", 1), ("delete\r", 0)):
        with PtyTerminal([str(MEYDAN), "delete", str(first), "--now"], cli.env) as terminal:
            terminal.until("Type “delete” to delete 1 item")
            terminal.type(typed)
            assert terminal.ended(10) and terminal.status == status
    cli("delete", second, "--yes", "--now")
    cli("sync", "--once")
    assert outbox(cli) == [("delete", "sent", first), ("delete", "sent", second)]
    refused = cli("undo", status=1).stderr
    assert "not undone: delete" in refused and "cannot be taken back" in refused


def test_one_that_cannot_be_moderated_stops_all(cli: Cli, ids: list[int]) -> None:
    cli("ingest", "--account", "yerel", stdin=jsonl([item(1, "merhaba")]))
    (local,) = (row["id"] for row in cli.rows("inbox", "--account", "yerel"))
    assert "yerel" in cli("report", ids[0], local, status=1).stderr
    assert "no item 9999" in cli("block", ids[0], 9999, status=1).stderr
    assert outbox(cli) == []


def test_spam_is_ours_to_say(cli: Cli, ids: list[int]) -> None:
    first, second, *_ = ids
    cli("spam", first, second)
    rows = {row["id"]: row for row in cli.rows("inbox", "--state", "done")}
    assert {number: rows[number]["spam"] for number in (first, second)} == {first: True, second: True}
    cli("spam", "--not", second)
    assert states(cli, first, second) == ["done", "open"]
    assert "undone: no spam" in cli("undo").stdout
    assert states(cli, first, second) == ["done", "done"]
    assert outbox(cli) == []
