"""The Threads connector against a Graph API built from the collection of its requests."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from meydan.connectors.base import (
    Action,
    Missing,
    NotSent,
    Refused,
    Sent,
    SignInRequired,
    Unavailable,
    Unknown,
)
from meydan.connectors.contract import CHECKS, Check, run
from meydan.connectors.contract.stage import Calls
from meydan.connectors.credentials import Credential
from meydan.connectors.threads.connector import ENTRY, ThreadsConnector
from tests.connectors.meta import Desk, desk
from tests.servers.meta.graph import serving, stamp
from tests.servers.meta.threads import TOKEN, Threads

pytestmark = pytest.mark.long

SETTLED = timedelta(minutes=3)


class Stage:
    """A profile with one post, below which strangers write."""

    credential = Credential(TOKEN)
    reads = (Calls("GET", "/conversation"),)
    writes = (Calls("POST", "/threads_publish$"),)

    def __init__(self, world: Threads) -> None:
        self.world = world
        self.base_url = world.base
        self.post = world.post("Yeni harman", ago=3600)

    def comes_in(self, text: str) -> str:
        """A reply to our post."""
        return self.world.post(text, by="ayse", up=self.post, ago=1).id

    def answers(self, remote_id: str) -> Sequence[str]:
        """What we replied."""
        return self.world.ours(self.world.nodes[remote_id])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_contract(check: Check) -> None:
    world = Threads()
    with serving(world):
        await run(check, ENTRY, Stage(world))
    assert world.violations == []


@pytest.fixture
def ours() -> Iterator[Desk[Threads]]:
    with desk(Threads(), ENTRY, Credential(TOKEN)) as made:
        yield made


async def test_replies_of_every_depth_mentions_and_our_own_words(ours: Desk[Threads]) -> None:
    world = ours.world
    world.most = 7
    posts = [world.post(f"{n}. gönderi", ago=9000 - n) for n in range(5)]
    replies = [world.post(f"{n}. yanıt", by=f"kisi{n}", up=posts[n % 2], ago=5000 - n) for n in range(30)]
    deep = world.post("derin", by="can", up=world.post("sağ olun", up=replies[3], ago=900), ago=800)
    mention = world.post("@markamiz denedim", by="fan", ago=700, mentions=True)
    both = world.post("@markamiz bak", by="ece", up=posts[0], ago=600, mentions=True)
    found = await ours.pull()
    assert set(found.items) == {deep.id, mention.id, both.id, *(one.id for one in replies)}
    assert {found.items[one.id].kind for one in (*replies, deep, both)} == {"comment"}
    assert found.items[mention.id].kind == "mention"
    item = found.items[deep.id]
    assert (item.thread, item.parent, item.author.handle) == (posts[1].id, deep.up and deep.up.id, "can")
    assert item.created_at.utcoffset() == timedelta(0) and item.permalink.endswith(deep.id)
    assert all(found.publications[one.id].ours for one in posts)
    assert found.publications[posts[4].id].metrics.views == 3
    assert not found.rejected
    again = await ours.pull()
    assert {key: item for key, item in again.items.items() if found.items[key] != item} == {}
    assert {
        key: one for key, one in again.publications.items() if found.publications.get(key, one) != one
    } == {}


async def test_a_second_pull_is_cheap_and_quiet_posts_are_left_alone(ours: Desk[Threads]) -> None:
    for number in range(20):
        ours.world.post(f"{number}", ago=5 * 86400 + number)
    busy = ours.world.post("soru var mı", ago=3600)
    ours.world.post("var", by="ayse", up=busy)
    await ours.pull("own")
    before = len(ours.world.asked)
    await ours.pull("own")
    asked = [path for _, path, _ in ours.world.asked[before:]]
    assert [path for path in asked if path.endswith("conversation")] == [f"{busy.id}/conversation"]
    assert len(asked) <= 7, "the list, one conversation and a few figures"


async def test_what_is_deleted_is_seen_with_all_below_it(ours: Desk[Threads]) -> None:
    world = ours.world
    world.most = 5
    post = world.post("gönderi", ago=3600)
    replies = [world.post(f"{n}", by="ayse", up=post, ago=900 - n) for n in range(12)]
    child = world.post("altı", by="can", up=replies[11], ago=500)
    mention = world.post("@markamiz", by="fan", mentions=True)
    gone_post = world.post("geri alınacak", ago=50)
    await ours.pull()
    for node in (replies[11], mention, gone_post):
        world.delete(node)
    found = await ours.pull()
    assert all(found.items[node.id].deleted for node in (replies[11], child, mention))
    assert found.items[mention.id].kind == "mention"
    assert found.publications[gone_post.id].deleted
    world.delete(replies[0])
    ours.ahead = timedelta(minutes=40)
    found = await ours.pull("own")
    assert found.items[replies[0].id].deleted, "deep below, seen by the sweep"
    assert [item.remote_id for item in found.items.values() if item.deleted] == [replies[0].id]


async def test_answers_to_our_replies_below_strangers_posts_are_comments(ours: Desk[Threads]) -> None:
    world = ours.world
    theirs = world.post("kahve öneren?", by="gezgin", ago=9000)
    reply = world.post("bizi deneyin", up=theirs, ago=8000)
    answer = world.post("@markamiz nerede", by="gezgin", up=reply, ago=7000, mentions=True)
    found = await ours.pull()
    assert found.items[answer.id].kind == "comment"
    assert found.items[answer.id].thread == theirs.id
    assert {item.kind for page in found.pages for item in page.items} == {"comment"}
    assert found.publications[theirs.id].ours is False
    assert found.publications[reply.id].parent == theirs.id


async def test_a_crash_after_any_page_loses_nothing(ours: Desk[Threads]) -> None:
    ours.world.most = 4
    posts = [ours.world.post(f"{n}", ago=9000 + n) for n in range(6)]
    wanted = {ours.world.post(f"{n}", by="ayse", up=posts[n % 6], ago=900 - n).id for n in range(40)}
    seen: set[str] = set()
    for _ in range(60):
        seen |= set((await ours.pull("own", at_most=1)).items)
        if seen == wanted:
            break
    assert seen == wanted


async def test_pages_that_repeat_or_go_in_a_circle_end(ours: Desk[Threads]) -> None:
    ours.world.most = 3
    post = ours.world.post("gönderi", ago=3600)
    wanted = {ours.world.post(f"{n}", by="ayse", up=post, ago=900 - n).id for n in range(12)}
    page = ours.world.page(post, "conversation", {"limit": "3"}, (), "")
    rows = [
        {"id": i, "username": "ayse", "text": "x", "timestamp": stamp(time.time() - 60)}
        for i in ("991", "992", "993")
    ]
    body = orjson.dumps({**page, "data": rows})
    ours.proxy.fault("GET", "/conversation", "answer", 10**6, status=200, body=body)
    stuck = await ours.pull("own")
    assert any("circle" in one.reason or "repeats" in one.reason for one in stuck.rejected)
    ours.proxy.heal()
    for _ in range(3):
        found = await ours.pull("own")
        if wanted <= set(found.items):
            break
    assert wanted <= set(found.items)


async def test_one_bad_row_costs_only_itself(ours: Desk[Threads]) -> None:
    post = ours.world.post("gönderi", ago=3600)
    good = ours.world.post("iyi", by="ayse", up=post)
    bad = ours.world.post("kötü", by="can", up=post)
    bad.data |= {"timestamp": ["?"]}
    found = await ours.pull("own")
    assert set(found.items) == {good.id}
    assert [one.where for one in found.rejected] == [f"conversation of {post.id}[0].timestamp"]


async def test_a_post_over_which_the_platform_stumbles_does_not_hold_up_the_others(
    ours: Desk[Threads],
) -> None:
    first, second = (ours.world.post(f"{n}", ago=3600 + n) for n in range(2))
    lost = ours.world.post("a", by="ayse", up=first)
    kept = ours.world.post("b", by="ayse", up=second)
    ours.proxy.fault("GET", f"{first.id}/conversation", "answer", 9, status=500)
    found = await ours.pull("own")
    assert set(found.items) == {kept.id}
    ours.proxy.heal()
    assert lost.id in (await ours.pull("own")).items


async def test_a_token_that_ended_is_said_and_what_came_stays(ours: Desk[Threads]) -> None:
    ours.world.most = 3
    post = ours.world.post("gönderi", ago=3600)
    for number in range(9):
        ours.world.post(f"{number}", by="ayse", up=post, ago=900 - number)
    await ours.pull("mentions")
    assert (await ours.pull("own", at_most=2)).items
    ours.world.tokens.clear()
    with pytest.raises(SignInRequired):
        await ours.pull("own")
    async with ours.connector() as connector:
        outcome = await connector.send(ours.act(Action.REPLY, post.id, "x"))
        assert isinstance(outcome, NotSent)


async def test_a_reply_waits_for_its_container_and_lands_once(ours: Desk[Threads]) -> None:
    post = ours.world.post("gönderi")
    asked = ours.world.post("soru", by="ayse", up=post)
    ours.world.waits = 3
    async with ours.connector() as connector:
        outcome = await connector.send(ours.act(Action.REPLY, asked.id, "Tüm şubelerde"))
    assert isinstance(outcome, Sent)
    assert ours.world.ours(asked) == ["Tüm şubelerde"]
    assert ours.world.nodes[outcome.remote_id].up is asked


@pytest.mark.parametrize("lost", ["/threads$", "/threads_publish$"])
@pytest.mark.parametrize("again", [False, True], ids=["same process", "after a restart"])
async def test_a_lost_answer_never_makes_two(ours: Desk[Threads], lost: str, again: bool) -> None:
    post = ours.world.post("gönderi")
    asked = ours.world.post("soru", by="ayse", up=post)
    act = ours.act(Action.REPLY, asked.id, "Kayıp cevap")
    ours.proxy.fault("POST", lost, "lost")
    async with ours.connector() as connector:
        outcome = await connector.send(act)
        if lost == "/threads$":
            assert isinstance(outcome, NotSent), "nobody sees a container"
            outcome = await connector.send(act)
        else:
            assert isinstance(outcome, Unknown)
            if not again:
                outcome = await connector.reconcile(act)
    if again and isinstance(outcome, Unknown):
        async with ours.connector() as connector:
            outcome = await connector.reconcile(act)
    assert isinstance(outcome, Sent)
    assert ours.world.ours(asked) == ["Kayıp cevap"]


async def test_what_did_not_arrive_is_tried_again_with_the_same_container(ours: Desk[Threads]) -> None:
    post = ours.world.post("gönderi")
    act = ours.act(Action.PUBLISH, "", "Günaydın")
    ours.proxy.fault("POST", "/threads_publish$", "refused")
    async with ours.connector() as connector:
        assert isinstance(await connector.send(act), Unknown | NotSent)
        assert isinstance(await connector.reconcile(act), Unknown), "it may still be on its way"
        ours.ahead = SETTLED
        assert isinstance(await connector.reconcile(act), NotSent)
        outcome = await connector.send(act)
    assert isinstance(outcome, Sent)
    assert ours.world.requests("POST", "me/threads") == 1
    assert [n.data["text"] for n in ours.world.of("ThreadsPost") if n is not post] == ["Günaydın"]


async def test_a_container_that_was_published_after_all_is_not_published_again(ours: Desk[Threads]) -> None:
    ours.world.post("gönderi")
    act = ours.act(Action.PUBLISH, "", "Bir kez")
    ours.proxy.fault("POST", "/threads_publish$", "lost")
    async with ours.connector() as connector:
        assert isinstance(await connector.send(act), Unknown)
        assert isinstance(await connector.send(act), Unknown), "its container says that it was published"
        assert isinstance(await connector.reconcile(act), Sent)
    assert ours.world.requests("POST", "threads_publish") == 1


async def test_a_container_that_failed_is_refused_in_the_platforms_words(ours: Desk[Threads]) -> None:
    body = b'{"id": "1", "status": "ERROR", "error_message": "INVALID_TEXT"}'
    ours.proxy.fault("GET", "fields=id%2Cstatus", "answer", 1, status=200, body=body)
    async with ours.connector() as connector:
        assert await connector.send(ours.act(Action.PUBLISH, "", "x")) == Refused("INVALID_TEXT")


async def test_hiding_showing_and_deleting(ours: Desk[Threads]) -> None:
    post = ours.world.post("gönderi")
    asked = ours.world.post("soru", by="ayse", up=post)
    deep = ours.world.post("derin", by="can", up=asked)
    async with ours.connector() as connector:
        assert await connector.send(ours.act(Action.HIDE, asked.id)) == Sent(asked.id)
        assert asked.data["hide_status"] == "HIDDEN"
        assert (await ours.pull("own")).items[asked.id].hidden is True
        assert await connector.reconcile(ours.act(Action.HIDE, asked.id)) == Sent(asked.id)
        assert isinstance(await connector.reconcile(ours.act(Action.UNHIDE, asked.id)), NotSent)
        assert await connector.send(ours.act(Action.UNHIDE, asked.id)) == Sent(asked.id)
        refused = await connector.send(ours.act(Action.HIDE, deep.id))
        assert isinstance(refused, Refused) and "top-level" in refused.reason
        assert isinstance(await connector.send(ours.act(Action.DELETE, asked.id)), Refused)
        assert await connector.send(ours.act(Action.DELETE, post.id)) == Sent(post.id)
        assert await connector.reconcile(ours.act(Action.DELETE, post.id)) == Sent(post.id)
        assert isinstance(await connector.send(ours.act(Action.LIKE, post.id)), Refused)


async def test_other_profiles(ours: Desk[Threads]) -> None:
    ours.world.post("indirim", by="rakip")
    async with ours.connector() as connector:
        assert isinstance(connector, ThreadsConnector)
        rival = await connector.lookup("@rakip")
        assert (rival.remote_id, rival.followers) == ("rakip", 12)
        assert [one.text for one in (await connector.posts_of("rakip")).publications] == ["indirim"]
        assert await connector.search_accounts("yok") == ()
        with pytest.raises(Missing):
            await connector.lookup("yok")
        with pytest.raises(Missing):
            [page async for page in connector.pull("nothing", None)]


async def test_no_token_is_in_what_is_kept(ours: Desk[Threads]) -> None:
    ours.world.most = 2
    post = ours.world.post("gönderi")
    for number in range(7):
        ours.world.post(f"{number}", by="ayse", up=post, ago=500 - number)
    found = await ours.pull()
    assert TOKEN not in repr(found.pages)


async def test_a_platform_that_is_away_is_unavailable(ours: Desk[Threads]) -> None:
    await ours.pull("mentions")
    with ours.proxy.away(), pytest.raises(Unavailable):
        await ours.pull("own")


async def test_a_cursor_that_makes_no_sense_starts_over(ours: Desk[Threads]) -> None:
    asked = ours.world.post("soru", by="ayse", up=ours.world.post("gönderi"))
    ours.cursors = {"own": '{"memo": {"posts": {"x": [1]}, "seen": 7, "turn": "a"}}'}
    assert asked.id in (await ours.pull("own")).items
    ours.account = replace(ours.account, remote_id="", handle="")
    async with ours.connector() as connector:
        assert (await connector.identify()).handle == "markamiz"
