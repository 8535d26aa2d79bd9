"""What a first sync sees through the real connector over loopback HTTP, and what comes after it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta

import httpx
import pytest

from meydan.connectors.base import AccountRef, Act, Action, Capability, Sent, SignInRequired
from meydan.connectors.credentials import Credential
from meydan.connectors.http import CallRecord, Http
from meydan.connectors.mastodon.connector import MastodonConnector
from meydan.connectors.playground import ENTRY
from meydan.connectors.playground.server import PlaygroundServer
from tests.playground.kit import BEGIN, Api, Connect, StepClock, pull


async def test_everything_there_is_comes_in_once_with_its_kind_and_place(
    server: PlaygroundServer, connect: Connect
) -> None:
    async with connect(server, "anadolukahve") as connector:
        assert (await connector.identify()).name == "Anadolu Kahve"
        notified = await pull(connector, "notifications")
        own = await pull(connector, "own")
        private = await pull(connector, "conversations")
    kinds = {item.kind for item in notified.items.values()}
    assert kinds == {"comment", "mention", "dm"}
    assert len(notified.items) > 90
    assert {item.remote_id for item in own.items.values()} <= set(notified.items)
    assert all(item.kind == "dm" and item.visibility == "direct" for item in private.items.values())
    posts = {post.remote_id: post for post in own.publications.values() if post.ours}
    for item in notified.items.values():
        assert BEGIN - timedelta(days=22) < item.created_at < BEGIN
        if item.kind == "comment" and item.parent in posts:
            assert posts[item.parent].created_at < item.created_at
    liked = max(posts.values(), key=lambda post: post.metrics.likes or 0)
    assert "fincan" in liked.text and (liked.metrics.replies or 0) > 5


async def test_accounts_see_their_own_inbox_only(server: PlaygroundServer, connect: Connect) -> None:
    seen = {}
    for handle in server.handles:
        async with connect(server, handle) as connector:
            seen[handle] = set((await pull(connector, "notifications")).items)
    assert all(seen.values())
    assert not seen["anadolukahve"] & seen["anadolukahve_en"]
    assert not seen["anadolukahve"] & seen["anadolukahve_moda"]


async def test_pulling_again_brings_only_what_is_new(
    server: PlaygroundServer, connect: Connect, clock: StepClock
) -> None:
    async with connect(server, "anadolukahve") as connector:
        first = await pull(connector, "notifications")
        clock.step(minutes=5)
        second = await pull(connector, "notifications", first.cursor)
    fresh = {key: item for key, item in second.items.items() if key not in first.items}
    assert fresh
    assert all(BEGIN < item.created_at <= BEGIN + timedelta(minutes=5) for item in fresh.values())
    assert len(second.pages) == 1


def test_notifications_are_paged_as_mastodon_does(api: Api) -> None:
    whole = api("GET", "/api/v1/notifications", params={"limit": 80}).json()
    ids = [int(each["id"]) for each in whole]
    assert ids == sorted(ids, reverse=True)
    first = api("GET", "/api/v1/notifications", params={"limit": 3, "types[]": "mention"})
    assert [int(each["id"]) for each in first.json()] == ids[:3]
    below = httpx.get(first.links["next"]["url"], headers=first.request.headers)
    assert [int(each["id"]) for each in below.json()] == ids[3:6]
    above = httpx.get(below.links["prev"]["url"], headers=first.request.headers)
    assert [int(each["id"]) for each in above.json()] == ids[:3]
    newest = api("GET", "/api/v1/notifications", params={"limit": 2, "since_id": ids[6]})
    right_after = api("GET", "/api/v1/notifications", params={"limit": 2, "min_id": ids[6]})
    assert [int(each["id"]) for each in newest.json()] == ids[:2]
    assert [int(each["id"]) for each in right_after.json()] == ids[4:6]
    assert api("GET", "/api/v1/notifications", params={"max_id": ids[-1], "types[]": "poll"}).json() == []
    assert api("GET", "/api/v1/notifications", params={"max_id": "abc"}).status_code == 400


def test_only_the_token_opens_the_inbox(server: PlaygroundServer, api: Api) -> None:
    refused = api("GET", "/api/v1/notifications", "")
    assert refused.status_code == 401 and "error" in refused.json()
    wrong = api("GET", "/api/v1/notifications", "", headers={"Authorization": "Bearer nonsense"})
    assert wrong.status_code == 401
    assert len(set(server.tokens.values())) == len(server.handles) == 3
    assert api("GET", "/api/v2/instance", "").status_code == 200
    assert api("GET", "/nowhere", "").json()["error"]


async def test_a_wrong_token_is_said_by_the_connector(server: PlaygroundServer) -> None:
    async with Http(server.base_url, user_agent="meydan-tests") as http:
        connector = ENTRY.make(AccountRef("x", server.base_url), Credential("wrong"), http)
        with pytest.raises(SignInRequired):
            await connector.identify()


async def test_requests_are_counted_and_refused_above_the_limit(clock: StepClock) -> None:
    records: list[CallRecord] = []
    with PlaygroundServer(clock=clock, requests_per_window=4) as server:
        headers = {"Authorization": f"Bearer {server.tokens['anadolukahve']}"}
        async with httpx.AsyncClient(base_url=server.base_url, headers=headers) as client:
            answers = [await client.get("/api/v1/accounts/verify_credentials") for _ in range(5)]
            clock.step(minutes=6)
            later = await client.get("/api/v1/accounts/verify_credentials")
        async with Http(
            server.base_url, user_agent="meydan-tests", clock=clock, on_call=records.append
        ) as http:
            ref = AccountRef("x", server.base_url)
            await ENTRY.make(ref, Credential(server.tokens["anadolukahve"]), http).identify()
    assert [each.status_code for each in answers] == [200] * 4 + [429]
    assert [each.headers["X-RateLimit-Remaining"] for each in answers] == ["3", "2", "1", "0", "0"]
    assert later.status_code == 200
    assert records[-1].rate is not None and records[-1].rate.limit == 4
    assert records[-1].rate.remaining == 2


def test_the_declaration_is_mastodons_and_ads() -> None:
    declared = ENTRY.declaration
    assert (declared.key, declared.short) == ("playground", "PG")
    assert {Capability.ADS, Capability.DMS, Capability.STREAM} <= declared.capabilities
    assert {stream.name for stream in declared.streams} >= {"notifications", "conversations", "own", "ads"}


async def test_nudges_come_from_the_event_stream(
    server: PlaygroundServer, connect: Connect, clock: StepClock
) -> None:
    async with connect(server, "anadolukahve") as connector:
        assert isinstance(connector, MastodonConnector)
        nudges = connector.nudges()
        assert isinstance(nudges, AsyncGenerator)
        task = asyncio.ensure_future(anext(nudges))
        await asyncio.sleep(0.6)
        assert isinstance(
            await connector.send(Act("0b7e", Action.PUBLISH, "Bugün dükkânda taze kavrum var.")), Sent
        )
        nudge = await asyncio.wait_for(task, 5)
        assert nudge.stream == "own"
        clock.step(minutes=4)
        told = await asyncio.wait_for(anext(nudges), 5)
        assert told.stream == "notifications"
        await nudges.aclose()
