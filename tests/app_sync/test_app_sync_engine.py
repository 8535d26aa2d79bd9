"""The engine against a real server: what comes in, what goes out, and when."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from meydan.app.accounts import connect_account
from meydan.app.sync.asking import ask
from meydan.app.sync.embedded import EmbeddedSync
from meydan.app.sync.holder import is_desk
from meydan.app.sync.offload import Offload
from meydan.connectors.base import Page
from meydan.insight.analysis import Analysis
from meydan.store import NotFound
from meydan.store.reads import accounts as account_reads
from meydan.store.reads import inbox, leases
from meydan.store.writes import accounts, calendar, triage
from tests.app_sync.scene import Brand, Team, comment, scripted, until
from tests.servers.scripted import Script


def test_once_brings_in_answers_and_ends(team: Team, brand: Brand) -> None:
    brand.connect(team)
    ours = brand.server.post(brand.token, "Yeni harmanımız çıktı")
    asked = brand.hears("kargom gelmedi, çok kötü", in_reply_to_id=ours)
    secret = brand.hears("sipariş numaram 4411", visibility="direct")

    report = team.once()

    assert report.ok
    assert [(one.account, one.new, one.errors) for one in report.accounts] == [(brand.name, 2, ())]
    items = {item.remote_id: item for item in team.items()}
    assert {key: item.kind for key, item in items.items()} == {asked: "comment", secret: "dm"}
    assert items[asked].sentiment == "negative"

    for status in (asked, secret):
        team.reply(items[status], f"bakıyoruz {status}")
    assert team.once().outbox.sent == 2
    assert [len(brand.answers(status)) for status in (asked, secret)] == [1, 1]
    assert {delivery.state for delivery in team.deliveries()} == {"sent"}
    assert all(delivery.remote_id for delivery in team.deliveries())


def test_a_second_round_changes_nothing(team: Team, brand: Brand) -> None:
    brand.connect(team)
    brand.hears("bir")
    team.once()
    before = team.items()

    report = team.once()

    assert (report.accounts[0].new, report.accounts[0].updated) == (0, 0)
    assert team.items() == before


def test_what_is_edited_and_deleted_there_is_seen_here(team: Team, brand: Brand) -> None:
    brand.connect(team)
    kept, gone = brand.hears("ilk hali"), brand.hears("silinecek")
    team.once()
    brand.server.call(
        "PUT", f"/api/v1/statuses/{kept}", brand.customer_token, {"status": f"@{brand.name} son hali"}
    )
    brand.server.delete(brand.customer_token, gone)

    team.once()

    with team.store.reading() as conn:
        rows = {
            key: inbox.item(conn, number) for key, number in inbox.by_remote(conn, 1, [kept, gone]).items()
        }
    assert "son hali" in rows[kept].text
    assert rows[kept].revision == 2
    assert rows[gone].deleted_at is not None


def test_once_takes_one_account_by_name(team: Team) -> None:
    scripted(team, Script(), "bir")
    scripted(team, Script(), "iki")

    assert [one.account for one in team.once("iki").accounts] == ["iki"]
    with pytest.raises(NotFound):
        team.once("yok")


def test_the_daemon_sends_a_held_reply_when_its_hold_ends(team: Team, brand: Brand) -> None:
    brand.connect(team)
    asked = brand.hears("neredesiniz")
    with team.syncing():
        until(team.items)
        queued = time.monotonic()
        team.reply(team.items()[0], "buradayız", timedelta(seconds=2))
        time.sleep(1.5)
        assert brand.answers(asked) == []
        until(lambda: team.deliveries()[0].state == "sent")
        assert 2.0 <= time.monotonic() - queued < 3.5
    assert len(brand.answers(asked)) == 1


def test_the_daemon_sends_at_once_what_is_ready(team: Team) -> None:
    script = Script(pull=one_comment)
    scripted(team, script)
    with team.syncing():
        until(team.items)
        queued = time.monotonic()
        team.reply(team.items()[0], "hemen")
        until(lambda: script.acts)
        assert time.monotonic() - queued < 0.5


def test_a_nudge_brings_a_mention_long_before_the_next_poll(team: Team, brand: Brand) -> None:
    connect_account(team.store, team.workspace, "mastodon", brand.server.url, brand.token)
    with team.syncing():
        until(lambda: team.streams()["trends"].last_success_at)
        time.sleep(2.0)  # the server takes a moment to open its event stream
        assert team.items() == []
        posted = time.monotonic()
        brand.hears("duydunuz mu")
        until(team.items)
        assert time.monotonic() - posted < 5.0


def test_an_account_connected_meanwhile_is_synced(team: Team) -> None:
    with team.syncing():
        until(lambda: team.said("lease_taken"))
        row = scripted(team, Script(pull=one_comment))
        until(team.items)
        accounts.set_state(team.store, row.id, "paused")
        time.sleep(0.2)
        before = len(team.said("pull_started"))
        time.sleep(2.0)
        assert len(team.said("pull_started")) == before


def test_once_asks_the_daemon_and_waits_for_it(team: Team) -> None:
    script = Script()
    scripted(team, script)
    with team.syncing():
        until(lambda: team.said("pull_ended"))
        script.pull = one_comment

        report = team.once()

        assert report.ok
        assert report.holder
        assert len(team.items()) == 1


def test_once_says_who_holds_the_lease_when_nothing_happens(team: Team) -> None:
    scripted(team, Script(delay=60.0))
    with team.syncing() as engine:
        until(lambda: team.said("pull_started"))
        report = asyncio.run(ask(team.store, Offload(), team.clock, None, patience=0.5))
        assert report is not None
        assert not report.finished
        assert not report.ok
        with team.store.reading() as conn:
            lease = leases.lease(conn, "sync")
        assert lease is not None
        assert report.holder == lease.holder
        engine.stop()


def test_stopping_takes_less_than_two_seconds_in_the_middle_of_everything(team: Team) -> None:
    scripted(team, Script(pull=one_comment), "hazir")
    team.once()
    slow = Script(delay=60.0)
    scripted(team, slow, "hazir")
    scripted(team, Script(delay=60.0), "agir")
    team.reply(team.items()[0], "yolda")
    with team.syncing() as engine:
        until(lambda: slow.acts)
        stopped = time.monotonic()
        engine.stop()
    assert time.monotonic() - stopped < 2.0
    # The connector had it: whether it arrived is not known.
    assert [delivery.state for delivery in team.deliveries()] == ["unknown"]
    with team.store.reading() as conn:
        assert leases.lease(conn, "sync") is None


def who_syncs(team: Team) -> str:
    with team.store.reading() as conn:
        lease = leases.lease(conn, "sync")
    return lease.holder if lease else ""


def test_the_desk_syncs_when_nobody_else_does_and_takes_over(team: Team) -> None:
    scripted(team, Script(pull=one_comment))
    heard: list[str] = []
    desk = EmbeddedSync(team.workspace, "ayse", listener=lambda event: heard.append(event.what))
    with team.syncing():
        until(lambda: team.said("lease_taken"))
        desk.start()
        until(lambda: "waiting" in heard)
        assert "lease_taken" not in heard
        assert not is_desk(who_syncs(team))
    until(lambda: "lease_taken" in heard)
    assert is_desk(who_syncs(team))
    began = time.monotonic()
    assert desk.stop()
    assert time.monotonic() - began < 2.0
    with team.store.reading() as conn:
        assert leases.lease(conn, "sync") is None


def test_the_desks_own_analyser_says_what_came_in(team: Team) -> None:
    scripted(team, Script(pull=one_comment))
    asked: list[str] = []

    def analyse(text: str) -> Analysis:
        asked.append(text)
        return Analysis("tr", "negative", -0.5, 0.9)

    desk = EmbeddedSync(team.workspace, "ayse", analyse=analyse)
    desk.start()
    until(team.items)
    assert desk.stop()
    (item,) = team.items()
    assert asked == [item.text]
    assert (item.sentiment, item.confidence) == ("negative", 0.9)


def test_a_post_leaves_on_time_and_one_too_late_is_missed(team: Team) -> None:
    script = Script()
    row = scripted(team, script)
    now = team.clock.now()
    calendar.create_post(team.store, "zamanında", [row.id], now + timedelta(seconds=1.5), "UTC")
    calendar.create_post(team.store, "geç", [row.id], now - timedelta(minutes=5), "UTC")
    calendar.create_post(team.store, "çok geç", [row.id], now - timedelta(minutes=61), "UTC")
    with team.syncing():
        until(lambda: len(script.acts) == 2)
        assert timedelta(seconds=1.5) <= team.clock.now() - now < timedelta(seconds=3)
        until(lambda: len(team.said("recorded")) == 2)
    assert [act.text for act in script.acts] == ["geç", "zamanında"]
    assert [event.count for event in team.said("missed")] == [1]
    assert sum(event.count for event in team.said("late")) == 1


def test_what_was_snoozed_comes_back_in_time(team: Team, brand: Brand) -> None:
    brand.connect(team)
    brand.hears("bir")
    brand.hears("iki")
    team.once()
    first, second = (item.id for item in team.items())
    triage.snooze(team.store, [first], team.clock.now() - timedelta(seconds=1))
    team.once()
    assert {item.state for item in team.items()} == {"open"}

    triage.snooze(team.store, [second], team.clock.now() + timedelta(seconds=1))
    with team.syncing():
        until(lambda: {item.state for item in team.items()} == {"open"})


def test_every_account_has_its_own_pace(team: Team) -> None:
    scripted(team, Script(pull=ever_more), "canli")
    scripted(team, Script(), "sessiz")
    with team.syncing():
        until(lambda: len([e for e in team.said("pull_ended") if e.account == "canli"]) >= 3)
    with team.store.reading() as conn:
        names = {row.id: row.name for row in account_reads.all(conn)}
        intervals = {names[s.account_id]: s.interval for s in account_reads.streams(conn)}
    assert intervals["canli"] == 1.0
    assert intervals["sessiz"] == 60.0


async def one_comment(cursor: str | None) -> AsyncIterator[Page]:
    """A platform on which one thing was ever said."""
    yield Page(items=(comment(1),), cursor="1")


async def ever_more(cursor: str | None) -> AsyncIterator[Page]:
    """A platform on which something new is said all the time."""
    number = int(cursor or 0) + 1
    yield Page(items=tuple(comment(100 * number + k) for k in range(60)), cursor=str(number))
