"""Every call that the Mastodon connector makes is in the specification of its API."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import orjson

from meydan.connectors.base import (
    Act,
    Action,
)
from meydan.connectors.http import Http
from meydan.connectors.mastodon.connector import MastodonConnector
from meydan.connectors.mastodon.oauth import MastodonSignIn
from tests.connectors.servers import Asked, Client, FaultServer, plain
from tests.connectors.wire import ME, NOW, connector, notice, pages, person, query, status

SPEC = orjson.loads((Path(__file__).parent / "recorded" / "mastodon" / "openapi.json").read_bytes())


async def everything(ours: MastodonConnector, http: Http, folder: Path) -> None:
    """Make every kind of call once."""
    (folder / "a.png").write_bytes(b"png")
    for stream in ("notifications", "conversations", "own", "trends"):
        await pages(ours.pull(stream, None))
    acts = [
        Act("k", Action.REPLY, "x", target="1", first_attempt_at=NOW),
        Act("k", Action.PUBLISH, "x", media=(folder / "a.png",), alt_texts=("y",), visibility="unlisted"),
        Act("k", Action.PUBLISH, "x", scheduled_at=NOW, first_attempt_at=NOW),
        Act("k", Action.LIKE, target="1"),
        Act("k", Action.UNLIKE, target="1"),
        Act("k", Action.DELETE, target="1"),
        Act("k", Action.DELETE, target="scheduled:1"),
        Act("k", Action.BLOCK, author_id="1"),
        Act("k", Action.REPORT, "spam", target="1", author_id="1"),
    ]
    for act in acts:
        await ours.send(act)
        await ours.reconcile(act)
    await ours.identify()
    await ours.limits()
    await ours.lookup("x")
    await ours.search_accounts("x")
    await ours.posts_of("1")
    assert [nudge async for nudge in ours.nudges()] == []
    await MastodonSignIn().finish(http, await MastodonSignIn().begin(http), "code")


async def test_every_call_is_in_the_specification(
    client: Client, faults: FaultServer, tmp_path: Path
) -> None:
    one = status("1", person("ayse"), replies_count=1)
    listed: dict[str, object] = {
        "/api/v1/notifications": [notice(1, in_reply_to_id="7", in_reply_to_account_id="me")],
        "/api/v1/conversations": [{"id": "c", "last_status": one}],
        "/api/v1/accounts/me/statuses": [status("2", ME, replies_count=1)],
        "/api/v1/accounts/1/statuses": [one],
        "/api/v1/accounts/search": [ME],
        "/api/v1/accounts/lookup": ME,
        "/api/v1/accounts/verify_credentials": ME,
        "/api/v1/accounts/relationships": [],
        "/api/v1/trends/tags": [],
        "/api/v1/trends/links": [],
        "/api/v1/trends/statuses": [],
        "/api/v1/scheduled_statuses": [],
        "/api/v1/statuses": one,
        "/api/v1/apps": {"client_id": "i", "client_secret": "s"},
        "/oauth/token": {"access_token": "t"},
        "/api/v1/instance": {},
    }
    for path, payload in listed.items():
        faults.routes[path] = lambda asked, payload=payload: plain(payload)  # type: ignore[misc]
    faults.routes["/api/v2/media"] = lambda asked: plain({"id": "m"}, 202)
    faults.routes["/api/v1/statuses/1"] = lambda asked: plain(one)
    for number in ("1", "2", "s0001"):
        faults.routes[f"/api/v1/statuses/{number}/context"] = lambda asked: plain(
            {"ancestors": [], "descendants": []}
        )
    faults.routes["/api/v1/streaming/user"] = lambda asked: plain("", 404)
    faults.answers(plain({"id": "m"}))
    await everything(connector(client, faults), client.http, tmp_path)
    used = {problem for asked in faults.asked if (problem := against_the_specification(asked))}
    assert not used
    assert len({(asked.method, urlsplit(asked.path).path) for asked in faults.asked}) >= 25


def against_the_specification(asked: Asked) -> str:
    """What is not in it, "" when all is."""
    path = urlsplit(asked.path).path
    for template, methods in sorted(SPEC["paths"].items(), key=lambda one: one[0].count("{")):
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", template)
        if re.fullmatch(pattern, path) and asked.method.lower() in methods:
            known = methods[asked.method.lower()]
            unknown = {key.removesuffix("[]") for key in query(asked)} - set(known.get("query", []))
            unknown |= body_fields(asked) - set(known.get("body", []))
            if "idempotency-key" in asked.headers and "Idempotency-Key" not in known.get("header", []):
                unknown.add("Idempotency-Key")
            return f"{asked.method} {template}: {sorted(unknown)}" if unknown else ""
    return f"{asked.method} {path}: no such path"


def body_fields(asked: Asked) -> set[str]:
    kind = asked.headers.get("content-type", "")
    if not asked.body:
        return set()
    if "json" in kind:
        return set(orjson.loads(asked.body))
    if "multipart" in kind:
        return set(re.findall(r'name="(\w+)"', asked.body.decode("latin-1")))
    return set(parse_qs(asked.body.decode()))
