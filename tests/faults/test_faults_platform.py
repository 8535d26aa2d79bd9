"""A platform that fails: nothing is lost, nothing doubled, nobody else waits, and it is said."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from meydan.app.sync.trouble import STUCK
from meydan.connectors.base import (
    Malformed,
    Page,
    RateLimited,
    SignInRequired,
    Unavailable,
)
from meydan.connectors.contract.proxy import FOREVER
from meydan.connectors.http import RateLimit
from meydan.store.reads import accounts
from tests.app_sync.scene import Brand, Team, comment, scripted, until
from tests.servers.scripted import Script

pytestmark = pytest.mark.long

TIMELINE = r"^/api/v1/notifications"


def test_a_lost_answer_makes_one_reply(team: Team, brand: Brand) -> None:
    brand.connect(team)
    asked = brand.hears("neredesiniz")
    team.once()
    lost = brand.proxy.fault("POST", "/api/v1/statuses$", "lost", count=2)
    team.reply(team.items()[0], "Buradayız, hemen bakıyoruz")

    for _ in range(4):
        team.once()

    assert lost.seen, "the answer was not lost"
    assert len(brand.answers(asked)) == 1
    assert [delivery.state for delivery in team.deliveries()] == ["sent"]
    assert team.deliveries()[0].remote_id


def test_a_reply_that_surely_never_arrived_is_sent_again(team: Team, brand: Brand) -> None:
    brand.connect(team)
    asked = brand.hears("neredesiniz")
    team.once()
    unseen = brand.proxy.fault("POST", "/api/v1/statuses$", "refused")
    team.reply(team.items()[0], "Buradayız")

    first = team.once()
    assert unseen.seen
    assert first.outbox.unknown == 1
    assert brand.answers(asked) == []
    assert [delivery.state for delivery in team.deliveries()] == ["unknown"]
    team.clock.both += timedelta(minutes=4)
    second = team.once()

    assert second.outbox.sent == 1
    assert len(brand.answers(asked)) == 1


def test_a_rate_limit_pauses_only_its_account_and_outlives_a_restart(team: Team, brand: Brand) -> None:
    brand.connect(team)
    other = Script(pull=one_comment)
    scripted(team, other)
    headers = {"Retry-After": "300"}
    limit = brand.proxy.fault("GET", "^/api/", "answer", FOREVER, status=429, headers=headers)

    report = team.once()

    assert limit.seen
    assert [bool(one.errors) for one in report.accounts] == [True, False]
    assert len(team.items()) == 1
    until_ = team.health(brand.name).blocked_until
    assert until_ is not None
    assert timedelta(seconds=250) < until_ - datetime.now(UTC) < timedelta(seconds=310)

    brand.proxy.heal()
    before = len(brand.proxy.log)
    again = team.once()
    assert len(brand.proxy.log) == before, "asked although it was told to wait"
    barrier = next(one for one in again.accounts if one.account == brand.name).barrier
    assert barrier is not None
    assert barrier.until == until_

    team.clock.both += timedelta(seconds=320)
    assert team.once().ok
    assert len(brand.proxy.log) > before


def test_a_refused_token_signs_the_account_out_and_keeps_its_place(team: Team, brand: Brand) -> None:
    brand.connect(team)
    brand.hears("bir")
    team.once()
    cursor = team.streams()["notifications"].cursor
    refusal = brand.proxy.fault("GET", "^/api/", "answer", FOREVER, status=401)
    assert not team.once().ok
    assert refusal.seen
    assert team.health(brand.name).account.state == "signed_out"
    assert len(team.said("signed_out")) == 1

    before = len(brand.proxy.log)
    assert not team.once().ok
    assert len(brand.proxy.log) == before, "asked with a token that was refused"
    assert team.streams()["notifications"].cursor == cursor

    brand.proxy.heal()
    brand.hears("iki")
    brand.connect(team)
    assert team.once().ok
    assert len(team.items()) == 2


def test_a_storm_is_told_once_and_waits_longer_each_time(team: Team) -> None:
    calls: list[float] = []

    async def storm(cursor: str | None) -> AsyncIterator[Page]:
        calls.append(time.monotonic())
        raise Unavailable("The server failed", 503)
        yield

    script = Script(pull=storm)
    scripted(team, script, "firtina")
    scripted(team, Script(pull=one_comment), "sakin")
    for _ in range(6):
        team.clock.both += timedelta(hours=1)
        team.once()
    assert len(calls) == 6
    assert team.health("firtina").failures == 6
    assert team.health("sakin").failures == 0
    assert "The server failed" in team.health("firtina").error

    team.events.clear()
    calls.clear()
    team.clock.both += timedelta(hours=1)
    with team.syncing():
        until(lambda: calls)
        time.sleep(3.0)
    assert len(calls) <= 3, "hammered"
    assert len(team.said("storm")) + len(team.said("failed")) <= 1

    script.pull = one_comment
    team.clock.both += timedelta(hours=1)
    assert team.once().ok
    assert [event.account for event in team.said("recovered")] == ["firtina"]


@pytest.mark.parametrize("body", [b"<!doctype html><html>maintenance</html>", b'[{"id": "1", '])
def test_an_answer_without_sense_is_kept_aside_and_the_place_is_kept(
    team: Team, brand: Brand, body: bytes
) -> None:
    brand.connect(team)
    brand.hears("bir")
    team.once()
    cursor = team.streams()["notifications"].cursor
    brand.hears("iki")
    broken = brand.proxy.fault("GET", TIMELINE, "answer", FOREVER, status=200, body=body)

    report = team.once()

    assert broken.seen
    assert not report.ok
    assert team.streams()["notifications"].cursor == cursor
    assert team.streams()["notifications"].error
    with team.store.reading() as conn:
        kept = accounts.quarantined(conn, 10)
    assert len(kept) == 1
    assert kept[0].raw.startswith(body.decode()[:10])
    team.once()
    assert team.health(brand.name).quarantined == 1, "the same answer was kept twice"

    brand.proxy.heal()
    assert team.once().ok
    assert len(team.items()) == 2


def test_a_body_cut_in_the_middle_stores_nothing(team: Team, brand: Brand) -> None:
    brand.connect(team)
    brand.hears("bir")
    cut = brand.proxy.fault("GET", TIMELINE, "cut", FOREVER)

    assert not team.once().ok
    assert cut.seen
    assert team.items() == []
    assert team.streams()["notifications"].cursor is None

    brand.proxy.heal()
    assert team.once().ok
    assert len(team.items()) == 1


def test_a_slow_platform_does_not_keep_others_waiting(team: Team, brand: Brand) -> None:
    brand.connect(team)
    brand.proxy.fault("GET", "^/api/", "slow", FOREVER)
    script = Script(pull=ever_more)
    scripted(team, script)
    with team.syncing():
        until(lambda: brand.proxy.log and team.items())
        team.reply(team.items()[0], "hemen")
        began = time.monotonic()
        until(lambda: script.acts)
        assert time.monotonic() - began < 1.0
        until(lambda: len(script.cursors) >= 2)
        assert not [event for event in team.said("page_received") if event.account == brand.name]


def test_a_cursor_that_never_moves_ends_the_pull_and_is_said(team: Team) -> None:
    pages = 0

    async def stuck(cursor: str | None) -> AsyncIterator[Page]:
        nonlocal pages
        while True:
            pages += 1
            yield Page(items=(comment(1),), cursor=f"c{pages % 2}", more=True)

    scripted(team, Script(pull=stuck))
    report = team.once()

    assert pages == 3
    assert report.accounts[0].errors == (STUCK,)
    assert len(team.items()) == 1
    assert team.streams()["comments"].error == STUCK
    assert team.streams()["comments"].due_at > team.clock.now() + timedelta(seconds=50)


def test_pages_before_a_fault_stay_and_the_next_pull_goes_on_from_them(team: Team) -> None:
    broken = True

    async def pages(cursor: str | None) -> AsyncIterator[Page]:
        for number in range(int(cursor or 0), 5):
            if broken and number == 3:
                raise Unavailable("gone for a moment")
            yield Page(items=(comment(number),), cursor=str(number + 1), more=number < 4)

    script = Script(pull=pages)
    scripted(team, script)
    assert not team.once().ok
    assert len(team.items()) == 3
    broken = False
    assert team.once().ok
    assert script.cursors == [None, "3"]
    assert len(team.items()) == 5


def test_one_part_without_sense_costs_only_itself(team: Team) -> None:
    async def page(cursor: str | None) -> AsyncIterator[Page]:
        no_zone = datetime.now(UTC).replace(tzinfo=None)
        yield Page(items=(comment(1), comment(2, kind="poem"), comment(3, created_at=no_zone)))

    scripted(team, Script(pull=page))
    report = team.once()
    assert (report.accounts[0].new, report.accounts[0].rejected) == (1, 2)
    assert team.health("kahve").quarantined == 2


def test_a_connector_that_breaks_is_said_without_what_it_quotes(team: Team) -> None:
    async def bug(cursor: str | None) -> AsyncIterator[Page]:
        raise KeyError("secret-token-123")
        yield

    scripted(team, Script(pull=bug), "bozuk")
    scripted(team, Script(pull=one_comment), "saglam")
    report = team.once()
    assert [one.errors for one in report.accounts] == [("builtins.KeyError",), ()]
    assert len(team.items()) == 1


def test_eight_hours_of_sleep_are_one_pull_and_told(team: Team) -> None:
    script = Script(pull=one_comment)
    scripted(team, script)
    team.once()
    script.cursors.clear()
    team.clock.both += timedelta(hours=8)
    with team.syncing():
        until(lambda: team.streams()["comments"].interval > 1 and team.said("gap"))
        time.sleep(0.5)
    assert len(script.cursors) == 1
    assert team.said("gap")[0].count == pytest.approx(8 * 3600, abs=60)


def test_the_days_budget_is_kept(team: Team) -> None:
    script = Script()
    scripted(team, script, daily_budget=4)  # a fifth of it is for answers
    for _ in range(6):
        report = team.once()
    assert len(script.cursors) == 3
    barrier = report.accounts[0].barrier
    assert barrier is not None
    assert barrier.until is not None
    assert barrier.until.time().isoformat() == "00:00:00"
    assert report.ok
    team.clock.both += timedelta(days=1)
    team.once()
    assert len(script.cursors) == 4


def test_what_is_left_of_a_rate_limit_stretches_the_pace(team: Team) -> None:
    script = Script()
    script.rate = RateLimit(100, 5, datetime.now(UTC) + timedelta(minutes=15))
    scripted(team, script)
    team.once()
    left = team.streams()["comments"].due_at - team.clock.now()
    assert left > timedelta(minutes=2)


def test_a_platform_cannot_silence_itself_for_ever(team: Team) -> None:
    async def limited(cursor: str | None) -> AsyncIterator[Page]:
        raise RateLimited("later", datetime(2099, 1, 1, tzinfo=UTC))
        yield

    scripted(team, Script(pull=limited))
    team.once()
    blocked = team.health("kahve").blocked_until
    assert blocked is not None
    assert blocked < team.clock.now() + timedelta(days=3)


@pytest.mark.parametrize(
    "error", [SignInRequired("token bearer xyz"), Malformed("no sense", "x" * 200_000), Unavailable("away")]
)
def test_every_trouble_is_visible_in_the_health(team: Team, error: Exception) -> None:
    async def broken(cursor: str | None) -> AsyncIterator[Page]:
        raise error
        yield

    scripted(team, Script(pull=broken))
    assert not team.once().ok
    assert team.health("kahve").error == str(error)
    with team.store.reading() as conn:
        assert all(len(kept.raw) <= 64 * 1024 for kept in accounts.quarantined(conn, 10))


async def one_comment(cursor: str | None) -> AsyncIterator[Page]:
    """A platform on which one thing was ever said."""
    yield Page(items=(comment(1),), cursor="1")


async def ever_more(cursor: str | None) -> AsyncIterator[Page]:
    """A platform on which something new is said all the time."""
    number = int(cursor or 0) + 1
    yield Page(items=tuple(comment(100 * number + k) for k in range(60)), cursor=str(number))
