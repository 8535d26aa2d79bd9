"""Connecting, syncing, answering and moderating against an independent Mastodon server."""

from __future__ import annotations

import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import MEYDAN, Cli, item, jsonl, make_cli
from tests.terminal.pty_terminal import PtyTerminal

KEYS = [
    *("id", "state", "action", "account", "item", "text", "remote_id", "error", "attempts", "created_by"),
    *("due_at", "asked_of", "decided_by", "reason", "proposed", "version"),
]


@dataclass
class Server:
    """A Mastodon-compatible server on loopback."""

    base: str

    def call(self, method: str, path: str, token: str = "", body: object = None) -> Any:
        """One request's decoded answer."""
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def user(self, name: str) -> str:
        """A new user's token."""
        made = self.call("POST", "/api/v1/_mock/dev_user", body={"username": name})
        return str(made["access_token"])

    def post(self, token: str, text: str, **more: object) -> str:
        """A new status's id."""
        return str(self.call("POST", "/api/v1/statuses", token, {"status": text, **more})["id"])

    def answers(self, token: str, status: str) -> list[str]:
        """The texts below a status."""
        return [
            s["content"] for s in self.call("GET", f"/api/v1/statuses/{status}/context", token)["descendants"]
        ]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own for this module."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [Path(sys.executable).with_name("mastodon_mock"), "serve", "--in-memory", "--port", str(port)],
        cwd=tmp_path_factory.mktemp("mastodon"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    made = Server(f"http://127.0.0.1:{port}")
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                made.call("GET", "/api/v2/instance")
                break
            except urllib.error.URLError:
                assert time.monotonic() < deadline, "the server did not start"
                time.sleep(0.05)
        yield made
    finally:
        process.terminate()
        process.wait(10)


def test_connecting_is_checked_and_kept_secret(server: Server, cli: Cli) -> None:
    token = server.user("kahveci")
    bad = cli("connect", "mastodon", server.base, "--token", "no-such-token", status=1)
    assert "no-such-token" not in bad.stderr and server.base in bad.stderr
    assert (
        server.base not in cli("connect", "mastodon", "http://127.0.0.1:9", "--token", "x", status=1).stderr
    )
    done = cli("connect", "mastodon", server.base, "--token", "-", "--name", "kahve", stdin=f"{token}\n")
    assert "kahve" in done.stdout and token not in done.stdout + done.stderr
    cli("connect", "mastodon", server.base, "--token", token, "--name", "kahve", "--daily-budget", 500)
    (account,) = cli.rows("accounts")
    assert (account["name"], account["state"], account["daily_budget"]) == ("kahve", "active", 500)
    secrets = cli.folder / "ws" / "secrets.json"
    assert token in secrets.read_text() and secrets.stat().st_mode & 0o777 == 0o600
    holding = [
        p.name for p in (cli.folder / "ws").iterdir() if p.is_file() and token.encode() in p.read_bytes()
    ]
    assert holding == ["secrets.json"]


def test_answers_go_out_once_and_can_be_withdrawn(server: Server, cli: Cli) -> None:
    brand, ayse = server.user("firma"), server.user("ayse")
    first = server.post(ayse, "@firma kargom nerede?")
    second = server.post(ayse, "@firma teşekkürler")
    cli("connect", "mastodon", server.base, "--token", brand)
    once = cli("sync", "--once", "--account", "1")
    assert "2" in once.stdout and once.stderr == ""
    items = {row["remote_id"]: row for row in cli.rows("inbox")}
    assert {row["kind"] for row in items.values()} == {"mention"}
    cli("reply", items[first]["id"], "-", "--now", stdin="Hemen bakıyoruz\n")
    held = cli("reply", items[second]["id"], "Biz teşekkür ederiz").stdout
    assert "cancel 2" in held
    rows = cli.rows("outbox")
    assert [list(row) for row in rows] == [KEYS] * 2
    assert [(r["id"], r["state"], r["item"]) for r in rows] == [
        (2, "held", items[second]["id"]),
        (1, rows[1]["state"], items[first]["id"]),
    ]
    cli("outbox", "cancel", 2)
    assert [r["id"] for r in cli.rows("outbox")] == [1]
    assert {r["state"] for r in cli.rows("outbox", "--state", "all")} >= {"cancelled"}
    assert "sent: 1" in cli("sync", "--once").stdout
    (sent,) = cli.rows("outbox")
    assert (sent["state"], sent["attempts"], sent["error"]) == ("sent", 1, "") and sent["remote_id"]
    assert len(server.answers(ayse, first)) == 1 and server.answers(ayse, second) == []
    assert [r["id"] for r in cli.rows("inbox", "--state", "done")] == [items[first]["id"]]
    assert "sent" in cli("outbox", "cancel", 1, status=1).stderr
    assert "9" in cli("outbox", "retry", 9, status=1).stderr
    long = cli("reply", items[second]["id"], "x" * 501)
    assert "507" in long.stderr and "500" in long.stderr, "@ayse counts too"
    assert "undone" in cli("undo").stdout
    assert [r["id"] for r in cli.rows("outbox")] == [1]


def test_moderation_is_offered_where_it_is_declared(server: Server, cli: Cli) -> None:
    brand, troll = server.user("marka"), server.user("trol")
    server.post(troll, "@marka rezalet")
    cli("connect", "mastodon", server.base, "--token", brand)
    cli("sync", "--once")
    (found,) = cli.rows("inbox")
    assert "Mastodon" in cli("hide", found["id"], status=1).stderr
    assert "Mastodon" in cli("delete", found["id"], "--now", status=1).stderr
    cli("block", found["id"], "--now")
    cli("sync", "--once")
    assert [(r["action"], r["state"]) for r in cli.rows("outbox")] == [("block", "sent")]
    with sqlite3.connect(cli.folder / "ws" / "meydan.db") as store:
        store.execute("UPDATE account SET state = 'signed_out'")
    for act in (("reply", found["id"], "selam"), ("block", found["id"])):
        assert "meydan connect mastodon" in cli(*act, status=1).stderr
    assert len(cli.rows("outbox")) == 1


def test_an_unknown_fate_is_a_person_s_to_decide(server: Server, cli: Cli) -> None:
    brand, ayse = server.user("dukkan"), server.user("can")
    server.post(ayse, "@dukkan açık mı?")
    cli("connect", "mastodon", server.base, "--token", brand)
    cli("sync", "--once")
    for _ in range(3):
        cli("reply", 1, "Açığız", "--now")
    # What an interrupted send leaves behind, as the store keeps it.
    with sqlite3.connect(cli.folder / "ws" / "meydan.db") as store:
        store.execute("UPDATE delivery SET state = 'unknown', error = 'The answer was lost' WHERE id < 3")
        store.execute("UPDATE delivery SET state = 'failed', error = 'no' WHERE id = 3")
    assert "wrong" in {f["state"] for f in json_rows(cli("doctor", "--json", status=1).stdout)}
    assert "not-arrived 1" in cli("outbox", "retry", 1, status=1).stderr
    shown = cli("outbox", "show", 1).stdout
    assert "açık mı?" in shown
    assert "The answer was lost" in shown
    cli("outbox", "arrived", 1)
    cli("outbox", "not-arrived", 2)
    cli("outbox", "acknowledge", 3)
    states = {r["id"]: r["state"] for r in cli.rows("outbox")}
    assert states == {1: "sent", 2: "ready", 3: "failed"}
    cli("outbox", "discard", 3)
    cli("outbox", "edit", 2, "-", stdin="Evet, açığız\n")
    assert next(r for r in cli.rows("outbox") if r["id"] == 2)["text"] == "Evet, açığız"
    assert "sent" in cli("outbox", "edit", 1, "geç", status=1).stderr
    cli("outbox", "discard", 2)
    assert {f["state"] for f in json_rows(cli("doctor", "--json").stdout)} <= {"ok", "warning"}


def json_rows(text: str) -> list[dict[str, Any]]:
    """The objects of JSON lines."""
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_daemon_syncs_until_it_is_told_to_stop(
    server: Server, tmp_path: Path, number: signal.Signals
) -> None:
    name = f"hizmet{number}"
    brand, fan = server.user(name), server.user(f"{name}fan")
    cli = make_cli(tmp_path)
    cli("connect", "mastodon", server.base, "--token", brand)
    server.post(fan, f"@{name} merhaba")
    process = cli.start("sync")
    try:
        deadline = time.monotonic() + 20
        while not cli.rows("inbox") and time.monotonic() < deadline:
            time.sleep(0.2)
        assert len(cli.rows("inbox")) == 1
        assert any(f["check"] == "sync" and str(process.pid) in f["found"] for f in cli.rows("doctor"))
        began = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
        assert (process.returncode, out) == (0, b"") and b"Traceback" not in err
        assert time.monotonic() - began < 3
    finally:
        process.kill()
        process.wait()


def test_a_person_is_guided_to_a_credential(server: Server, cli: Cli) -> None:
    assert "--token" in cli("connect", "mastodon", server.base, status=2).stderr, (
        "nobody is there to be asked"
    )
    server.user("rehber")
    with PtyTerminal([str(MEYDAN), "connect", "mastodon"], cli.env, columns=100) as terminal:
        terminal.until("mastodon.social")
        terminal.type(f"{server.base}\r")
        terminal.until("Paste the code")
        shown = re.search(rb"http\S+/oauth/authorize\?(\S+)", terminal.raw)
        assert shown is not None
        asked = dict(urllib.parse.parse_qsl(shown[1].decode()))
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        form = urllib.parse.urlencode({**asked, "username": "rehber"}).encode()
        with urllib.request.urlopen(f"{server.base}/oauth/authorize", form, timeout=20) as page:
            code = re.search(rb"code: ([^<]+)<", page.read())
        assert code is not None
        terminal.type(code[1].decode() + "\r")
        terminal.until("Connected")
        assert terminal.ended(10) and terminal.status == 0
    (account,) = cli.rows("accounts")
    assert (account["handle"].split("@")[0], account["state"]) == ("rehber", "active")
    assert "received" in cli("sync", "--once").stdout


def test_a_local_account_cannot_send(cli: Cli) -> None:
    cli("ingest", "--account", "yerel", stdin=jsonl([item(1, "merhaba")]))
    for act in ("hide", "block"):
        assert "yerel" in cli(act, 1, status=1).stderr
    assert cli.rows("outbox", "--state", "all") == []
