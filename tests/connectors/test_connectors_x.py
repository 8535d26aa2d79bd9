"""X against a server built from its description: every call is as described, and paid for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meydan.connectors.base import (
    AccountRef,
    Act,
    Action,
    BudgetSpent,
    Connector,
    Malformed,
    NotSent,
    Page,
    Sent,
    SignInRequired,
)
from meydan.connectors.contract import CHECKS, Check, run
from meydan.connectors.contract.stage import Calls
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http, TokenKeeper
from meydan.connectors.x.connector import ENTRY
from meydan.connectors.x.declaration import price
from meydan.connectors.x.mapper import read_posts
from tests.servers.x import XWorld, running_x

TOKEN = "token-of-ours"


class Purse:
    """A meter that lets so many mills be spent."""

    def __init__(self, mills: int = 10**9) -> None:
        self.left = mills
        self.until = datetime(2030, 1, 1, tzinfo=UTC)

    def opens_at(self, method: str, path: str, *, sending: bool) -> datetime | None:
        return self.opens_for(price(method, path), sending=sending)

    def opens_for(self, units: int, *, sending: bool) -> datetime | None:
        return None if units <= self.left else self.until

    def charge(self, method: str, path: str) -> None:
        self.left -= price(method, path)

    def spend(self, units: int) -> None:
        self.left -= units


class Vault:
    def __init__(self, credential: Credential) -> None:
        self.credential = credential

    def load(self) -> Credential:
        return self.credential

    def save(self, credential: Credential) -> None:
        self.credential = credential


@dataclass
class Brand:
    """Our account on the platform, and a customer's."""

    world: XWorld
    url: str
    us: str
    customer: str

    @property
    def base_url(self) -> str:
        return self.url

    @property
    def credential(self) -> Credential:
        return Credential(TOKEN)

    @property
    def reads(self) -> Sequence[Calls]:
        return (Calls("GET", r"^/2/users/\d+/mentions"), Calls("GET", "^/2/dm_events"))

    @property
    def writes(self) -> Sequence[Calls]:
        return (Calls("POST", "^/2/tweets$"),)

    def comes_in(self, text: str) -> str:
        """A post that mentions us."""
        return self.world.post(self.customer, f"@kahve {text}")

    def answers(self, remote_id: str) -> Sequence[str]:
        """What we wrote below it."""
        return [str(one["text"]) for one in self.world.below(remote_id) if one["author_id"] == self.us]

    @asynccontextmanager
    async def connector(
        self, purse: Purse | None = None, ahead: timedelta = timedelta()
    ) -> AsyncIterator[Connector]:
        """A fresh connector of ours."""
        async with Http(
            self.url, user_agent="test", backoff=0.01, meter=purse, clock=lambda: datetime.now(UTC) + ahead
        ) as http:
            yield ENTRY.make(AccountRef("kahve", self.url, self.us, "kahve"), Credential(TOKEN), http)


@pytest.fixture
def brand() -> Iterator[Brand]:
    with running_x() as (world, url):
        us, customer = world.person("kahve"), world.person("ayse")
        world.tokens[TOKEN] = us
        yield Brand(world, url, us, customer)
        assert not world.wrong


async def pulled(connector: Connector, stream: str, cursor: str | None = None) -> list[Page]:
    return [page async for page in connector.pull(stream, cursor)]


def act(action: Action, text: str = "", **more: object) -> Act:
    now = datetime.now(UTC)
    return Act("key", action, text, first_attempt_at=now, last_attempt_at=now, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_contract(check: Check, brand: Brand) -> None:
    await run(check, ENTRY, brand)


async def test_answers_to_our_posts_are_comments_and_all_else_mentions(brand: Brand) -> None:
    ours = brand.world.post(brand.us, "Yeni harman", age=500)
    below = brand.world.post(brand.customer, "@kahve kaç lira &amp; nerede", to=ours)
    alone = brand.comes_in("merhaba")
    async with brand.connector() as connector:
        items = {item.remote_id: item for page in await pulled(connector, "mentions") for item in page.items}
        (page,) = await pulled(connector, "own")
    assert {number: item.kind for number, item in items.items()} == {below: "comment", alone: "mention"}
    comment = items[below]
    assert (comment.text, comment.parent, comment.thread) == ("@kahve kaç lira & nerede", ours, ours)
    assert (comment.author.handle, comment.author.followers) == ("ayse", 12)
    assert comment.permalink == f"https://x.com/ayse/status/{below}"
    (post,) = page.publications
    assert (post.remote_id, post.ours, post.metrics.likes, post.metrics.shares) == (ours, True, 1, 3)


async def test_only_what_is_new_is_paid_for(brand: Brand) -> None:
    brand.world.most = 20
    for number in range(50):
        brand.comes_in(f"soru {number}")
    purse = Purse()
    before = purse.left
    async with brand.connector(purse) as connector:
        pages = await pulled(connector, "mentions")
        assert sum(len(page.items) for page in pages[:3]) == 50
        assert before - purse.left == 50 * 1 + 10, "fifty posts and one person"
        cursor, before = pages[-1].cursor, purse.left
        quiet = await pulled(connector, "mentions", cursor)
        assert (before - purse.left, [page.items for page in quiet]) == (0, [()])
        brand.comes_in("bir tane daha")
        (page,) = await pulled(connector, "mentions", quiet[-1].cursor)
        assert (len(page.items), before - purse.left) == (1, 1)


async def test_what_is_not_covered_is_not_asked(brand: Brand) -> None:
    for number in range(30):
        brand.comes_in(f"soru {number}")
    asked = len(brand.world.asked)
    async with brand.connector(Purse(54)) as connector:
        with pytest.raises(BudgetSpent):
            await pulled(connector, "mentions")
    assert len(brand.world.asked) == asked
    async with brand.connector(Purse(70)) as connector:
        first = await anext(aiter(connector.pull("mentions", None)))
    assert 5 <= len(first.items) <= 6
    async with brand.connector(Purse(150)) as connector:
        outcome = await connector.send(act(Action.PUBLISH, "Kampanya: https://kahve.example/kampanya"))
    assert isinstance(outcome, NotSent)
    assert outcome.retry_at == datetime(2030, 1, 1, tzinfo=UTC)


async def test_edits_and_deletions_are_seen_when_recent_ones_are_read_again(brand: Brand) -> None:
    edited, deleted = brand.comes_in("kahv soğuk"), brand.comes_in("silinecek")
    async with brand.connector() as connector:
        cursor = (await pulled(connector, "mentions"))[-1].cursor
    post = brand.world.posts.pop(edited)
    again = brand.world.id()
    brand.world.posts[again] = {
        **post,
        "id": again,
        "text": "@kahve kahve soğuk",
        "edit_history_tweet_ids": [edited, again],
    }
    del brand.world.posts[deleted]
    async with brand.connector(ahead=timedelta(hours=7)) as connector:
        pages = await pulled(connector, "mentions", cursor)
    seen = {item.remote_id: item for page in pages for item in page.items}
    assert seen[edited].text == "@kahve kahve soğuk"
    assert seen[edited].permalink.endswith(again)
    assert (seen[deleted].deleted, seen[deleted].kind) == (True, "mention")


async def test_private_messages_come_in_and_are_answered_in_their_conversation(brand: Brand) -> None:
    talk = f"{brand.customer}-{brand.us}"
    asked = brand.world.message(brand.customer, "Siparişim nerede?", talk)
    brand.world.message(brand.us, "Bakıyoruz", talk)
    async with brand.connector() as connector:
        (page,) = await pulled(connector, "messages")
        (item,) = page.items
        assert (item.remote_id, item.kind, item.thread, item.author.handle) == (asked, "dm", talk, "ayse")
        assert [one.text for one in page.publications] == ["Bakıyoruz"]
        sent = await connector.send(act(Action.REPLY, "Yola çıktı", target=asked, thread=talk, kind="dm"))
        assert isinstance(sent, Sent)
        found = await connector.reconcile(
            act(Action.REPLY, "Yola çıktı", target=asked, thread=talk, kind="dm")
        )
        assert found == Sent(sent.remote_id)
    assert [one["text"] for one in brand.world.messages][-1] == "Yola çıktı"


async def test_answers_are_hidden_and_shown_and_our_own_posts_deleted(brand: Brand) -> None:
    ours = brand.world.post(brand.us, "Yeni harman")
    below = brand.world.post(brand.customer, "@kahve kötü", to=ours)
    async with brand.connector() as connector:
        assert await connector.send(act(Action.HIDE, target=below)) == Sent(below)
        assert brand.world.hidden == {below}
        assert await connector.send(act(Action.UNHIDE, target=below)) == Sent(below)
        assert not brand.world.hidden
        assert await connector.send(act(Action.DELETE, target=ours)) == Sent(ours)
    assert ours not in brand.world.posts


async def test_a_token_is_renewed_once_and_the_new_refresh_token_kept(brand: Brand, tmp_path: Path) -> None:
    vault = Vault(Credential("old-token", {"client_id": "app", "refresh_token": "refresh-0"}))
    number = brand.comes_in("merhaba")
    async with Http(
        brand.url,
        user_agent="test",
        keeper=TokenKeeper(vault, lambda old: ENTRY.renew(http, old), tmp_path / "lock"),  # type: ignore[misc]
    ) as http:
        connector = ENTRY.make(AccountRef("kahve", brand.url, brand.us, "kahve"), vault.load(), http)
        pages = await pulled(connector, "mentions")
        assert {item.remote_id for page in pages for item in page.items} == {number}
        assert vault.credential == Credential(
            "token-renewed-1", {"client_id": "app", "refresh_token": "refresh-1"}
        )
        assert brand.world.renewals == 1
        brand.world.tokens, brand.world.refresh = {"other": brand.us}, "someone-elses"
        with pytest.raises(SignInRequired):
            await pulled(connector, "mentions")


def test_a_wrong_part_costs_only_itself_and_a_wrong_whole_is_named() -> None:
    good = {"id": "2", "text": "iyi", "author_id": "9", "created_at": "2026-11-20T10:00:00.000Z"}
    posts, wrong = read_posts({"data": [{"id": 1}, good, "x", {**good, "id": "3", "created_at": "dün"}]})
    assert [post.id for post in posts] == ["2"]
    assert [one.where for one in wrong] == ["posts[0].id", "posts[2]", "posts[3].created_at"]
    with pytest.raises(Malformed):
        ENTRY.parse("mentions", "", [1], AccountRef("a", ""))
    with pytest.raises(Malformed):
        ENTRY.parse("mentions", "", {"data": "x"}, AccountRef("a", ""))


def test_short_links_are_shown_as_what_they_stand_for() -> None:
    post = {
        "id": "2", "text": "bak https://t.co/a ve https://t.co/b", "author_id": "9",
        "created_at": "2026-11-20T10:00:00.000Z",
        "entities": {"urls": [
            {"url": "https://t.co/a", "expanded_url": "https://kahve.example/menü"},
            {"url": "https://t.co/b", "expanded_url": "javascript:alert(1)"},
        ]},
    }  # fmt: skip
    (found,), _ = read_posts({"data": [post]})
    assert found.text == "bak https://kahve.example/menü ve https://t.co/b"
