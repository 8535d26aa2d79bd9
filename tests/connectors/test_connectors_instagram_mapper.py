"""What Instagram's answers mean: the recorded ones, odd ones, and recordings without an account."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from meydan.connectors import registry
from meydan.connectors.base import AccountRef, Item, Malformed, Publication
from meydan.connectors.fields import WrongField
from meydan.connectors.instagram.connector import ENTRY
from meydan.connectors.instagram.mapper import (
    Us,
    after_in,
    author_of,
    place_comment,
    place_message,
    read_comment,
    read_message,
    read_profile,
    read_talk,
)

RECORDED = Path(__file__).parent / "recorded" / "instagram"
HOST = "https://graph.facebook.com/v26.0"
US = Us("178", "ikroskun")
COMMENT: dict[str, object] = {
    "id": "9",
    "timestamp": "2026-03-01T10:00:00+0000",
    "text": "kahve",
    "username": "ayse",
}
MESSAGE: dict[str, object] = {"id": "m", "created_time": "2026-03-01T10:00:00+0000", "message": "selam"}


def recorded(name: str) -> object:
    return orjson.loads((RECORDED / f"{name}.json").read_bytes())


@pytest.mark.parametrize(
    ("name", "url", "items", "publications"),
    [
        ("comments", f"{HOST}/17846/comments", 2, 0),
        ("comments_by_id", f"{HOST}/17846/comments", 1, 1),
        ("comment", f"{HOST}/17846/comments", 1, 1),
        ("media", f"{HOST}/178/media", 0, 2),
        ("media", f"{HOST}/178/tags", 2, 0),
        ("message", f"{HOST}/t_1/messages", 1, 0),
        ("discovery", f"{HOST}/178?fields=business_discovery.username(x)", 0, 2),
    ],
)
def test_recorded_answers(name: str, url: str, items: int, publications: int) -> None:
    assert ENTRY.stream_of("GET", url) and ENTRY.stream_of("DELETE", url) is None
    page = ENTRY.parse("", url, recorded(name), AccountRef("x", "", "178", "ikroskun"))
    assert (len(page.items), len(page.publications), page.rejected) == (items, publications, ())
    assert "access_token" not in repr(page)


def test_recorded_objects() -> None:
    assert read_profile(recorded("user"), "user").followers == 64363  # type: ignore[arg-type]
    for stream, payload in (("own", []), ("own", {"data": 7}), ("nothing", {"data": []}), ("discovery", {})):
        with pytest.raises(Malformed):
            ENTRY.parse(stream, "", payload, AccountRef("x", ""))


def test_conversations_are_mapped_without_an_account() -> None:
    sender = {"id": "24", "username": "merve"}
    talk = {
        "id": "t",
        "updated_time": MESSAGE["created_time"],
        "messages": {"data": [{**MESSAGE, "from": sender}]},
    }
    page = ENTRY.parse("conversations", "", {"data": [talk, {"id": 7}]}, AccountRef("x", ""))
    assert [(item.kind, item.thread, item.visibility) for item in page.items] == [("dm", "t", "direct")]
    assert len(page.rejected) == 1


def test_what_is_ours_is_no_item() -> None:
    for sender in ({"id": "178"}, {"id": "0", "username": "IkrosKun"}):
        placed = place_comment(read_comment({**COMMENT, "username": None, "from": sender}, "c"), US, "m")
        assert isinstance(placed, Publication) and placed.author.handle == "ikroskun"
        assert isinstance(place_message(read_message({**MESSAGE, "from": sender}, "m"), US, "t"), Publication)
    stranger = place_comment(read_comment(COMMENT, "c"), US, "m", "https://a.example")
    assert isinstance(stranger, Item)
    assert (stranger.parent, stranger.author.remote_id, stranger.permalink) == (
        "m",
        "ayse",
        "https://a.example",
    )


def test_someone_who_is_not_named_is_one_person_each() -> None:
    nameless = place_comment(read_comment({**COMMENT, "username": None}, "c"), US, "m")
    assert nameless.author.remote_id == "comment:9"
    assert place_message(read_message(MESSAGE, "m"), US, "t").author.remote_id == "talk:t"
    assert author_of("1", "x", "y").url == "https://www.instagram.com/x/"


def test_attachments_are_addresses_of_the_web() -> None:
    rows = [
        {"image_data": {"url": "https://a.example/1"}},
        {"video_data": {"url": "https://a.example/2"}},
        {"file_url": "https://a.example/3"},
        {"image_data": {"url": "javascript:alert(1)"}},
        "nonsense",
    ]
    given = {
        **MESSAGE,
        "attachments": {"data": rows},
        "shares": {"data": [{"link": "https://a.example/4"}, 7]},
    }
    assert read_message(given, "m").attachments == tuple(f"https://a.example/{n}" for n in (1, 2, 3, 4))
    assert read_message({**MESSAGE, "attachments": [], "story": "x", "shares": None}, "m").attachments == ()


@pytest.mark.parametrize(
    "wrong",
    [{"id": 9}, {"id": ""}, {"timestamp": "soon"}, {"timestamp": 1e20}, {"text": []}, {"username": 3}],
)
def test_wrong_types_are_named(wrong: dict[str, object]) -> None:
    with pytest.raises(WrongField):
        read_comment({**COMMENT, **wrong}, "comment")


def test_what_came_inside_a_node() -> None:
    assert after_in({"data": [], "paging": {"after": "x"}}) == "x"
    odd: tuple[object, ...] = (None, [], {"data": 7}, {"paging": {"after": "x"}}, {"data": [], "paging": 7})
    assert [after_in(one) for one in odd] == [None] * len(odd)
    talk = read_talk({"id": "t", "updated_time": MESSAGE["created_time"], "messages": {"data": "?"}}, "t")
    assert (talk.messages, talk.whole) == ((), True)
    assert registry.entry("instagram") is ENTRY
