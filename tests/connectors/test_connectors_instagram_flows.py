"""The Instagram connector against a Graph API built from the node specs, in both set-ups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from meydan.connectors.base import (
    Action,
    Denied,
    Missing,
    NotSent,
    Outcome,
    Refused,
    Sent,
    SignInRequired,
    Unknown,
)
from meydan.connectors.contract import CHECKS, Check, run
from meydan.connectors.contract.stage import Calls
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http
from meydan.connectors.instagram.connector import ENTRY, InstagramConnector
from meydan.connectors.instagram.declaration import FACEBOOK, INSTAGRAM
from meydan.connectors.instagram.media import NO_MEDIA, Post, post_in
from meydan.connectors.instagram.sending import BY_HAND_ONLY, CLOSED, TOO_LONG
from meydan.connectors.instagram.setups import Setup, address_of, exchange, renew, setup_of
from tests.connectors.meta import Desk, desk
from tests.servers.meta.graph import Node, serving
from tests.servers.meta.instagram import DAY, OWN_TOKEN, PAGE_TOKEN, USER_TOKEN, Instagram

pytestmark = pytest.mark.long

OWN = Credential(OWN_TOKEN, {"setup": "instagram"})
PAGES = Credential(PAGE_TOKEN, {"setup": "page"})
PICTURE = "https://cdn.example/kahve.jpg"


class Comments:
    """An account with one media, below which strangers comment."""

    reads = (Calls("GET", "/comments"),)
    writes = (Calls("POST", "/replies$"),)

    def __init__(self, world: Instagram, token: str) -> None:
        self.world = world
        self.base_url = world.base
        self.credential = Credential(token)
        self.media = world.media("Yeni harman")

    def comes_in(self, text: str) -> str:
        """A comment."""
        return self.world.comment(self.media, text, by="ayse", ago=1).id

    def answers(self, remote_id: str) -> Sequence[str]:
        """Our replies to it."""
        return self.world.ours(self.world.nodes[remote_id])


class Messages(Comments):
    """An account to which strangers write in private."""

    reads = (Calls("GET", "/conversations"),)
    writes = (Calls("POST", "/messages$"),)

    def comes_in(self, text: str) -> str:
        """A private message."""
        return self.world.message("merve", text, ago=1).id

    def answers(self, remote_id: str) -> Sequence[str]:
        """What we wrote in the conversation."""
        talk = self.world.nodes[remote_id].up
        return self.world.ours(talk) if talk else []


@pytest.mark.parametrize("stage", [Comments, Messages])
@pytest.mark.parametrize("token", [OWN_TOKEN, PAGE_TOKEN], ids=["own login", "page"])
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_contract(check: Check, token: str, stage: type[Comments]) -> None:
    world = Instagram()
    with serving(world):
        await run(check, ENTRY, stage(world, token))
    assert world.violations == []


@pytest.fixture(params=[OWN, PAGES], ids=["own login", "page"])
def ours(request: pytest.FixtureRequest) -> Iterator[Desk[Instagram]]:
    with desk(Instagram(), ENTRY, request.param) as made:
        yield made


@pytest.fixture
def paged() -> Iterator[Desk[Instagram]]:
    with desk(Instagram(), ENTRY, PAGES) as made:
        yield made


async def test_comments_with_replies_messages_tags_and_our_own_words(ours: Desk[Instagram]) -> None:
    world = ours.world
    world.most = 6
    medias = [world.media(f"{n}. gönderi", ago=9000 + n) for n in range(3)]
    top = [world.comment(medias[n % 3], f"{n}", by=f"kisi{n}", ago=5000 - n) for n in range(25)]
    nested = [world.comment(top[4], f"{n}. yanıt", by=f"komsu{n}", ago=3000 - n) for n in range(14)]
    own = world.comment(top[0], "DM attık", ago=2000)
    talk = [world.message("merve", f"{n}", ago=900 - n) for n in range(30)]
    said = world.message("merve", "Merhaba", ago=800, ours=True)
    tag = world.media("burada içtik", by="gezgin", ago=700)
    found = await ours.pull()
    assert set(found.items) == {one.id for one in (*top, *nested, *talk, tag)}
    kinds = {key: item.kind for key, item in found.items.items()}
    assert {kinds[one.id] for one in (*top, *nested)} == {"comment"}
    assert {kinds[one.id] for one in talk} == {"dm"} and kinds[tag.id] == "mention"
    reply = found.items[nested[0].id]
    assert (reply.thread, reply.parent, reply.author.handle) == (medias[1].id, top[4].id, "komsu0")
    assert reply.permalink == medias[1].data["permalink"]
    assert found.items[talk[0].id].author.remote_id == "24merve"
    assert {found.publications[one.id].ours for one in (own, said, *medias)} == {True}
    figures = found.publications[medias[0].id].metrics
    assert (figures.likes, figures.replies, figures.views) == (2, 9 + 1, 7)
    assert not found.rejected
    again = await ours.pull()
    assert {key for key, item in again.items.items() if found.items[key] != item} == set()
    assert {key for key, one in again.publications.items() if found.publications.get(key) != one} == set()


async def test_a_late_reply_deep_below_is_found_by_the_count(ours: Desk[Instagram]) -> None:
    world = ours.world
    world.most = 5
    media = world.media("gönderi")
    top = [world.comment(media, f"{n}", by="ayse", ago=3000 - n) for n in range(15)]
    await ours.pull("own")
    late = world.comment(top[0], "sonradan", by="can", ago=1)
    ours.ahead = timedelta(minutes=6)
    assert late.id in (await ours.pull("own")).items


async def test_what_is_deleted_is_seen(ours: Desk[Instagram]) -> None:
    world = ours.world
    world.most = 5
    media, other = world.media("gönderi"), world.media("geri alınacak")
    top = [world.comment(media, f"{n}", by="ayse", ago=3000 - n) for n in range(9)]
    nested = [world.comment(top[8], f"{n}", by="can", ago=2000 - n) for n in range(2)]
    messages = [world.message("merve", f"{n}", ago=900 - n) for n in range(3)]
    tag = world.media("etiket", by="gezgin")
    await ours.pull()
    for node in (top[7], nested[0], messages[1], tag, other):
        world.delete(node)
    found = await ours.pull()
    gone = {key for key, item in found.items.items() if item.deleted}
    assert gone == {top[7].id, nested[0].id, messages[1].id, tag.id}
    assert found.publications[other.id].deleted
    world.delete(top[8])
    found = await ours.pull("own")
    assert {key for key, item in found.items.items() if item.deleted} == {top[8].id, nested[1].id}


async def test_pictures_in_messages_come_once_and_change_nothing(ours: Desk[Instagram]) -> None:
    data = {"data": [{"id": "1", "image_data": {"url": "https://cdn.example/a.jpg?oh=1"}}]}
    sent = ours.world.message(
        "merve", "", attachments=data, story={"reply_to": {"link": "https://cdn.example/s"}}
    )
    item = (await ours.pull("conversations")).items[sent.id]
    assert item.attachments == ("https://cdn.example/a.jpg?oh=1", "https://cdn.example/s")
    sent.data["attachments"] = {
        "data": [{"id": "1", "image_data": {"url": "https://cdn.example/a.jpg?oh=2"}}]
    }
    assert sent.id not in (await ours.pull("conversations")).items


async def test_one_bad_row_costs_only_itself(ours: Desk[Instagram]) -> None:
    world = ours.world
    media = world.media("gönderi")
    good, bad = (world.comment(media, text, by="ayse", ago=9) for text in ("iyi", "kötü"))
    bad.data["text"] = ["?"]
    nested = world.comment(good, "kötü", by="can")
    nested.data["timestamp"] = 7.5
    message = world.message("merve", "iyi")
    world.message("merve", "kötü").data["from"] = "?"
    found = await ours.pull()
    assert {good.id, message.id} <= set(found.items) and bad.id not in found.items
    assert len(found.rejected) == 2


async def test_a_reply_lands_once_and_names_whom_a_reply_to_a_reply_is_for(ours: Desk[Instagram]) -> None:
    world = ours.world
    media = world.media("gönderi")
    top = world.comment(media, "fiyat?", by="ayse")
    nested = world.comment(top, "ben de", by="can")
    tag = world.media("burada", by="gezgin")
    async with ours.connector() as connector:
        assert isinstance(await connector.send(ours.act(Action.REPLY, top.id, "Profilde")), Sent)
        assert isinstance(await connector.send(ours.act(Action.REPLY, nested.id, "Yazdık")), Sent)
        assert isinstance(
            await connector.send(ours.act(Action.REPLY, tag.id, "Sağ olun", kind="mention")), Sent
        )
        assert world.ours(top) == ["Profilde", "@can Yazdık"]
        assert world.ours(tag) == ["Sağ olun"]
        top.data["hidden"] = True
        assert isinstance(await connector.send(ours.act(Action.REPLY, top.id, "x")), Refused)
        world.delete(top)
        assert isinstance(await connector.send(ours.act(Action.REPLY, top.id, "x")), Refused)


async def test_messages_go_within_the_window_and_by_hand_until_the_seventh_day(ours: Desk[Instagram]) -> None:
    world = ours.world
    fresh = world.message("merve", "bugün", ago=600)
    world.message("merve", "yanıtımız", ago=500, ours=True)
    slow = world.message("can", "dün değil evvelsi gün", ago=2 * DAY)
    old = world.message("bora", "geçen hafta", ago=8 * DAY)
    async with ours.connector() as connector:

        async def answer(to: Node, person: str, text: str = "Buyurun", by_hand: bool = True) -> Outcome:
            more = {"kind": "dm", "author_id": f"24{person}", "by_hand": by_hand}
            return await connector.send(ours.act(Action.REPLY, to.id, text, **more))

        assert isinstance(await answer(fresh, "merve", by_hand=False), Sent)
        assert await answer(slow, "can", by_hand=False) == Refused(BY_HAND_ONLY)
        assert isinstance(await answer(slow, "can"), Sent)
        assert await answer(old, "bora") == Refused(CLOSED)
        assert await answer(fresh, "merve", "ş" * 501) == Refused(TOO_LONG)
    assert [(one["to"], one["type"], one["tag"]) for one in world.sent] == [
        ("merve", "RESPONSE", None),
        ("can", "MESSAGE_TAG", "HUMAN_AGENT"),
    ]


async def test_a_comment_is_answered_in_private(ours: Desk[Instagram]) -> None:
    comment = ours.world.comment(ours.world.media("gönderi"), "numaram 4411", by="ayse")
    act = ours.act(Action.REPLY, comment.id, "Aldık", kind="comment", private=True, author_id="24ayse")
    async with ours.connector() as connector:
        sent = await connector.send(act)
        assert isinstance(sent, Sent)
        assert await connector.reconcile(act) == Sent(sent.remote_id)
    assert [one["to"] for one in ours.world.sent] == ["ayse"]
    assert ours.world.ours(comment) == []


@pytest.mark.parametrize(
    ("kind", "path"),
    [("comment", "/replies$"), ("dm", "/messages$"), ("post", "/media_publish$"), ("post", "/media$")],
)
async def test_a_lost_answer_never_makes_two(ours: Desk[Instagram], kind: str, path: str) -> None:
    world = ours.world
    media = world.media("gönderi")
    top = world.comment(media, "fiyat?", by="ayse")
    nested = world.comment(top, "ben de", by="can")
    message = world.message("merve", "merhaba")
    acts = {
        "comment": ours.act(Action.REPLY, nested.id, "Kayıp", kind="comment"),
        "dm": ours.act(Action.REPLY, message.id, "Kayıp", kind="dm", author_id="24merve"),
        "post": ours.act(Action.PUBLISH, "", f"Kayıp\n{PICTURE}"),
    }
    act = acts[kind]
    ours.proxy.fault("POST", path, "lost")
    async with ours.connector() as connector:
        outcome = await connector.send(act)
        assert isinstance(outcome, NotSent if path == "/media$" else Unknown)
        if isinstance(outcome, NotSent):
            outcome = await connector.send(act)
        else:
            outcome = await connector.reconcile(act)
        assert isinstance(outcome, Sent)
    said = {
        "comment": world.ours(top),
        "dm": [one["text"] for one in world.sent],
        "post": [one.data["caption"] for one in world.of("IGMedia") if one is not media],
    }
    assert said[kind] == (["@can Kayıp"] if kind == "comment" else ["Kayıp"])


async def test_what_never_arrived_is_said_to_be_so_once_it_is_certain(ours: Desk[Instagram]) -> None:
    comment = ours.world.comment(ours.world.media("gönderi"), "fiyat?", by="ayse")
    message = ours.world.message("merve", "merhaba")
    acts = [
        ours.act(Action.REPLY, comment.id, "Hiç", kind="comment"),
        ours.act(Action.REPLY, message.id, "Hiç", kind="dm", author_id="24merve"),
        ours.act(Action.PUBLISH, "", f"Hiç\n{PICTURE}"),
    ]
    async with ours.connector() as connector:
        for act in acts:
            assert isinstance(await connector.reconcile(act), Unknown)
        ours.ahead = timedelta(minutes=3)
        for act in acts:
            assert isinstance(await connector.reconcile(act), NotSent)


async def test_publishing_needs_a_public_address(ours: Desk[Instagram]) -> None:
    async with ours.connector() as connector:
        assert await connector.send(ours.act(Action.PUBLISH, "", "yalnız söz")) == Refused(NO_MEDIA)
        sent = await connector.send(ours.act(Action.PUBLISH, "", f"Sabah\n{PICTURE}\nkahvesi"))
    assert isinstance(sent, Sent)
    assert ours.world.nodes[sent.remote_id].data["caption"] == "Sabah\nkahvesi"
    box = ours.world.of("IGContainer")[0]
    assert box.data["url"] == PICTURE


@pytest.mark.parametrize(
    ("text", "post"),
    [
        (PICTURE, Post("image", PICTURE, "")),
        ("a\nhttps://x.example/f.MOV?sig=1\nb", Post("video", "https://x.example/f.MOV?sig=1", "a\nb")),
        ("bak https://x.example/a.jpg", None),
        ("https://x.example/a.png", None),
        ("javascript:a.jpg", None),
        ("", None),
    ],
)
def test_the_medium_of_a_post(text: str, post: Post | None) -> None:
    assert post_in(text) == post


async def test_hiding_and_deleting(ours: Desk[Instagram]) -> None:
    comment = ours.world.comment(ours.world.media("gönderi"), "kötü söz", by="ayse")
    async with ours.connector() as connector:
        assert await connector.send(ours.act(Action.HIDE, comment.id)) == Sent(comment.id)
        assert await connector.reconcile(ours.act(Action.HIDE, comment.id)) == Sent(comment.id)
        assert (await ours.pull("own")).items[comment.id].hidden is True
        assert await connector.send(ours.act(Action.UNHIDE, comment.id)) == Sent(comment.id)
        assert isinstance(await connector.reconcile(ours.act(Action.HIDE, comment.id)), NotSent)
        assert isinstance(await connector.reconcile(ours.act(Action.DELETE, comment.id)), NotSent)
        assert await connector.send(ours.act(Action.DELETE, comment.id)) == Sent(comment.id)
        assert await connector.reconcile(ours.act(Action.DELETE, comment.id)) == Sent(comment.id)
        assert await connector.send(ours.act(Action.DELETE, comment.id)) == Sent(comment.id), "gone is gone"
        assert isinstance(await connector.send(ours.act(Action.LIKE, comment.id)), Refused)


async def test_rivals_are_told_only_through_a_page(paged: Desk[Instagram]) -> None:
    rival_post = paged.world.media("indirim", by="rakip")
    async with paged.connector() as connector:
        assert isinstance(connector, InstagramConnector)
        rival = await connector.lookup("@rakip")
        assert (rival.remote_id, rival.followers, rival.posts) == ("rakip", 12, 1)
        (post,) = (await connector.posts_of("rakip", 5)).publications
        assert (post.remote_id, post.ours, post.metrics.likes) == (rival_post.id, False, 2)
        with pytest.raises(Missing):
            await connector.lookup("x) { id }")
        assert await connector.search_accounts("a b") == ()


async def test_a_token_says_what_it_is_for(paged: Desk[Instagram]) -> None:
    async with Http(paged.proxy.url, user_agent="test") as http:
        own = await exchange(http, Credential(OWN_TOKEN))
        assert setup_of(own) is Setup.INSTAGRAM and own.token != OWN_TOKEN and not own.ages(http.clock())
        page = await exchange(http, Credential(PAGE_TOKEN))
        assert (setup_of(page), page.token) == (Setup.PAGE, PAGE_TOKEN)
        person = await exchange(http, Credential(USER_TOKEN))
        assert (setup_of(person), person.token) == (Setup.PAGE, PAGE_TOKEN)
        with pytest.raises(SignInRequired):
            await renew(http, page)
        with pytest.raises(SignInRequired):
            await exchange(http, Credential("nonsense"))
        world = paged.world
        second = world.add("IGUser", None, None, False, username="digeri")
        world.home.data["instagram_business_account"] = None
        with pytest.raises(Denied):
            await exchange(http, Credential(PAGE_TOKEN))
        with pytest.raises(Denied):
            await exchange(http, Credential(USER_TOKEN))
        world.home.data["instagram_business_account"] = second
        with pytest.raises(Denied):
            await exchange(http, Credential(USER_TOKEN, {"username": "baskasi"}))
        assert (await exchange(http, Credential(USER_TOKEN, {"username": "@Digeri"}))).token == PAGE_TOKEN


async def test_a_person_with_several_accounts_must_name_one(paged: Desk[Instagram]) -> None:
    world = paged.world
    other = world.add("IGUser", None, None, False, username="digeri")
    page = world.add("Page", None, None, False, instagram_business_account=other, access_token="EAAGother")
    edge = world.edge

    def accounts(node: object, name: str, params: dict[str, str]) -> Sequence[object]:
        return [world.home, page] if name == "accounts" else edge(node, name, params)  # type: ignore[arg-type]

    world.edge = accounts  # type: ignore[method-assign,assignment]
    async with Http(paged.proxy.url, user_agent="test") as http:
        with pytest.raises(Denied, match="digeri, markamiz"):
            await exchange(http, Credential(USER_TOKEN))
        assert (await exchange(http, Credential(USER_TOKEN, {"username": "digeri"}))).token == "EAAGother"


def test_each_set_up_has_its_own_address() -> None:
    assert address_of(INSTAGRAM, Setup.PAGE) == FACEBOOK
    assert address_of(INSTAGRAM, Setup.INSTAGRAM) == INSTAGRAM
    assert address_of("http://127.0.0.1:8000", Setup.PAGE) == "http://127.0.0.1:8000"


async def test_no_token_is_in_what_is_kept(ours: Desk[Instagram]) -> None:
    ours.world.most = 2
    media = ours.world.media("gönderi")
    for number in range(5):
        ours.world.comment(media, f"{number}", by="ayse", ago=500 - number)
        ours.world.message(f"kisi{number}", "x", ago=500 - number)
    found = await ours.pull()
    assert len(found.items) == 10
    assert ours.credential.token not in repr(found.pages)
