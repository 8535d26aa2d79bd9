"""The Mastodon connector against an independent Mastodon-compatible server."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from meydan.connectors.base import (
    AccountRef,
    Act,
    Action,
    Denied,
    Missing,
    NotSent,
    Nudge,
    Refused,
    SignInRequired,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http
from meydan.connectors.mastodon.connector import MastodonConnector
from tests.connectors.brand import Brand, People
from tests.servers.mastodon import MastodonServer


async def test_who_we_are(brand: Brand) -> None:
    profile = await brand.connector.identify()
    assert (profile.remote_id, profile.handle) == (brand.id, brand.name)
    limits = await brand.connector.limits()
    assert (limits.text_length, limits.media_per_post) == (500, 4)


async def test_a_token_that_is_not_good(mastodon_server: MastodonServer) -> None:
    async with Http(mastodon_server.url, user_agent="test") as http:
        connector = MastodonConnector(AccountRef("x", mastodon_server.url), Credential("no-such-token"), http)
        with pytest.raises(SignInRequired):
            await connector.identify()
        with pytest.raises(SignInRequired):
            [page async for page in connector.pull("notifications", None)]
        outcome = await connector.send(Act("k", Action.PUBLISH, "x"))
        assert isinstance(outcome, NotSent | Refused)


async def test_a_comment_a_mention_a_direct_message_and_an_answer_without_mention(
    brand: Brand, someone: People
) -> None:
    (_, _, ayse), (can_name, _, can) = someone(), someone()
    ours = brand.server.post(brand.token, "Yeni harmanımız çıktı")
    asked = brand.server.post(ayse, f"@{brand.name} kargom gelmedi", in_reply_to_id=ours)
    silent = brand.server.post(can, "benimki de", in_reply_to_id=asked)
    praise = brand.server.post(can, f"@{brand.name} harika olmuş")
    secret = brand.server.post(can, f"@{brand.name} sipariş numaram 4411", visibility="direct")

    items, publications = await brand.pull("notifications")
    assert {key: item.kind for key, item in items.items()} == {
        asked: "comment",
        praise: "mention",
        secret: "dm",
    }
    assert items[asked].thread == items[asked].parent == ours
    assert items[praise].thread == praise
    assert items[secret].visibility == "direct"
    assert publications[ours].ours

    items, publications = await brand.pull("own")
    assert {key: (item.kind, item.thread) for key, item in items.items()} == {
        asked: ("comment", ours),
        silent: ("comment", ours),
    }
    assert items[silent].author.handle == can_name
    assert publications[ours].metrics.replies == 1

    items, _ = await brand.pull("conversations")
    assert {key: item.kind for key, item in items.items()} == {secret: "dm"}

    before = len(brand.calls)
    for stream in ("notifications", "own", "conversations"):
        await brand.pull(stream)
    assert len(brand.calls) - before == 3, "a quiet poll costs one request per stream"


async def test_a_strangers_thread_is_context(brand: Brand, someone: People) -> None:
    (ayse_name, _, ayse), (_, _, can) = someone(), someone()
    first = brand.server.post(ayse, "İyi kahve nerede?")
    middle = brand.server.post(can, f"@{ayse_name} bence dene", in_reply_to_id=first)
    called = brand.server.post(ayse, f"@{brand.name} var mı?", in_reply_to_id=middle)
    items, publications = await brand.pull("notifications")
    assert (items[called].kind, items[called].thread, items[called].parent) == ("mention", first, middle)
    assert {first, middle} <= set(publications)
    assert not publications[first].ours


async def test_an_edit_and_a_deletion_are_seen(brand: Brand, someone: People) -> None:
    _, _, ayse = someone()
    ours = brand.server.post(brand.token, "Duyuru")
    kept = brand.server.post(ayse, f"@{brand.name} bir", in_reply_to_id=ours)
    taken = brand.server.post(ayse, f"@{brand.name} iki")
    quiet = brand.server.post(ayse, "üç", in_reply_to_id=kept)
    await brand.pull("notifications")
    await brand.pull("own")
    brand.server.call("PUT", f"/api/v1/statuses/{kept}", ayse, {"status": f"@{brand.name} bir, düzeltme"})
    for gone in (taken, quiet):
        brand.server.call("DELETE", f"/api/v1/statuses/{gone}", ayse)
    items, _ = await brand.pull("notifications")
    assert items[kept].edited_at is not None
    assert items[kept].text.endswith("bir, düzeltme")
    assert (items[taken].deleted, items[taken].kind) == (True, "mention")
    brand.skew[0] = timedelta(minutes=10)
    items, _ = await brand.pull("own")
    assert (items[quiet].deleted, items[quiet].kind) == (True, "comment")
    brand.server.call("DELETE", f"/api/v1/statuses/{ours}", brand.token)
    _, publications = await brand.pull("own")
    assert publications[ours].deleted
    _, publications = await brand.pull("own")
    assert ours not in publications, "told once"


async def test_many_mentions_while_we_were_away(brand: Brand, someone: People) -> None:
    people = [someone() for _ in range(3)]
    first = [brand.server.post(people[i % 3][2], f"@{brand.name} {i}") for i in range(3)]
    await brand.pull("notifications")
    later = [brand.server.post(people[i % 3][2], f"@{brand.name} {i}") for i in range(45)]
    pages = 0
    found: set[str] = set()
    while True:
        more = False
        async for page in brand.connector.pull("notifications", brand.cursors["notifications"]):
            brand.cursors["notifications"], more = page.cursor, page.more
            found |= {item.remote_id for item in page.items}
            pages += 1
            if pages == 1:
                break
        if not more:
            break
    assert set(later) <= found
    assert pages >= 3
    assert set(first) <= found


async def test_others_can_be_looked_at(brand: Brand, someone: People) -> None:
    name, number, token = someone()
    brand.server.post(token, "kampanyamız başladı")
    brand.server.post(token, f"@{brand.name} gizli", visibility="direct")
    profile = await brand.connector.lookup(f"@{name}")
    assert (profile.remote_id, profile.handle) == (number, name)
    assert name in {one.handle for one in await brand.connector.search_accounts(name[:8])}
    page = await brand.connector.posts_of(number)
    assert [(one.text, one.ours) for one in page.publications] == [("kampanyamız başladı", False)]
    with pytest.raises((Missing, Denied)):
        await brand.connector.lookup("nobody.at.all")


async def test_trends(brand: Brand, someone: People) -> None:
    _, _, token = someone()
    brand.server.post(token, "#kahve güzel")
    (page,) = [page async for page in brand.connector.pull("trends", None)]
    titles = {sample.title for sample in page.trends}
    assert "#kahve" in titles
    assert all(sample.at.tzinfo for sample in page.trends)


async def test_events_nudge_the_streams(brand: Brand, someone: People) -> None:
    _, _, token = someone()
    heard: list[Nudge] = []
    arrived = asyncio.Event()

    async def listen() -> None:
        async for nudge in brand.connector.nudges():
            heard.append(nudge)
            arrived.set()

    task = asyncio.create_task(listen())
    while not any(call.path == "/api/v1/streaming/user" for call in brand.calls):
        await asyncio.sleep(0.02)
    await asyncio.to_thread(brand.server.post, token, f"@{brand.name} duyuyor musun")
    await asyncio.wait_for(arrived.wait(), 5)
    assert heard[0] == Nudge("notifications")
    heard.clear()
    await asyncio.to_thread(brand.server.post, token, f"@{brand.name} gizli", visibility="direct")
    while Nudge("conversations") not in heard:
        await asyncio.sleep(0.02)
    ours = await asyncio.to_thread(brand.server.post, brand.token, "yeni")
    await asyncio.to_thread(brand.server.call, "DELETE", f"/api/v1/statuses/{ours}", brand.token)
    while not any(nudge.deleted == ours for nudge in heard):
        await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_unknown_stream(brand: Brand) -> None:
    with pytest.raises(Missing):
        await brand.pull("nonsense")
