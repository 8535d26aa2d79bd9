"""`meydan connectors`: what platforms can do, and what recorded answers map to."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

from tests.cli.command import Cli


def status(number: int, text: str, **more: Any) -> dict[str, Any]:
    """A Mastodon status as the API gives it."""
    account = {
        "id": "7",
        "username": "ayse",
        "acct": "ayse@m.example",
        "display_name": "Ayşe",
        "url": "https://m.example/@ayse",
    }
    base: dict[str, Any] = {
        "id": str(number),
        "created_at": "2026-11-20T10:00:00.000Z",
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "visibility": "public",
        "url": f"https://m.example/@ayse/{number}",
        "uri": f"https://m.example/{number}",
        "content": f"<p>{text}</p>",
        "account": account | {"note": "", "followers_count": 3},
        "media_attachments": [],
        "mentions": [],
        "reblog": None,
        "edited_at": None,
        "favourites_count": 0,
        "replies_count": 0,
        "reblogs_count": 0,
    }
    return base | more


def notification(number: int, **more: Any) -> dict[str, Any]:
    """A mention as the API gives it."""
    found = status(number, "merhaba")
    return {
        "id": f"n{number}",
        "type": "mention",
        "created_at": "2026-11-20T10:00:00.000Z",
        "account": found["account"],
        "status": found | more,
    }


def test_platforms_tell_what_they_can(cli: Cli) -> None:
    listed = {row["key"]: row for row in cli.rows("connectors", "list")}
    assert {"mastodon", "playground"} <= set(listed)
    (mastodon,) = cli.rows("connectors", "show", "mastodon")
    assert mastodon == listed["mastodon"] and mastodon["needs_base_url"] is True
    assert {"reply", "mentions"} <= set(mastodon["capabilities"]) and "notifications" in mastodon["streams"]
    assert "500" in cli("connectors", "show", "mastodon").stdout
    heads, *rows = [line.split("  ") for line in cli("connectors", "list").stdout.splitlines()]
    able = {
        row[0].strip(): dict(
            zip(*(filter(None, map(str.strip, cells)) for cells in (heads, row)), strict=True)
        )
        for row in rows
    }
    assert (able["mastodon"]["reply"], able["mastodon"]["hide"], able["playground"]["hide"]) == (
        "+",
        "·",
        "+",
    )
    assert "mastodon" in cli("connectors", "show", "nosuch", status=2).stderr
    assert not (cli.folder / "ws").exists()


def test_a_bare_answer_is_mapped_by_its_stream_and_can_be_ingested(cli: Cli) -> None:
    file = cli.folder / "bare.json"
    file.write_text(json.dumps([notification(1), notification(2)]))
    done = cli("connectors", "parse", "mastodon", "--stream", "notifications", file)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(r["remote_id"], r["kind"], r["text"], r["author"]) for r in rows] == [
        ("1", "mention", "merhaba", "ayse@m.example"),
        ("2", "mention", "merhaba", "ayse@m.example"),
    ]
    assert rows[0]["created_at"] == "2026-11-20T10:00:00Z"
    taken = json.loads(cli("ingest", "--account", "a", stdin=done.stdout).stdout)
    assert (taken["stored"], taken["rejected"]) == (2, 0)
    assert "--stream" in cli("connectors", "parse", "mastodon", file, status=1).stderr


def test_recordings_choose_the_mapper_by_url(cli: Cli) -> None:
    body = json.dumps([notification(5)])
    packed = base64.b64encode(gzip.compress(body.encode())).decode()
    yaml = cli.folder / "tape.yaml"
    yaml.write_text(
        "interactions:\n"
        "- request: {method: GET, uri: 'https://m.example/api/v1/notifications?limit=2'}\n"
        f"  response: {{status: {{code: 200}}, headers: {{}}, body: {{string: {json.dumps(body)}}}}}\n"
        "- request: {method: GET, uri: 'https://m.example/api/v1/announcements'}\n"
        "  response: {status: {code: 200}, headers: {}, body: {string: '[]'}}\n"
        "- request: {method: GET, uri: 'https://m.example/api/v1/notifications'}\n"
        "  response: {status: {code: 503}, headers: {}, body: {string: 'oops'}}\n"
        "version: 1\n"
    )
    betamax = cli.folder / "tape.json"
    request = {"method": "GET", "uri": "https://m.example/api/v1/notifications", "headers": {}}
    response = {
        "status": {"code": 200, "message": "OK"},
        "headers": {"Content-Encoding": ["gzip"]},
        "body": {"encoding": "utf-8", "base64_string": packed},
    }
    betamax.write_text(json.dumps({"http_interactions": [{"request": request, "response": response}]}))
    for tape in (yaml, betamax):
        done = cli("connectors", "parse", "mastodon", tape)
        assert [json.loads(line)["remote_id"] for line in done.stdout.splitlines()] == ["5"]
    assert "announcements" in cli("connectors", "parse", "mastodon", yaml).stderr


def test_what_cannot_be_mapped_is_named(cli: Cli) -> None:
    file = cli.folder / "odd.json"
    file.write_text(json.dumps([notification(1), notification(2, created_at="soon"), 17, notification(4)]))
    done = cli("connectors", "parse", "mastodon", "--stream", "notifications", file, status=1)
    assert [json.loads(line)["remote_id"] for line in done.stdout.splitlines()] == ["1", "4"]
    assert len(done.stderr.splitlines()) == 2
    for content, stream in (("nonsense", "notifications"), ('{"a": 1}', "notifications"), ("[]", "nosuch")):
        file.write_text(content)
        wrong = cli("connectors", "parse", "mastodon", "--stream", stream, file, status=1)
        assert "odd.json" in wrong.stderr and wrong.stdout == ""
    assert "no.json" in cli("connectors", "parse", "mastodon", cli.folder / "no.json", status=1).stderr
