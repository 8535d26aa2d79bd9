"""The playground's answers against the entities of the Mastodon API description."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.playground.kit import Api, StepClock

ENTITIES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "recorded" / "mastodon_entities.json").read_text("utf-8")
)
_TYPES: Mapping[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}


def wrong(value: object, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    """What does not fit, by place."""
    if "oneOf" in schema:
        faults = [list(wrong(value, each, where)) for each in schema["oneOf"]]
        if all(faults):
            yield from min(faults, key=len)
        return
    if "$ref" in schema:
        yield from wrong(value, ENTITIES[schema["$ref"].rpartition("/")[2]], where)
        return
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_TYPES[kind](value) for kind in kinds):
        yield f"{where}: {type(value).__name__}, not {kinds}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is not one of {schema['enum']}"
    if isinstance(value, str):
        yield from _wrong_format(value, schema.get("format", ""), where)
    if isinstance(value, dict):
        yield from (f"{where}.{name}: missing" for name in schema.get("required", ()) if name not in value)
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                yield from wrong(value[name], inner, f"{where}.{name}")
    if isinstance(value, list) and "items" in schema:
        for index, each in enumerate(value):
            yield from wrong(each, schema["items"], f"{where}[{index}]")


def _wrong_format(value: str, form: str, where: str) -> Iterator[str]:
    try:
        if form == "date-time":
            assert datetime.fromisoformat(value).tzinfo
        elif form == "date":
            date.fromisoformat(value)
        elif form == "uri" and value:
            assert "://" in value
    except (ValueError, AssertionError):
        yield f"{where}: {value!r} is no {form}"


def test_the_checker_finds_what_is_wrong() -> None:
    account = ENTITIES["Account"]
    assert ".id: missing" in list(wrong({}, account, ""))
    assert list(wrong({"emojis": [1]}, {"properties": account["properties"]}, "a")) == [
        "a.emojis[0]: int, not ['object']"
    ]
    assert list(wrong("yesterday", {"format": "date-time"}, "b"))


@pytest.fixture
def ids(api: Api, clock: StepClock) -> dict[str, str]:
    """Ids to ask for: some life behind, a post of ours, a file, something scheduled."""
    clock.step(minutes=10)
    me = api("GET", "/api/v1/accounts/verify_credentials").json()["id"]
    media = api(
        "POST", "/api/v2/media", files={"file": ("a.png", b"x", "image/png")}, data={"description": "Fincan"}
    ).json()["id"]
    text = "Merhaba @elifce, bakın: https://meydan.example/a?b=1&c=2 #yeniharman\n\nİkinci paragraf <b>"
    body = {"status": text, "media_ids": [media]}
    status = api("POST", "/api/v1/statuses", json=body).json()["id"]
    later = {"status": "Sonra", "scheduled_at": "2026-11-18T12:00:00Z", "media_ids": [media]}
    scheduled = api("POST", "/api/v1/statuses", json=later).json()["id"]
    person = api("GET", "/api/v1/accounts/lookup", params={"acct": "merve.kaya"}).json()["id"]
    return {"me": me, "media": media, "status": status, "scheduled": scheduled, "person": person}


ANSWERS = (
    ("GET", "/api/v1/accounts/verify_credentials", "CredentialAccount", 0),
    ("GET", "/api/v1/accounts/{person}", "Account", 0),
    ("GET", "/api/v1/accounts/search?q=merve", "Account", 1),
    ("GET", "/api/v1/accounts/relationships?id[]={person}", "Relationship", 1),
    ("GET", "/api/v1/accounts/{me}/statuses?limit=40", "Status", 15),
    ("GET", "/api/v1/notifications?limit=80", "Notification", 80),
    ("GET", "/api/v1/notifications?types[]=favourite&types[]=follow", "Notification", 2),
    ("GET", "/api/v1/conversations", "Conversation", 5),
    ("GET", "/api/v1/statuses/{status}", "Status", 0),
    ("GET", "/api/v1/statuses/{status}/context", "Context", 0),
    ("POST", "/api/v1/statuses/{status}/favourite", "Status", 0),
    ("GET", "/api/v1/media/{media}", "MediaAttachment", 0),
    ("GET", "/api/v1/scheduled_statuses", "ScheduledStatus", 1),
    ("POST", "/api/v1/accounts/{person}/block", "Relationship", 0),
    ("POST", "/api/v1/reports?account_id={person}&category=spam", "Report", 0),
    ("GET", "/api/v1/trends/tags", "Tag", 3),
    ("GET", "/api/v1/trends/links", "TrendsLink", 3),
    ("GET", "/api/v1/trends/statuses", "Status", 10),
    ("GET", "/api/v1/instance", "V1Instance", 0),
    ("GET", "/api/v2/instance", "Instance", 0),
    ("DELETE", "/api/v1/statuses/{status}", "Status", 0),
)


def test_answers_are_the_entities_that_are_described(api: Api, ids: dict[str, str]) -> None:
    faults: list[str] = []
    for method, path, entity, least in ANSWERS:
        answer = api(method, path.format(**ids))
        assert answer.status_code == 200, path
        payload = answer.json()
        assert not least or len(payload) >= least, path
        for index, each in enumerate(payload if isinstance(payload, list) else [payload]):
            faults += wrong(each, ENTITIES[entity], f"{path} {entity}[{index}]")
    assert faults == []


def test_text_is_written_as_mastodon_html(api: Api, ids: dict[str, str]) -> None:
    status = api("GET", f"/api/v1/statuses/{ids['status']}").json()
    assert status["content"] == (
        '<p>Merhaba <span class="h-card" translate="no"><a href="https://meydan.example/@elifce" '
        'class="u-url mention">@<span>elifce</span></a></span>, bakın: '
        '<a href="https://meydan.example/a?b=1&amp;c=2" target="_blank" rel="nofollow noopener">'
        "https://meydan.example/a?b=1&amp;c=2</a> "
        '<a href="https://meydan.example/tags/yeniharman" class="mention hashtag" rel="tag">'
        "#<span>yeniharman</span></a></p><p>İkinci paragraf &lt;b&gt;</p>"
    )
    assert [each["acct"] for each in status["mentions"]] == ["elifce"]
    assert [each["name"] for each in status["tags"]] == ["yeniharman"]
