"""Mastodon's recorded answers, and broken ones: everything is mapped or rejected by name."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meydan.connectors.base import AccountRef, Item, Malformed, Page, Publication
from meydan.connectors.cassettes import read_recording
from meydan.connectors.http.answers import decode
from meydan.connectors.mastodon.mapper import (
    Root,
    kind_of,
    place,
    read_conversation,
    read_notice,
    read_status,
)
from meydan.connectors.mastodon.parsing import parse, stream_of
from meydan.connectors.mastodon.us import Us

RECORDED = Path(__file__).parent / "recorded" / "mastodon"
ADMIN, OTHER = "117020565693913441", "117020566092212359"


def recorded() -> Iterator[tuple[str, str, str, Any]]:
    """(name, stream, url, payload) of every good answer that Meydan reads."""
    for path in sorted(RECORDED.glob("*.yaml")):
        for number, one in enumerate(read_recording(path)):
            if one.status == 200 and (stream := stream_of(one.method, one.url)):
                yield f"{path.stem}-{number}", stream, one.url, decode(one.body)


ALL = list(recorded())
STATUS = next(payload for name, _, _, payload in ALL if name.startswith("status_reply"))
NOTICE = next(
    payload[0]
    for name, _, _, payload in ALL
    if name.startswith("notifications_types") and isinstance(payload, list) and payload
)


def account(me: str = ADMIN) -> AccountRef:
    return AccountRef("ours", "http://localhost:3000", me)


@pytest.mark.parametrize(("stream", "url", "payload"), [one[1:] for one in ALL], ids=[one[0] for one in ALL])
def test_every_recorded_answer_maps_whole(stream: str, url: str, payload: object) -> None:
    for me in ("", ADMIN):
        page = parse("", url, payload, account(me))
        assert page == parse(stream, url, payload, account(me)) or page.trends
        assert not page.rejected
        placed: list[Item | Publication] = [*page.items, *page.publications]
        for one in placed:
            assert one.remote_id
            assert one.author.handle
            assert one.created_at.tzinfo is UTC
            assert one.permalink.startswith(("http://", "https://"))
            assert "<" not in one.text


def test_a_direct_message_a_comment_and_a_mention() -> None:
    message = parse_named("conversations-2", "117020565966271181")
    assert [(item.kind, item.visibility) for item in message.items] == [("dm", "direct")] * 2
    mention = parse("notifications", "", [NOTICE], account("117020565966271181"))
    assert [(item.kind, item.text) for item in mention.items] == [("mention", "@mastodonpy_test hello!")]
    comment = parse("own", "", reply(parent_author=ADMIN), account())
    assert [item.kind for item in comment.items] == ["comment"]


def parse_named(name: str, me: str = ADMIN) -> Page:
    stream, url, payload = next(one[1:] for one in ALL if one[0] == name)
    return parse(stream, url, payload, account(me))


def reply(parent_author: str, **changes: object) -> dict[str, Any]:
    """A stranger's answer."""
    made: dict[str, Any] = copy.deepcopy(STATUS)
    made |= {"id": "5", "in_reply_to_id": "4", "in_reply_to_account_id": parent_author, "mentions": []}
    made["account"] |= {"id": "stranger"}
    return made | changes


@pytest.mark.parametrize(
    ("payload", "root", "kind"),
    [
        (reply(ADMIN), Root("1", "x"), "comment"),
        (reply("x"), Root("1", ADMIN), "comment"),
        (reply(ADMIN, visibility="direct"), Root("1", ADMIN), "dm"),
        (reply("x", mentions=[{"id": ADMIN, "acct": "admin", "url": ""}]), Root("1", "x"), "mention"),
        (reply("x"), Root("1", "x"), None),
        (reply("x", quote={"quoted_status": {"account": {"id": ADMIN}}}), Root("1", "x"), "mention"),
    ],
)
def test_the_kind_is_the_same_whatever_stream_brought_it(
    payload: Mapping[str, object], root: Root, kind: str | None
) -> None:
    status = read_status(payload, "status")
    assert kind_of(status, Us(ADMIN), root) == kind
    placed = place(status, Us(ADMIN), root)
    assert placed.kind == kind if isinstance(placed, Item) else kind is None


def test_our_own_words_are_publications_with_figures() -> None:
    mine = reply("x", favourites_count=3, replies_count="2", reblogs_count=None)
    mine["account"]["id"] = ADMIN
    placed = place(read_status(mine, "status"), Us(ADMIN), Root("1", "x"))
    assert isinstance(placed, Publication)
    assert placed.ours
    assert (placed.metrics.likes, placed.metrics.replies, placed.metrics.shares) == (3, 2, None)


def test_a_warning_a_poll_and_attachments_are_kept() -> None:
    (warned,) = parse_named("status_post_Content_warning-public-0").publications
    assert warned.text == "CW: Content warning\n\nToot!"
    (poll,) = parse_named("polls-0").publications
    assert poll.text == "nice\n\n- four twenty\n- sixty-nine"
    (image,) = parse_named("entity_mediaattachmentfocuspoint-0").publications
    (attachment,) = image.attachments
    assert attachment.startswith("https://files.mastodon.social/")
    assert attachment.endswith(".jpg furry cube")


def test_an_edit_tells_when() -> None:
    edited = parse_named("status_edit-3").publications[0]
    assert edited.edited_at is not None
    assert "Kate" in edited.text


def test_trends_have_a_volume_of_two_days() -> None:
    tags = [
        {
            "name": "Kahve",
            "url": "https://a.example/tags/kahve",
            "history": [{"uses": "5"}, {"uses": "7"}, {"uses": "9"}],
        }
    ]
    (sample,) = parse("trends.tags", "", tags, account()).trends
    assert (sample.remote_id, sample.title, sample.volume) == ("tag:kahve", "#Kahve", 12.0)
    links = parse_named("entity_trendinglinkhistory-0").trends
    assert len(links) == 10
    assert all(link.url.startswith("https://") and (link.volume or 0) > 0 for link in links)


def test_only_web_links_are_kept() -> None:
    hostile = reply(ADMIN, url="javascript:alert(1)", uri="file:///etc/passwd")
    hostile["media_attachments"] = [{"url": "data:text/html,x", "description": "alt\ntext"}, {"url": None}]
    hostile["account"]["url"] = "http://"
    (item,) = parse("own", "", hostile, account()).items
    assert (item.permalink, item.attachments, item.author.url) == ("", ("alt text",), "")


BREAKS: dict[str, tuple[object, ...]] = {
    "id": (None, 5, ""),
    "created_at": ("yesterday", 1),
    "content": (None, ["x"]),
    "account": (None, "x"),
    "visibility": (3,),
    "mentions": ({}, [7]),
    "media_attachments": ("x",),
    "in_reply_to_id": (4,),
    "edited_at": (True,),
    "spoiler_text": ({},),
}


@pytest.mark.parametrize(("key", "value"), [(key, one) for key, values in BREAKS.items() for one in values])
def test_one_broken_of_forty_is_rejected_by_name(key: str, value: object) -> None:
    notices = [copy.deepcopy(NOTICE) for _ in range(40)]
    for number, notice in enumerate(notices):
        notice["id"] = notice["status"]["id"] = str(1000 + number)
    notices[17]["status"][key] = value
    page = parse("notifications", "", notices, account("117020565966271181"))
    assert len(page.items) == 39
    (rejected,) = page.rejected
    assert rejected.where.startswith(f"notifications[17].status.{key}")
    assert rejected.reason
    assert (
        orjson.loads(rejected.raw)["status"]["account"]["acct"] == "admin"
        if key != "account"
        else rejected.raw
    )


@pytest.mark.parametrize("key", ["id", "created_at", "content", "account", "visibility"])
def test_a_missing_field_is_rejected_by_name(key: str) -> None:
    notice = copy.deepcopy(NOTICE)
    del notice["status"][key]
    (rejected,) = parse("notifications", "", [notice], account()).rejected
    assert (rejected.where, rejected.reason) == (f"notifications[0].status.{key}", "missing")


def test_what_is_no_answer_of_the_stream_is_malformed() -> None:
    for payload in (None, 5, "x", {"error": "This method requires an authenticated user"}):
        with pytest.raises(Malformed, match="list"):
            parse("notifications", "", payload, account())
    with pytest.raises(Malformed, match="name"):
        parse("nonsense", "", [], account())


def test_raw_text_is_capped() -> None:
    huge = reply(ADMIN, content=5, spoiler_text="x" * 500_000)
    (rejected,) = parse("own", "", huge, account()).rejected
    assert len(rejected.raw) <= 64 * 1024


def test_a_deleted_message_leaves_its_notification_empty() -> None:
    assert parse("notifications", "", [NOTICE | {"status": None}], account()) == Page()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def mangled(draw: st.DrawFn) -> object:
    """A recorded answer of which up to four parts were replaced or removed."""
    payload = copy.deepcopy(draw(st.sampled_from([one[3] for one in ALL])))
    for _ in range(draw(st.integers(1, 4))):
        holder, key = payload, None
        for _ in range(draw(st.integers(1, 6))):
            inner = holder if key is None else holder[key]
            if not isinstance(inner, dict | list) or not inner:
                break
            holder = inner
            key = draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if key is None:
            continue
        if draw(st.booleans()) and isinstance(holder, dict):
            del holder[key]
        else:
            holder[key] = draw(JSON)
    return payload


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(mangled(), st.sampled_from([one[1] for one in ALL]))
def test_nothing_but_a_named_rejection_happens(payload: object, stream: str) -> None:
    try:
        page = parse(stream, "", payload, account())
    except Malformed as error:
        assert str(error)
        return
    for rejected in page.rejected:
        assert rejected.where
        assert rejected.reason


class Spy(dict[str, object]):
    """Notes which fields are read, by the entity they belong to."""

    def __init__(self, value: Mapping[str, object], read: set[str]) -> None:
        super().__init__({key: spied(inner, read) for key, inner in value.items()})
        self._read = read

    def __getitem__(self, key: str) -> object:
        self._read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._read.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, default: object = None) -> Any:
        self._read.add(key)
        return super().get(key, default)


def spied(value: object, read: set[str]) -> object:
    if isinstance(value, dict):
        return Spy(value, read)
    return [spied(one, read) for one in value] if isinstance(value, list) else value


def test_every_field_that_is_read_exists_in_the_specification() -> None:
    schemas = orjson.loads((RECORDED / "openapi.json").read_bytes())["schemas"]
    known = {field for fields in schemas.values() for field in fields} | {"quoted_status"}
    read: set[str] = set()
    rich = reply(ADMIN, poll={"options": [{"title": "x"}]}, quote={"quoted_status": {"account": {"id": "1"}}})
    rich["media_attachments"] = [{"url": None, "remote_url": None, "preview_url": None, "description": None}]
    read_status(Spy(rich, read), "status")
    read_notice(Spy(NOTICE, read), "notice")
    read_conversation(Spy({"id": "1", "last_status": None}, read), "conversation")
    assert read <= known
    assert {"content", "visibility", "last_status", "description"} <= read


def test_times_without_a_zone_are_utc() -> None:
    status = read_status(reply(ADMIN, created_at="2026-08-01T13:51:49.577"), "status")
    assert status.created_at == datetime(2026, 8, 1, 13, 51, 49, 577000, UTC)
