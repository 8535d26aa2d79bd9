"""What a Page does: once, within the windows, and with an honest outcome."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from meydan.connectors.base import (
    AccountRef,
    Act,
    Action,
    AskedToWait,
    Item,
    NotSent,
    Refused,
    Sent,
    SignedOut,
    Unknown,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.facebook.connector import FacebookConnector
from meydan.connectors.facebook.sending import TOO_LATE
from tests.connectors.facebook import Desk, desk
from tests.connectors.servers import Asked, Client, FaultServer, Reply, plain
from tests.servers.meta.facebook import DAY
from tests.servers.meta.graph import Node

pytestmark = pytest.mark.long

LATER = timedelta(minutes=3)


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as made:
        yield made


async def the(at: Desk, node: Node) -> Item:
    """The item that something has become."""
    return (await at.items())[node.id]


async def test_answers_land_where_they_belong(at: Desk) -> None:
    comment = at.world.comment(at.world.post("gönderi"), "kargom nerede", by="Ayşe")
    visitor = at.world.post("açık mısınız", by="Selin")
    review = at.world.review("güzel", "Ece")
    items = await at.items()
    story = str(orjson.loads(orjson.dumps(review.data["open_graph_story"]))["id"])
    for target in (comment.id, visitor.id, story):
        outcome = await at.connector.send(at.act(Action.REPLY, items[target], "Bakıyoruz 🙏"))
        assert isinstance(outcome, Sent)
        assert at.world.texts(at.world.nodes[target]) == ["Bakıyoruz 🙏"]
        assert at.world.nodes[outcome.remote_id].ours


@pytest.mark.parametrize(
    ("hours", "by_hand", "tag"),
    [(1, True, None), (1, False, None), (30, True, "HUMAN_AGENT"), (30, False, ""), (24 * 8, True, "")],
)
async def test_the_window_of_private_messages(at: Desk, hours: int, by_hand: bool, tag: str | None) -> None:
    message = at.world.message("Ayşe", "kargom nerede", ago=3600 * hours)
    at.world.message("Ayşe", "eski cevap", ago=60, ours=True)
    item = await the(at, message)
    outcome = await at.connector.send(at.act(Action.REPLY, item, "Buyurun", by_hand=by_hand))
    if tag == "":
        assert outcome == Refused(TOO_LATE)
        assert at.world.sent == []
    else:
        assert isinstance(outcome, Sent)
        kind = "MESSAGE_TAG" if tag else "RESPONSE"
        assert [(one["tag"], one["type"]) for one in at.world.sent] == [(tag, kind)]
        assert (await at.connector.reconcile(at.act(Action.REPLY, item, "Buyurun"))) == replace(
            outcome, permalink=""
        )


async def test_a_message_to_who_never_wrote_goes_nowhere(at: Desk) -> None:
    comment = at.world.comment(at.world.post("gönderi"), "merhaba", by="Ayşe")
    item = replace(await the(at, comment), kind="dm", thread=None)
    assert isinstance(await at.connector.send(at.act(Action.REPLY, item, "Selam")), Refused)


async def test_a_private_reply_to_a_comment(at: Desk) -> None:
    comment = at.world.comment(at.world.post("gönderi"), "kargom nerede", by="Ayşe")
    act = at.act(Action.REPLY, await the(at, comment), "Size yazdık", private=True)
    assert isinstance(await at.connector.send(act), Sent)
    assert at.world.sent == [{"to": "Ayşe", "tag": None, "type": None, "comment_id": comment.id}]
    assert at.world.texts(comment) == []
    assert isinstance(await at.connector.reconcile(act), Sent)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (Act("k", Action.REPLY, "x" * 2001, target="m", kind="comment", private=True), "2000"),
        (
            Act("k", Action.REPLY, "x", target="m", kind="comment", private=True, media=(Path("a.png"),)),
            "Files",
        ),
        (
            Act("k", Action.REPLY, "x", target="1_2", kind="comment", media=(Path("a.png"),) * 2),
            "one picture",
        ),
        (Act("k", Action.PUBLISH, "x", media=(Path("film.mp4"),)), "Only pictures"),
        (Act("k", Action.PUBLISH, "x", media=(Path("/nowhere/a.png"),)), "cannot be read"),
        (Act("k", Action.HIDE, target="m_1", kind="dm"), "hidden"),
        (Act("k", Action.LIKE, target="m_1", kind="dm"), "liked"),
        (Act("k", Action.DELETE, target="m_1", kind="dm"), "deleted"),
        (Act("k", Action.BLOCK, target="1_2", kind="comment"), "who wrote it"),
        (Act("k", Action.REPORT, target="1_2", kind="comment"), "cannot do this"),
        (Act("k", Action.REPLY, "x"), "no message"),
    ],
)
async def test_what_cannot_be_done_is_refused_before_anything_is_asked(
    at: Desk, act: Act, reason: str
) -> None:
    outcome = await at.connector.send(act)
    assert isinstance(outcome, Refused)
    assert reason in outcome.reason
    assert at.calls == []


MODERATION = [
    (Action.HIDE, Action.UNHIDE, "is_hidden"),
    (Action.LIKE, Action.UNLIKE, "user_likes"),
]


@pytest.mark.parametrize(("there", "back", "field"), MODERATION)
async def test_hiding_and_liking_there_and_back(at: Desk, there: Action, back: Action, field: str) -> None:
    comment = at.world.comment(at.world.post("gönderi"), "kötü", by="Ayşe")
    item = await the(at, comment)
    for action, state in ((there, True), (back, False)):
        assert isinstance(await at.connector.reconcile(at.act(action, item)), NotSent)
        assert await at.connector.send(at.act(action, item)) == Sent(comment.id)
        assert comment.data[field] is state
        assert await at.connector.reconcile(at.act(action, item)) == Sent(comment.id)


async def test_a_visitors_post_is_hidden(at: Desk) -> None:
    visitor = at.world.post("ilan", by="Reklamcı")
    act = at.act(Action.HIDE, await the(at, visitor))
    assert isinstance(await at.connector.reconcile(act), NotSent)
    assert await at.connector.send(act) == Sent(visitor.id)
    assert await at.connector.reconcile(act) == Sent(visitor.id)
    liking = at.act(Action.LIKE, await the(at, visitor))
    assert await at.connector.send(liking) == Sent(visitor.id)
    assert isinstance(await at.connector.reconcile(liking), Unknown)


async def test_deleting_and_what_is_gone_already(at: Desk) -> None:
    comment = at.world.comment(at.world.post("gönderi"), "kötü", by="Ayşe")
    act = at.act(Action.DELETE, await the(at, comment))
    assert isinstance(await at.connector.reconcile(act), NotSent)
    assert await at.connector.send(act) == Sent(comment.id)
    assert comment.gone
    assert await at.connector.reconcile(act) == Sent(comment.id)
    assert await at.connector.send(act) == Sent(comment.id)


async def test_blocking(at: Desk) -> None:
    for node in (
        at.world.comment(at.world.post("gönderi"), "kötü", by="Ayşe"),
        at.world.message("Efe", "kötü"),
    ):
        act = at.act(Action.BLOCK, await the(at, node))
        assert isinstance(await at.connector.reconcile(act), NotSent)
        assert await at.connector.send(act) == Sent(act.author_id)
        assert await at.connector.reconcile(act) == Sent(act.author_id)


async def test_publishing_with_a_link_and_for_later(at: Desk) -> None:
    sent = await at.connector.send(at.act(Action.PUBLISH, text="Yeni: https://marka.example/a."))
    assert isinstance(sent, Sent)
    assert at.world.nodes[sent.remote_id].data["asked"] == {
        "message": "Yeni: https://marka.example/a.",
        "link": "https://marka.example/a",
    }
    moment = datetime.now(UTC)
    later = at.act(Action.PUBLISH, text="Yarın", scheduled_at=moment + timedelta(days=1))
    kept = await at.connector.send(later)
    assert isinstance(kept, Sent)
    asked = at.world.nodes[kept.remote_id].data["asked"]
    assert asked == {
        "message": "Yarın",
        "published": "false",
        "scheduled_publish_time": str(int((moment + timedelta(days=1)).timestamp())),
    }
    assert await at.connector.reconcile(later) == Sent(kept.remote_id)
    soon = at.act(Action.PUBLISH, text="Birazdan", scheduled_at=moment + timedelta(minutes=5))
    assert isinstance(await at.connector.send(soon), NotSent)
    past = at.act(Action.PUBLISH, text="Geçti", scheduled_at=moment - timedelta(minutes=5))
    published = await at.connector.send(past)
    assert isinstance(published, Sent)
    assert at.world.nodes[published.remote_id].data["edge"] == "published_posts"
    assert isinstance(await at.connector.reconcile(past), Sent)


LOST = ("lost", "reset", "cut")


@pytest.mark.parametrize("kind", LOST)
async def test_a_lost_answer_is_found_again(at: Desk, kind: str) -> None:
    top = at.world.comment(at.world.post("gönderi"), "üst", by="Ayşe")
    comment = at.world.comment(top, "alt", by="Ali")
    message = at.world.message("Efe", "selam")
    items = await at.items()
    at.proxy.fault("POST", "", kind, 10)
    acts = [
        at.act(Action.REPLY, items[comment.id], "Bakıyoruz"),
        at.act(Action.REPLY, items[message.id], "Buyurun"),
        at.act(Action.REPLY, items[top.id], "Size yazdık", private=True),
        at.act(Action.PUBLISH, text="Yeni harman"),
        at.act(Action.HIDE, items[comment.id]),
    ]
    for act in acts:
        assert isinstance(await at.connector.send(act), Unknown)
    at.proxy.heal()
    for act in acts:
        assert isinstance(await at.connector.reconcile(act), Sent)


async def test_what_never_arrived_is_believed_only_after_a_while(at: Desk) -> None:
    comment = at.world.comment(at.world.post("gönderi"), "üst", by="Ayşe")
    at.world.comment(comment, "Bakıyoruz", ago=3 * DAY)
    at.world.comment(comment, "Başka bir cevap", ago=1)
    act = at.act(Action.REPLY, await the(at, comment), "Bakıyoruz")
    doubt = await at.connector.reconcile(act)
    assert isinstance(doubt, Unknown)
    assert [one.text for one in doubt.candidates] == ["Başka bir cevap"]
    at.skew[0] = LATER
    assert isinstance(await at.connector.reconcile(act), NotSent)


async def test_an_answer_that_was_moved_up_is_found(at: Desk) -> None:
    top = at.world.comment(at.world.post("gönderi"), "üst", by="Ayşe")
    deep = at.world.comment(top, "alt", by="Ali")
    act = at.act(Action.REPLY, await the(at, deep), "Yazdık")
    moved = at.world.comment(top, "Yazdık", ago=0)
    outcome = await at.connector.reconcile(act)
    assert isinstance(outcome, Sent)
    assert outcome.remote_id == moved.id
    at.world.delete(deep)
    assert isinstance(await at.connector.reconcile(act), Unknown)


@pytest.mark.parametrize(
    ("status", "code", "subcode", "kind"),
    [
        (400, 190, 463, SignedOut),
        (403, 4, None, AskedToWait),
        (400, 32, None, AskedToWait),
        (403, 200, None, Refused),
        (400, 368, None, Refused),
        (400, 551, None, Refused),
        (400, 10, 2018278, Refused),
        (500, 2, None, Unknown),
        (400, 1, None, Unknown),
    ],
)
async def test_a_no_and_a_later_are_told_apart(
    at: Desk, status: int, code: int, subcode: int | None, kind: type
) -> None:
    comment = at.world.comment(at.world.post("gönderi"), "üst", by="Ayşe")
    item = await the(at, comment)
    body = orjson.dumps({"error": {"message": "(#0) Hayır", "code": code, "error_subcode": subcode}})
    at.proxy.fault("POST", "/comments", "answer", 9, status=status, body=body)
    before = len(at.calls)
    outcome = await at.connector.send(at.act(Action.REPLY, item, "x"))
    assert type(outcome) is kind
    assert len(at.calls) - before == 1


async def test_a_look_before_a_message_that_fails_sends_nothing(at: Desk) -> None:
    item = await the(at, at.world.message("Ayşe", "selam"))
    for status, body, kind in (
        (503, b"", NotSent),
        (400, b'{"error": {"code": 190}}', SignedOut),
        (400, b'{"error": {"code": 32}}', AskedToWait),
    ):
        at.proxy.fault("GET", "/messages", "answer", 9, status=status, body=body)
        assert type(await at.connector.send(at.act(Action.REPLY, item, "x"))) is kind
        at.proxy.heal()
    assert at.world.sent == []


def pictured(server: FaultServer, client: Client) -> FacebookConnector:
    return FacebookConnector(AccountRef("ours", server.url, "9"), Credential("EAAGtoken"), client.http)


async def test_pictures_go_up_unseen_and_are_named_by_what_is_written(
    client: Client, faults: FaultServer, tmp_path: Path
) -> None:
    uploaded: list[Asked] = []

    def photo(asked: Asked) -> Reply:
        uploaded.append(asked)
        return plain({"id": f"p{len(uploaded)}"})

    faults.routes = {
        "/v26.0/9/photos": photo,
        "/v26.0/9/feed": lambda _: plain({"id": "9_1"}),
        "/v26.0/1_2/comments": lambda _: plain({"id": "1_3"}),
    }
    for name in ("a.png", "b.jpg"):
        (tmp_path / name).write_bytes(b"picture")
    ours = pictured(faults, client)
    media = (tmp_path / "a.png", tmp_path / "b.jpg")
    act = Act("k", Action.PUBLISH, "İki resim", media=media, alt_texts=("bir fincan",))
    assert await ours.send(act) == Sent("9_1")
    assert b'name="alt_text_custom"\r\n\r\nbir fincan' in uploaded[0].body
    assert b'name="published"\r\n\r\nfalse' in uploaded[0].body
    assert b"alt_text_custom" not in uploaded[1].body
    asked = orjson.loads(faults.asked[-1].body)
    assert asked == {
        "message": "İki resim",
        "attached_media": [{"media_fbid": "p1"}, {"media_fbid": "p2"}],
    }
    reply = Act("k", Action.REPLY, "", target="1_2", kind="comment", media=media[:1])
    assert await ours.send(reply) == Sent("1_3")
    assert faults.asked[-1].body == b"attachment_id=p3"
    later = client.http.clock() + timedelta(days=1)
    await ours.send(Act("k", Action.PUBLISH, "x", media=media[:1], scheduled_at=later))
    assert b'name="temporary"\r\n\r\ntrue' in uploaded[-1].body


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(plain("", 500), NotSent), (plain({"no": 1}), NotSent), (plain({"error": {"code": 200}}, 403), Refused)],
)
async def test_a_failed_upload_publishes_nothing(
    client: Client, faults: FaultServer, tmp_path: Path, reply: Reply, kind: type
) -> None:
    faults.answers(reply)
    (tmp_path / "a.png").write_bytes(b"picture")
    ours = pictured(faults, client)
    assert type(await ours.send(Act("k", Action.PUBLISH, "x", media=(tmp_path / "a.png",)))) is kind
    assert len(faults.asked) == 1


@pytest.mark.parametrize("body", [b"?", b"[]", b"{}", b'{"id": 5}', b'{"success": "yes"}'])
async def test_a_yes_that_makes_no_sense_leaves_doubt(
    client: Client, faults: FaultServer, body: bytes
) -> None:
    faults.answers(plain(body))
    ours = pictured(faults, client)
    for action in (Action.PUBLISH, Action.HIDE, Action.LIKE, Action.DELETE):
        assert isinstance(await ours.send(Act("k", action, "x", target="1_2", kind="comment")), Unknown)
