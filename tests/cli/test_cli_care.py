"""Looking after a workspace: init, doctor, backup and restore, SQL, the overview, the team's lists, posts."""

from __future__ import annotations

import getpass
import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.command import Cli, item, jsonl


def test_init_makes_a_workspace_with_its_maker_as_admin(cli: Cli) -> None:
    done = cli("init", "--brand", "Anadolu Kahve")
    folder = cli.folder / "ws"
    assert "Anadolu Kahve" in done.stdout and str(folder) in done.stdout
    assert folder.stat().st_mode & 0o077 == 0
    (member,) = cli.rows("members", "list")
    assert list(member) == ["login", "name", "role", "key", "available", "max_open", "open"]
    assert (member["login"], member["role"]) == (getpass.getuser(), "admin")
    assert "Anadolu Kahve" in cli("init").stdout
    assert "Anadolu Kahve" in cli("init", "--brand", "Other", status=1).stderr


def test_the_first_command_makes_what_is_missing(cli: Cli) -> None:
    assert cli.rows("inbox") == []
    assert cli("inbox").stdout == "nothing here\n"
    assert len(cli.rows("members", "list")) == 1


def test_doctor_says_what_is_wrong_and_how_to_mend_it(cli: Cli) -> None:
    cli("ingest", "--account", "a", stdin=jsonl([item(1, "merhaba")]))
    found = {f["check"]: f for f in cli.rows("doctor")}
    assert list(found["engine"]) == ["check", "state", "found", "mend"]
    assert found["engine"]["found"].startswith("SQLite 3.") and found["integrity"]["state"] == "ok"
    assert {"schema", "disk", "clock", "secrets", "terminal", "language", "sync", "account", "outbox"} <= set(
        found
    )
    secrets = cli.folder / "ws" / "secrets.json"
    secrets.write_text("{}")
    secrets.chmod(0o644)
    told = cli("doctor", status=1)
    assert f"chmod 600 {secrets}" in told.stdout and "WRONG" in told.stdout
    secrets.chmod(0o600)
    with sqlite3.connect(cli.folder / "ws" / "meydan.db") as store:
        store.execute("UPDATE audit SET at = at + 86400000000 * 900")
    clock = next(
        json.loads(line)
        for line in cli("doctor", "--json", status=1).stdout.splitlines()
        if '"clock"' in line
    )
    assert clock["state"] == "wrong" and clock["mend"]
    damage(cli.folder / "ws" / "meydan.db")
    told = cli("doctor", status=1)
    assert "restore" in told.stdout
    assert cli("inbox", "--search", "merhaba", status=None).status in (0, 1)


def damage(file: Path) -> None:
    """Overwrite the middle of a database."""
    data = bytearray(file.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 200] = b"\x5a" * 200
    file.write_bytes(data)


def test_a_backup_is_proven_and_comes_back(cli: Cli) -> None:
    cli("ingest", "--account", "a", stdin=jsonl([item(n, f"ilk {n}") for n in range(50)]))
    copy = cli.folder / "copy.db"
    assert "checked" in cli("backup", copy).stdout
    assert copy.stat().st_mode & 0o077 == 0
    assert str(copy) in cli("backup", copy, status=1).stderr
    cli("backup", copy, "--force")
    cli("ingest", "--account", "a", stdin=jsonl([item(n, f"son {n}") for n in range(50, 60)]))
    assert "--force" in cli("restore", copy, status=1).stderr
    cli("restore", copy, "--force")
    assert len(cli.rows("inbox", "-n", 500)) == 50
    assert [r["remote_id"] for r in cli.rows("inbox", "--search", "ilk", "-n", 1)] == ["r49"]
    kept = cli.folder / "ws" / "meydan.db.before-restore"
    with sqlite3.connect(kept) as store:
        assert store.execute("SELECT count(*) FROM item").fetchone() == (60,)
    cli("restore", copy, "--workspace", cli.folder / "new")
    assert len(cli.rows("inbox", "-n", 500, "--workspace", cli.folder / "new")) == 50


def test_no_bad_backup_is_put_in_the_store_s_place(cli: Cli) -> None:
    cli("ingest", "--account", "a", stdin=jsonl([item(n, f"ilk {n}") for n in range(50)]))
    copy, foreign = cli.folder / "copy.db", cli.folder / "foreign.db"
    cli("backup", copy)
    newer = cli.folder / "newer.db"
    newer.write_bytes(copy.read_bytes())
    with sqlite3.connect(newer) as store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
    damage(copy)
    with sqlite3.connect(foreign) as store:
        store.execute("CREATE TABLE x (y)")
    for bad, told in (
        (copy, "copy.db"),
        (foreign, "foreign.db"),
        (newer, "9999"),
        (cli.folder / "no.db", "no.db"),
    ):
        assert told in cli("restore", bad, "--force", status=1).stderr
    assert len(cli.rows("inbox", "-n", 500)) == 50
    assert str(cli.folder / "no") in cli("backup", cli.folder / "no" / "x.db", status=1).stderr


def test_a_damaged_store_is_set_aside_for_its_backup(cli: Cli) -> None:
    cli("ingest", "--account", "a", stdin=jsonl([item(n, f"ilk {n}") for n in range(50)]))
    copy, store = cli.folder / "copy.db", cli.folder / "ws" / "meydan.db"
    cli("backup", copy)
    for ruin in (damage, lambda file: file.write_bytes(b"no database at all" * 500)):
        ruin(store)
        ruined = store.read_bytes()
        assert "meydan.db" in cli("doctor", status=1).stdout
        cli("restore", copy, "--force")
        assert store.with_name("meydan.db.before-restore").read_bytes() == ruined
        assert len(cli.rows("inbox", "-n", 500)) == 50
        cli("doctor")


def test_sql_reads_and_only_reads(cli: Cli) -> None:
    cli("ingest", "--account", "a", stdin=jsonl([item(1, "merhaba"), item(2, "selam")]))
    assert cli.rows("sql", "SELECT remote_id AS r, 1.5 AS x, NULL AS n FROM item ORDER BY id") == [
        {"r": "r1", "x": 1.5, "n": None},
        {"r": "r2", "x": 1.5, "n": None},
    ]
    assert cli("sql", "SELECT count(*) AS n FROM item").stdout.split() == ["n", "2"]
    for wrong in ("DELETE FROM item", "SELECT", "ATTACH 'x' AS y", "SELECT 1; DELETE FROM item"):
        cli("sql", wrong, status=1)
    assert len(cli.rows("inbox")) == 2


def test_the_overview_stands_in_for_the_desk_without_a_terminal(cli: Cli) -> None:
    empty = cli().stdout
    for title in ("ACCOUNTS", "INBOX", "CALENDAR", "AD BUDGETS", "TRENDS", "OUTBOX"):
        assert title in empty.splitlines()
    cli("ingest", "--account", "kahve", stdin=jsonl([item(1, "çok kötü"), item(2, "nerede?")]))
    page = cli().stdout
    assert "kahve" in page and "çok kötü" in page and "open 2  negative 1  questions 1" in page


def test_the_team_s_lists(cli: Cli) -> None:
    cli("tags", "add", "k", "kargo")
    cli("tags", "add", "f", "fiyat")
    assert cli.rows("tags", "list") == [{"letter": "f", "name": "fiyat"}, {"letter": "k", "name": "kargo"}]
    assert "kargo" in cli("tags", "add", "k", "kahve", status=1).stderr
    cli("tags", "remove", "fiyat")
    assert cli("tags", "list").stdout.split() == ["letter", "name", "k", "kargo"]
    cli("saved", "add", "kg", "--text", "-", stdin="Merhaba,\nkargonuz yolda.\n")
    plain = {"lang": "", "variants": {}, "media": [], "alt_texts": []}
    assert cli.rows("saved", "list") == [
        {"code": "kg", "text": "Merhaba,\nkargonuz yolda.", "uses": 0, **plain}
    ]
    assert "kg" in cli("saved", "add", "kg2", "--text", "x", status=1).stderr
    cli("saved", "remove", "kg")
    assert cli.rows("saved", "list") == []
    cli("members", "add", "mert", "--name", "Mert", "--role", "publisher", "--key", "m")
    mert = {"login": "mert", "name": "Mert", "role": "publisher", "key": "m"}
    assert mert | {"available": True, "max_open": None, "open": 0} in cli.rows("members", "list")
    assert "boss" in cli("members", "add", "x", "--role", "boss", status=2).stderr
    cli("members", "remove", "mert")
    assert "mert" not in {m["login"] for m in cli.rows("members", "list")}
    for family, who in (("tags", "yok"), ("saved", "yok"), ("members", "yok")):
        assert who in cli(family, "remove", who, status=1).stderr


def test_posts_are_planned_moved_and_taken_off(cli: Cli) -> None:
    cli("init")
    with sqlite3.connect(cli.folder / "ws" / "meydan.db") as store:
        for name in ("bir", "iki"):
            store.execute(
                "INSERT INTO account (brand_id, name, platform, base_url, handle, display_name, remote_id, "
                "state, created_at) VALUES (1, ?, 'mastodon', 'https://m.example', ?, '', ?, 'active', 0)",
                (name, name, name),
            )
    cli("post", "create", "Yeni harman", "--account", "bir,iki", "--at", "2h", "--title", "Harman")
    cli("post", "create", "Yarın", "--account", "1", "--at", "1d")
    rows = cli.rows("calendar")
    keys = [
        "post",
        "target",
        "account",
        "platform",
        "title",
        "text",
        "due_at",
        "timezone",
        "state",
        "permalink",
    ]
    assert [list(row) for row in rows] == [keys] * 3
    assert {(r["account"], r["title"], r["state"]) for r in rows[:2]} == {
        ("bir", "Harman", "scheduled"),
        ("iki", "Harman", "scheduled"),
    }
    cli("post", "move", rows[0]["target"], "3d")
    assert cli.rows("post", "list")[-1]["target"] == rows[0]["target"]
    cli("post", "cancel", rows[0]["post"])
    assert [r["text"] for r in cli.rows("calendar", "--account", "bir")] == ["Yarın"]
    assert "Yarın" in cli("calendar").stdout
    assert "past" in cli("post", "create", "Dün", "--account", "bir", "--at", "2020-01-01", status=1).stderr
    assert "yok" in cli("post", "create", "x", "--account", "yok", "--at", "1h", status=1).stderr
    cli("ingest", "--account", "yerel", stdin=jsonl([item(1, "x")]))
    assert "yerel" in cli("post", "create", "x", "--account", "yerel", "--at", "1h", status=1).stderr


@pytest.mark.parametrize("command", ["ads", "trends"])
def test_lists_that_are_empty_say_so(cli: Cli, command: str) -> None:
    assert cli.rows(command) == []
    assert cli(command).stdout.startswith("no ")
