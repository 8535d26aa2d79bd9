"""What a Page's answers become, recorded ones and hostile ones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from meydan.connectors.base import AccountRef, Item, Malformed, Metrics, Publication
from meydan.connectors.facebook.connector import ENTRY
from meydan.connectors.facebook.mapper import (
    place_comment,
    place_message,
    place_post,
    read_comment,
    read_message,
    read_post,
    read_profile,
    read_review,
    read_talk,
)
from meydan.connectors.fields import WrongField, each
from meydan.connectors.meta.graph import tidied

RECORDED = Path(__file__).parent / "recorded" / "facebook"
US = AccountRef("ours", "", "2121008874780932", "MyLife")


def recorded(name: str) -> dict[str, object]:
    found = tidied(orjson.loads((RECORDED / name).read_bytes()))
    assert isinstance(found, dict)
    return found


def test_a_comment_with_a_picture_is_attached_as_its_page() -> None:
    comment = read_comment(recorded("comment.json"), "comment")
    item = place_comment(comment, "2954961744718970", US.remote_id)
    assert isinstance(item, Item)
    assert (item.kind, item.text, item.hidden) == ("comment", "My Nice Car ", False)
    assert (item.author.handle, item.author.remote_id) == ("Kun Liu", "2711636948859886")
    assert item.created_at == datetime(2021, 7, 23, 8, 35, 18, tzinfo=UTC)
    assert (item.thread, item.parent) == ("2954961744718970", "2954961744718970")
    (picture,) = item.attachments
    assert picture.startswith("https://www.facebook.com/photo.php?fbid=909150133277173")
    assert "fbcdn" not in picture


def test_our_own_comment_is_a_publication() -> None:
    given = {
        **recorded("comment.json"),
        "from": {"id": US.remote_id, "name": "MyLife"},
        "parent": {"id": "1_2"},
    }
    placed = place_comment(read_comment(given, "comment"), "1", US.remote_id)
    assert isinstance(placed, Publication)
    assert (placed.ours, placed.thread, placed.parent) == (True, "1", "1_2")


def test_messages_are_read_and_pictures_keep_no_signed_address() -> None:
    talk = read_talk(recorded("conversation.json"), "talk")
    assert talk.permalink == "https://www.facebook.com/2121008874780932/inbox/2582605345287947/"
    message = read_message(recorded("message.json"), "message")
    item = place_message(message, talk.id, talk.permalink, US.remote_id)
    assert isinstance(item, Item)
    assert (item.kind, item.text, item.thread) == ("dm", "Love is peace!😏", "t_587956915396498")
    assert item.attachments == (f"{talk.permalink} image-651143212510248",)


@pytest.mark.parametrize(
    ("name", "stream", "count"),
    [
        ("comment.json", "comments", 1),
        ("comments_by_id.json", "comments", 2),
        ("feed.json", "posts", 5),
        ("post.json", "posts", 1),
        ("posts_cursors.json", "posts", 5),
        ("message.json", "messages", 1),
        ("messages_by_id.json", "messages", 2),
    ],
)
def test_every_recorded_answer_is_read_whole(name: str, stream: str, count: int) -> None:
    page = ENTRY.parse(stream, "", orjson.loads((RECORDED / name).read_bytes()), US)
    assert not page.rejected
    assert len(page.items) + len(page.publications) == count
    assert "access_token" not in repr(page)


@pytest.mark.parametrize(
    ("url", "stream"),
    [
        ("https://graph.facebook.com/v26.0/1/published_posts?fields=id", "posts"),
        ("https://graph.facebook.com/v26.0/1_2/comments?filter=stream", "comments"),
        ("https://graph.facebook.com/v26.0/1/conversations", "conversations"),
        ("https://graph.facebook.com/v26.0/t_1/messages", "messages"),
        ("https://graph.facebook.com/v26.0/1/ratings", "reviews"),
        ("https://graph.facebook.com/v26.0/1/tagged", "visitors"),
        ("https://graph.facebook.com/v26.0/me", None),
    ],
)
def test_recorded_requests_are_told_apart(url: str, stream: str | None) -> None:
    assert ENTRY.stream_of("GET", url) == stream
    assert ENTRY.stream_of("POST", url) is None


def test_what_is_no_answer_of_the_stream_is_named() -> None:
    with pytest.raises(Malformed):
        ENTRY.parse("comments", "", "<html>", US)
    with pytest.raises(Malformed):
        ENTRY.parse("nothing", "", {"data": []}, US)


def post(**more: object) -> dict[str, object]:
    made = {"id": "1_2", "created_time": "2026-11-20T10:00:00+0000", "from": {"id": "1", "name": "Biz"}}
    return {**made, "message": "Yeni harman", **more}


def test_a_post_with_its_figures() -> None:
    given = post(
        reactions={"data": [], "summary": {"total_count": 7}},
        comments={"data": [], "summary": {"total_count": 3}},
        shares={"count": 2},
        permalink_url="https://www.facebook.com/1/posts/2",
        attachments={
            "data": [
                {"media_type": "photo", "url": "https://www.facebook.com/photo.php?fbid=9"},
                {
                    "title": "Kargo",
                    "url": "https://l.facebook.com/l.php?u=https%3A%2F%2Fmarka.example%2F&h=AT1",
                },
                {"media_type": "photo", "url": "https://scontent.xx.fbcdn.net/v/1.jpg?oh=1"},
            ]
        },
    )
    placed = place_post(read_post(given, "post"), "1", ours=True, views=90)
    assert isinstance(placed, Publication)
    assert placed.metrics == Metrics(likes=7, replies=3, shares=2, views=90)
    assert placed.attachments == (
        "https://www.facebook.com/photo.php?fbid=9 photo",
        "https://marka.example/ Kargo",
        "https://www.facebook.com/1/posts/2 photo",
    )


def test_a_strangers_post_is_a_mention_even_without_a_name() -> None:
    named = place_post(read_post(post(**{"from": {"id": "7", "name": "Selin"}}), "post"), "1", ours=False)
    assert isinstance(named, Item)
    assert (named.kind, named.thread, named.author.handle) == ("mention", "1_2", "Selin")
    nameless = post()
    del nameless["from"]
    assert isinstance(place_post(read_post(nameless, "post"), "1", ours=False), Item)
    assert isinstance(place_post(read_post(nameless, "post"), "1", ours=True), Publication)


@pytest.mark.parametrize(
    ("given", "stars", "text"),
    [
        ({"recommendation_type": "positive", "review_text": "Harika"}, 5, "Harika"),
        ({"recommendation_type": "negative"}, 1, "Does not recommend"),
        ({"recommendation_type": "POSITIVE"}, 5, "Recommends"),
        ({"has_rating": True, "rating": 3, "review_text": "Eh"}, 3, "Eh"),
        ({"rating": 9}, None, ""),
    ],
)
def test_reviews(given: dict[str, object], stars: int | None, text: str) -> None:
    made = {"created_time": "2026-11-20T10:00:00+0000", "reviewer": {"id": "5", "name": "Ece"}}
    review = read_review({**made, "open_graph_story": {"id": "44"}, **given}, "review")
    assert (review.remote_id, review.kind, review.stars, review.text) == ("44", "review", stars, text)
    assert read_review({**made, **given}, "review").remote_id == "review:5"
    with pytest.raises(WrongField):
        read_review({"created_time": made["created_time"], **given}, "review")


def test_a_page_without_a_user_name_is_called_by_its_name() -> None:
    profile = read_profile(recorded("page.json"), "profile")
    assert (profile.remote_id, profile.handle, profile.followers) == ("20531316728", "facebookapp", 214507731)
    assert read_profile({"id": "1", "name": "Markamız"}, "profile").handle == "Markamız"


@pytest.mark.parametrize(
    "broken",
    [
        {"id": ["?"]},
        {"created_time": "?"},
        {"created_time": None},
        {"from": "?"},
        {"message": ["?"]},
        {"attachment": "?"},
        "?",
        None,
    ],
)
def test_a_wrong_row_costs_only_itself(broken: object) -> None:
    row = recorded("comment.json")
    rows = [row, {**row, **broken} if isinstance(broken, dict) else broken, {**row, "id": "9_9"}]
    good, bad = each(rows, "comments", read_comment)
    assert [one.id for one in good] == [row["id"], "9_9"]
    assert len(bad) == 1
    assert bad[0].where.startswith("comments[1]")


def test_a_wrong_list_inside_a_post_costs_that_post() -> None:
    good, bad = each([post(comments={"data": "?"}), post(comments={})], "posts", read_post)
    assert (len(good), len(bad)) == (1, 1)
