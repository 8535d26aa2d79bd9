"""What Threads' answers mean: the recorded ones, odd ones, and recordings without an account."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from meydan.connectors import registry
from meydan.connectors.base import AccountRef, Item, Malformed, Publication
from meydan.connectors.fields import WrongField
from meydan.connectors.threads.connector import ENTRY
from meydan.connectors.threads.mapper import (
    Us,
    ours,
    place,
    read_insights,
    read_post,
    read_profile,
    read_stranger,
)

RECORDED = Path(__file__).parent / "recorded" / "threads"
US = Us("1", "markamiz")
POST: dict[str, object] = {
    "id": "9",
    "username": "ayse",
    "timestamp": "2026-03-01T10:00:00+0000",
    "text": "kahve",
}


def recorded(name: str) -> object:
    return orjson.loads((RECORDED / f"{name}.json").read_bytes())


@pytest.mark.parametrize(
    ("name", "path", "kinds"),
    [
        ("threads", "/v1.0/1/threads", ["mention"]),
        ("conversation", "/v1.0/7/conversation", ["comment"]),
        ("replies", "/me/replies", ["comment"]),
        ("mentions", "/v1.0/me/mentions", ["mention"]),
    ],
)
def test_recorded_answers(name: str, path: str, kinds: list[str]) -> None:
    url = f"https://graph.threads.net{path}?limit=5"
    assert ENTRY.stream_of("POST", url) is None
    page = ENTRY.parse("", url, recorded(name), AccountRef("x", ""))
    assert [item.kind for item in page.items] == kinds and not page.rejected
    assert page.items[0].created_at.tzinfo is not None


def test_recorded_objects() -> None:
    assert read_profile(recorded("me"), "me").handle == "string"  # type: ignore[arg-type]
    assert read_insights(recorded("insights"), "insights").views == 0  # type: ignore[arg-type]
    assert len(ENTRY.parse("own", "", recorded("post"), AccountRef("x", "")).items) == 1
    for stream, payload in (("own", []), ("own", {"data": 7}), ("nothing", {"data": []})):
        with pytest.raises(Malformed):
            ENTRY.parse(stream, "", payload, AccountRef("x", ""))


def test_what_is_ours_is_no_item() -> None:
    by_name = read_post({**POST, "username": "MarkamIz"}, "post")
    by_word = read_post({**POST, "is_reply_owned_by_me": True}, "post")
    assert ours(by_name, Us("1", "markamiz")) and ours(by_word, US)
    placed = place(by_word, US, "comment", "root")
    assert isinstance(placed, Publication) and placed.author.remote_id == "1" and placed.thread == "root"
    stranger = place(read_post(POST, "post"), US, "comment")
    assert isinstance(stranger, Item) and (stranger.thread, stranger.parent) == ("9", None)
    assert (
        ENTRY.parse("own", "", {"data": [{**POST, "media_type": "REPOST_FACADE"}]}, AccountRef("x", "")).items
        == ()
    )


def test_pictures_polls_links_and_hiding() -> None:
    page = "https://www.threads.net/@ayse/post/x"
    post = read_post(
        {
            **POST,
            "permalink": page,
            "media_type": "IMAGE",
            "alt_text": "bir\nfincan",
            "link_attachment_url": "https://a.example",
            "poll_attachment": {"option_a": "evet", "option_b": "hayır", "option_c": None},
            "hide_status": "HIDDEN",
        },
        "post",
    )
    assert post.attachments == (f"{page} bir fincan", "https://a.example")
    assert post.text == "kahve\n\n- evet\n- hayır"
    assert post.hidden is True
    for word, hidden in (
        ("UNHUSHED", False),
        ("NOT_HUSHED", False),
        ("COVERED", None),
        (None, None),
        ({}, None),
    ):
        assert read_post({**POST, "hide_status": word}, "post").hidden is hidden


def test_a_nameless_author_is_one_person_each() -> None:
    nameless = place(read_post({**POST, "username": None}, "post"), US, "mention")
    assert (nameless.author.remote_id, nameless.author.handle) == ("post:9", "")


@pytest.mark.parametrize(
    "wrong",
    [{"id": 9}, {"id": ""}, {"timestamp": "soon"}, {"timestamp": None}, {"text": []}, {"username": 3}],
)
def test_wrong_types_are_named(wrong: dict[str, object]) -> None:
    with pytest.raises(WrongField):
        read_post({**POST, **wrong}, "post")


def test_figures_and_profiles() -> None:
    rows = [
        {"name": "reposts", "values": [{"value": 2}]},
        {"name": "shares", "total_value": {"value": 3}},
        {"name": "likes", "values": []},
        "nonsense",
    ]
    figures = read_insights({"data": rows}, "insights")
    assert (figures.likes, figures.shares, figures.views) == (None, 5, None)
    with pytest.raises(WrongField):
        read_insights({"data": {}}, "insights")
    assert read_stranger({"username": "rakip", "follower_count": "7"}, "x").followers == 7
    assert registry.entry("threads") is ENTRY
