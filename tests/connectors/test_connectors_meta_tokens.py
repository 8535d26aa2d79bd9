"""Tokens that are renewed while they are still accepted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meydan.connectors.base import Malformed, SignInRequired, Unavailable
from meydan.connectors.credentials import RENEW_AT, Credential
from meydan.connectors.http import Http, TokenKeeper
from meydan.connectors.http.signing import Renewable
from meydan.connectors.meta.tokens import LongLived
from tests.connectors.meta import Desk, desk
from tests.connectors.servers import Client, FaultServer, plain
from tests.servers.meta.threads import TOKEN, Threads

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TOKENS = LongLived("th")


class Shelf:
    """A vault that counts what is stored."""

    def __init__(self, credential: Credential) -> None:
        self.credential = credential
        self.saved: list[str] = []

    def load(self) -> Credential:
        return self.credential

    def save(self, credential: Credential) -> None:
        self.credential = credential
        self.saved.append(credential.token)


def test_a_credential_says_when_it_ages() -> None:
    def ages(text: str) -> bool:
        return Credential("t", {RENEW_AT: text}).ages(NOW)

    assert ages("2026-02-28T23:00:00+00:00") and ages("2026-02-28T23:00:00") and ages(NOW.isoformat())
    assert not ages("2026-03-01T00:00:01+00:00") and not ages("") and not ages("soon")
    assert not Credential("t").ages(NOW)


@pytest.fixture
def ours() -> Iterator[Desk[Threads]]:
    from meydan.connectors.threads.connector import ENTRY

    with desk(Threads(), ENTRY, Credential(TOKEN)) as made:
        yield made


async def test_a_pasted_token_is_made_to_last(ours: Desk[Threads]) -> None:
    async with Http(ours.proxy.url, user_agent="test") as http:
        kept = await TOKENS.exchange(http, Credential(TOKEN, {"note": "x"}))
        assert kept.token == f"{TOKEN}1" and kept.extra["note"] == "x"
        assert not kept.ages(http.clock() + timedelta(days=29)) and kept.ages(
            http.clock() + timedelta(days=31)
        )
        short = await TOKENS.exchange(http, Credential(TOKEN, {"app_secret": "gizli"}))
        assert short.token == f"{TOKEN}2" and "app_secret" not in short.extra
        assert ours.world.asked[-1][2] == {"grant_type": "th_exchange_token", "client_secret": "gizli"}
        with pytest.raises(SignInRequired):
            await TOKENS.exchange(http, Credential("nonsense"))


async def test_one_that_is_too_young_stays_and_is_renewed_later(client: Client, faults: FaultServer) -> None:
    refused = {"error": {"code": 100, "message": "Session key is too young"}}
    faults.answers(plain(refused, 400))
    kept = await TOKENS.exchange(client.http, Credential(TOKEN, {"app_secret": "gizli"}))
    assert kept.token == TOKEN and "app_secret" not in kept.extra
    assert kept.ages(client.http.clock() + timedelta(hours=26)) and not kept.ages(client.http.clock())
    faults.answers(plain({"access_token": "a b"}))
    with pytest.raises(Malformed):
        await TOKENS.renew(client.http, kept)
    faults.answers(plain({"access_token": 7}))
    with pytest.raises(Malformed):
        await TOKENS.renew(client.http, kept)
    faults.answers(plain({}, 503))
    with pytest.raises(Unavailable):
        await TOKENS.exchange(client.http, Credential(TOKEN))


async def test_an_ageing_token_is_renewed_once_before_it_is_refused(tmp_path: Path) -> None:
    shelf = Shelf(Credential("old", {RENEW_AT: NOW.isoformat()}))
    asked = 0

    async def refresh(stale: Credential) -> Credential:
        nonlocal asked
        asked += 1
        return Credential("new", {RENEW_AT: (NOW + timedelta(days=30)).isoformat()})

    keeper = TokenKeeper(shelf, refresh, tmp_path / "lock")
    signers = [Renewable(keeper, lambda: NOW) for _ in range(3)]
    given = await asyncio.gather(*(one.headers() for one in signers))
    assert {one["Authorization"] for one in given} == {"Bearer new"}
    assert (asked, shelf.saved) == (1, ["new"])


async def test_a_renewal_that_fails_is_left_for_later_as_long_as_the_token_is_good(tmp_path: Path) -> None:
    asked, now = 0, NOW

    async def refresh(stale: Credential) -> Credential:
        nonlocal asked
        asked += 1
        raise Unavailable("away", 503)

    shelf = Shelf(Credential("old", {RENEW_AT: NOW.isoformat()}))
    signer = Renewable(TokenKeeper(shelf, refresh, tmp_path / "lock"), lambda: now)
    for _ in range(3):
        assert await signer.headers() == {"Authorization": "Bearer old"}
    assert asked == 1
    now += timedelta(hours=2)
    await signer.headers()
    assert asked == 2
