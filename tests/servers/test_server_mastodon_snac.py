"""The Mastodon connector against snac2, which speaks the same API with habits of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meydan.connectors.base import AccountRef, Act, Action, Item, Publication, Refused, Sent, Unknown
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http
from meydan.connectors.mastodon.connector import MastodonConnector
from tests.servers.mastodon import free_port
from tests.servers.snac import Snac, program, running

pytestmark = pytest.mark.servers

NAME, GUEST = "marka", "ayse"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class World:
    """A server with our account and a guest's."""

    server: Snac
    ours: Credential
    guest: Credential


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    binary = program()
    if binary is None:
        pytest.fail("snac is not here: bash tests/servers/install.sh")
    with running(binary, tmp_path_factory.mktemp("snac"), free_port()) as server:
        for name in (NAME, GUEST):
            server.user(name)
        ours, guest = (asyncio.run(server.credential(name)) for name in (NAME, GUEST))
        yield World(server, ours, guest)


@pytest.fixture
async def connector(world: World) -> AsyncIterator[MastodonConnector]:
    async with Http(world.server.url, user_agent="test") as http:
        yield MastodonConnector(AccountRef("ours", world.server.url), world.ours, http)


async def pulled(connector: MastodonConnector, stream: str) -> dict[str, Item | Publication]:
    """What one pull brings, by remote id."""
    found: dict[str, Item | Publication] = {}
    async for page in connector.pull(stream, None):
        assert not page.rejected
        found |= {one.remote_id: one for one in page.items}
        found |= {one.remote_id: one for one in page.publications}
    return found


async def arrived(connector: MastodonConnector, wanted: set[str]) -> dict[str, Item]:
    """The server tells of a message some seconds after it was written."""
    deadline = time.monotonic() + 40
    while True:
        found = {
            key: one
            for key, one in (await pulled(connector, "notifications")).items()
            if isinstance(one, Item)
        }
        if wanted <= set(found):
            return found
        assert time.monotonic() < deadline, f"{wanted - set(found)} did not arrive"
        await asyncio.sleep(1)


def act(action: Action, text: str = "", **more: object) -> Act:
    now = datetime.now(UTC)
    return Act(f"key-{time.monotonic_ns()}", action, text, first_attempt_at=now, **more)  # type: ignore[arg-type]


def listed(world: World, token: str) -> list[str]:
    """What the server shows on our page to somebody."""
    us = world.server.call("GET", f"/api/v1/accounts/lookup?acct={NAME}", token)
    assert isinstance(us, dict)
    found = world.server.call("GET", f"/api/v1/accounts/{us['id']}/statuses", token)
    assert isinstance(found, list)
    return [str(one["content"]) for one in found]


async def test_messages_arrive_and_are_answered(world: World, connector: MastodonConnector) -> None:
    server, guest = world.server, world.guest.token
    profile = await connector.identify()
    assert profile.handle == NAME
    first = server.post(world.ours.token, "Yeni harman çıktı")
    asked = server.post(guest, f"@{NAME} kargom nerede", in_reply_to_id=first)
    praise = server.post(guest, f"@{NAME} harika olmuş")
    secret = server.post(guest, f"@{NAME} numaram 4411", visibility="direct")
    items = await arrived(connector, {asked, praise, secret})
    assert {key: items[key].kind for key in (asked, praise, secret)} == {
        asked: "comment",
        praise: "mention",
        secret: "dm",
    }
    assert items[asked].thread == items[asked].parent == first
    assert items[praise].author.handle.partition("@")[0] == GUEST
    own = await pulled(connector, "own")
    assert isinstance(own[first], Publication)
    assert isinstance(own[asked], Item)

    for key, visibility in ((asked, "public"), (praise, "public"), (secret, "private")):
        answer = act(Action.REPLY, "Hemen *bakıyoruz*: https://example.org/x?y=1", target=key)
        done = await connector.send(answer)
        assert isinstance(done, Sent)
        assert await connector.reconcile(answer) == Sent(done.remote_id, done.permalink)
        made = server.call("GET", f"/api/v1/statuses/{done.remote_id}", world.ours.token)
        assert isinstance(made, dict)
        assert (made["in_reply_to_id"], made["visibility"]) == (key, visibility)
        assert [person["acct"].partition("@")[0] for person in made["mentions"]][:1] == [GUEST]
    assert not any(
        "4411" in text or ("bakıyoruz" in text and "numara" in text) for text in listed(world, guest)
    )

    like = act(Action.LIKE, target=praise)
    assert await connector.send(like) == Sent(praise)
    assert await connector.reconcile(like) == Sent(praise)


async def test_a_private_answer_is_only_for_its_reader(world: World, connector: MastodonConnector) -> None:
    secret = world.server.post(world.guest.token, f"@{NAME} sadece sana", visibility="direct")
    await arrived(connector, {secret})
    done = await connector.send(act(Action.REPLY, "aramızda kalsın", target=secret, visibility="public"))
    assert isinstance(done, Sent)
    made = world.server.call("GET", f"/api/v1/statuses/{done.remote_id}", world.ours.token)
    assert isinstance(made, dict)
    assert made["visibility"] == "private"
    assert not any("aramızda" in text for text in listed(world, world.guest.token))


async def test_posts_pictures_and_what_the_server_cannot_do(
    world: World, connector: MastodonConnector, tmp_path: Path
) -> None:
    picture = tmp_path / "fincan.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n and a picture")
    post = act(Action.PUBLISH, "Fotoğraf", media=(picture,), alt_texts=("bir fincan",))
    done = await connector.send(post)
    assert isinstance(done, Sent)
    assert not done.note
    found = (await pulled(connector, "own"))[done.remote_id]
    assert found.attachments[0].endswith(" bir fincan")
    assert any("Fotoğraf" in text for text in listed(world, world.guest.token))
    assert isinstance(await connector.send(act(Action.DELETE, target=done.remote_id)), Refused)
    assert [nudge async for nudge in connector.nudges()] == []
    assert await pulled(connector, "conversations") == {}
    assert (await connector.lookup(GUEST)).name == GUEST


async def test_a_key_that_is_ignored_is_never_relied_upon(world: World, connector: MastodonConnector) -> None:
    post = act(Action.PUBLISH, "Bir kez yazılmalı")
    done = await connector.send(post)
    assert isinstance(done, Sent)
    assert await connector.reconcile(post) == done
    lost = act(Action.PUBLISH, "Hiç yazılmadı")
    assert isinstance(await connector.reconcile(lost), Unknown)


async def test_a_post_for_later_never_says_what_is_not_so(world: World, connector: MastodonConnector) -> None:
    """This server dates such a post in the future and shows it nowhere; one that shows it must be named."""
    post = act(Action.PUBLISH, "Yarın görüşürüz", scheduled_at=datetime.now(UTC) + timedelta(days=1))
    done = await connector.send(post)
    assert isinstance(done, Sent)
    public = any("Yarın görüşürüz" in text for text in listed(world, world.guest.token))
    assert bool(done.note) == public
    ours = AccountRef("ours", world.server.url)
    async with Http(world.server.url, user_agent="test", clock=lambda: datetime.now(UTC) + HOUR) as later:
        if not public:
            looked = await MastodonConnector(ours, world.ours, later).reconcile(post)
            assert isinstance(looked, Unknown), "it is kept, but cannot be seen"
