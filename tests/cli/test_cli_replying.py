"""Answering from the command line: saved replies, times, windows, approval."""

from __future__ import annotations

import getpass
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Cli, item, jsonl


@pytest.fixture
def filled(cli: Cli) -> Cli:
    """Two public items (Turkish, English), a talk of today and one of last month."""
    now = datetime.now(UTC)
    items = [
        item(1, "Kargom nerede kaldı acaba", author="merve.kaya"),
        item(2, "Where is my order please", author="john"),
        item(3, "Özelden yazdım", kind="dm", created_at=(now - timedelta(hours=23)).isoformat()),
        item(4, "Eski mesaj", kind="dm", created_at=(now - timedelta(days=30)).isoformat()),
        item(5, "Dünden kalan", kind="dm", created_at=(now - timedelta(days=2)).isoformat()),
    ]
    cli("ingest", "--account", "kahve", "--platform", "playground", stdin=jsonl(items))
    return cli


def be(cli: Cli, role: str) -> None:
    """Give the person at the command line a role."""
    cli("members", "add", getpass.getuser(), "--name", "Ben", "--role", role)


def ids(cli: Cli) -> dict[str, int]:
    return {row["remote_id"]: row["id"] for row in cli.rows("inbox", "--state", "all")}


def newest(cli: Cli) -> dict[str, Any]:
    return cli.rows("outbox", "--state", "all")[0]


def test_a_saved_reply_speaks_the_items_language_and_names_its_people(filled: Cli) -> None:
    number = ids(filled)
    picture = filled.folder / "kutu.png"
    picture.write_bytes(b"png")
    filled("saved", "add", "kg", "--text", "Merhaba {ad}, {account} burada.", "--lang", "tr",
           "--media", picture, "--alt", "kutu")  # fmt: skip
    filled("saved", "add", "kg", "--text", "Hello {name|there}!", "--lang", "en")
    filled("reply", number["r1"], "--saved", "kg")
    assert newest(filled)["text"] == "Merhaba merve.kaya, kahve burada."
    filled("reply", number["r2"], "-", "--saved", "kg", stdin="See you\n")
    assert newest(filled)["text"] == "Hello john!\n\nSee you"
    (row,) = filled.rows("saved", "list")
    assert (row["lang"], list(row["variants"]), row["alt_texts"], row["uses"]) == ("tr", ["en"], ["kutu"], 0)
    assert Path(row["media"][0]) == picture.resolve()
    filled("saved", "remove", "kg", "--lang", "en")
    assert filled.rows("saved", "list")[0]["variants"] == {}


def test_what_a_reply_asks_for_is_given_or_named(filled: Cli) -> None:
    number = ids(filled)["r1"]
    filled("saved", "add", "sn", "--text", "{?sipariş no} için bakıyoruz{?ek|.}")
    lacking = filled("reply", number, "--saved", "sn", status=1).stderr
    assert "sipariş no" in lacking and "--set" in lacking
    filled("reply", number, "--saved", "sn", "--set", "sipariş no=42")
    assert newest(filled)["text"] == "42 için bakıyoruz."
    assert "nosuch" in filled("reply", number, "--saved", "nosuch", status=1).stderr
    assert "TEXT" in filled("reply", number, status=2).stderr


def test_a_reply_that_could_not_be_filled_in_is_not_saved(filled: Cli) -> None:
    assert "{isim}" in filled("saved", "add", "x", "--text", "Merhaba {isim}", status=1).stderr
    assert "9" in filled("saved", "add", "x", "--text", "Merhaba { isim", status=1).stderr
    assert "no.png" in filled("saved", "add", "x", "--text", "a", "--media", "no.png", status=1).stderr
    assert "--alt" in filled("saved", "add", "x", "--text", "a", "--alt", "b", status=2).stderr
    assert "--lang" in filled("saved", "add", "x", "--text", "a", "--lang", "klingon", status=2).stderr
    assert filled.rows("saved", "list") == []


def test_an_answer_at_a_time_and_in_private(filled: Cli) -> None:
    number = ids(filled)
    said = filled("reply", number["r1"], "Yarın", "--at", "2030-01-02T10:00", "--private").stdout
    assert "10:00" in said and "cancel" in said
    assert newest(filled)["due_at"].startswith("2030-01-02T")
    row = filled("sql", "SELECT private, everyone FROM delivery", "--json").stdout
    assert json.loads(row) == {"private": 1, "everyone": 0}
    assert "10:00" in filled("outbox").stdout


def test_a_closed_window_refuses_with_its_time(filled: Cli) -> None:
    number = ids(filled)
    closed = filled("reply", number["r4"], "geç", status=1).stderr
    assert "Playground" in closed and "closed" in closed
    later = filled("reply", number["r3"], "sonra", "--at", "3h", status=1).stderr
    assert "at that time" in later
    assert "at that time" in filled("reply", number["r5"], "sonra", "--at", "1h", status=1).stderr
    filled("reply", number["r3"], "şimdi")
    filled("reply", number["r5"], "elle yazıldı")
    assert len(filled.rows("outbox")) == 2
    shown = filled.rows("connectors", "show", "playground")[0]
    assert shown["reply_windows"] == [{"kind": "dm", "private": False, "hours": 24.0, "by_hand_hours": 168.0}]
    assert shown["counting"] == "mastodon"
    assert "168" in filled("connectors", "show", "playground").stdout


def test_a_writer_asks_and_an_approver_decides(filled: Cli) -> None:
    number = ids(filled)
    filled("members", "add", "zeynep", "--role", "approver")
    be(filled, "writer")
    said = filled("reply", number["r1"], "120 lira").stdout
    assert "approval" in said
    row = newest(filled)
    assert (row["state"], row["asked_of"]) == ("asked", "")
    assert "role is writer" in filled("outbox", "approve", row["id"], status=1).stderr
    be(filled, "admin")
    assert "--reason" in filled("outbox", "reject", row["id"], status=2).stderr
    filled("outbox", "reject", row["id"], "--reason", "fiyat yazma")
    assert "fiyat yazma" in filled("outbox").stdout
    filled("reply", number["r1"], "Özelden yazalım", "--ask", "zeynep")
    filled("reply", number["r1"], "Bakıyoruz", "--ask")
    second, first = filled.rows("outbox", "--state", "asked")
    assert (first["asked_of"], second["asked_of"]) == ("zeynep", "")
    both = filled("outbox", "approve", second["id"], status=1).stderr
    assert "--reject-others" in both and str(first["id"]) in both
    old = filled("outbox", "approve", second["id"], "--version", 7, "--keep-others", status=1).stderr
    assert "changed" in old
    filled("outbox", "approve", second["id"], "--edit", "Hemen bakıyoruz", "--reject-others")
    rows = {row["id"]: row for row in filled.rows("outbox", "--state", "held,rejected")}
    assert (rows[second["id"]]["text"], rows[second["id"]]["proposed"]) == ("Hemen bakıyoruz", "Bakıyoruz")
    assert rows[first["id"]]["state"] == "rejected"
    be(filled, "viewer")
    assert "look" in filled("reply", number["r2"], "selam", status=1).stderr
    turkish = filled("reply", number["r2"], "selam", status=1, MEYDAN_LANGUAGE="tr").stderr
    assert "viewer" in turkish and "look" not in turkish


def test_replying_works_in_a_pipe(filled: Cli) -> None:
    filled("saved", "add", "kg", "--text", "Merhaba {ad}")
    env = filled.env | {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    script = (
        "set -eo pipefail; meydan inbox --kind comment --json | "
        "python3 -c 'import sys, json; [print(json.loads(l)[\"id\"]) for l in sys.stdin]' | "
        "while read id; do meydan reply $id --saved kg </dev/null; done"
    )
    subprocess.run(["bash", "-c", script], env=env, check=True, capture_output=True, timeout=60)
    assert sorted(row["text"] for row in filled.rows("outbox")) == ["Merhaba john", "Merhaba merve.kaya"]
