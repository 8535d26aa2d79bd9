"""Who may sync: one process at a time, whatever happens to processes and clocks."""

from __future__ import annotations

import signal
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from meydan.app.accounts import connect_account
from meydan.app.sync import holder
from meydan.connectors.base import Page
from meydan.store.reads import leases
from meydan.store.rows.system import LeaseRow
from meydan.store.writes import calendar
from meydan.store.writes import leases as lease_writes
from tests.app_sync.scene import Team, comment, scripted, until
from tests.faults.daemon import daemon
from tests.servers.ledger import running_ledger
from tests.servers.scripted import Script

pytestmark = pytest.mark.long


@pytest.fixture
def site(team: Team, tmp_path: Path) -> Path:
    """Where the tests' platforms are installed."""
    return tmp_path / "site"


def held(team: Team) -> LeaseRow | None:
    with team.store.reading() as conn:
        return leases.lease(conn, "sync")


def test_a_process_stopped_past_its_lease_is_fenced_out_and_sends_nothing(team: Team, site: Path) -> None:
    with running_ledger() as ledger:
        connect_account(team.store, team.workspace, "ledger", ledger.url, "token")
        ledger.says("neredesiniz")
        team.once()
        team.reply(team.items()[0], "buradayız")
        team.events.clear()
        with daemon(team.workspace.path, site, stop_at="claimed") as frozen:
            until(lambda: any(line.startswith("claimed") for line in frozen.said))
            with team.syncing():
                until(lambda: team.said("waiting"))
                assert not team.said("lease_taken"), "its lease had not run out"
                until(lambda: team.said("lease_taken"), 15.0)
                until(lambda: [delivery.state for delivery in team.deliveries()] == ["unknown"])
                frozen.signal(signal.SIGCONT)
                until(lambda: any(line.startswith("fenced_out") for line in frozen.said))
                time.sleep(1.0)
        assert not any(line.startswith("sending") for line in frozen.said)
        assert ledger.answers == []


def test_a_dead_holder_is_replaced_at_once_and_a_living_one_is_named(team: Team, site: Path) -> None:
    with daemon(team.workspace.path, site) as first:
        until(lambda: held(team))
        lease = held(team)
        assert lease is not None
        with team.syncing():
            until(lambda: team.said("waiting"))
            assert team.said("waiting")[0].subject == lease.holder
            first.signal(signal.SIGKILL)
            first.process.wait()
            died = time.monotonic()
            until(lambda: team.said("lease_taken"))
            assert time.monotonic() - died < 3.0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_within_two_seconds_and_frees_the_lease(
    team: Team, site: Path, number: signal.Signals
) -> None:
    with daemon(team.workspace.path, site) as process:
        until(lambda: held(team))
        told = time.monotonic()
        process.signal(number)
        assert process.process.wait(5) == 0
        assert time.monotonic() - told < 2.0
    assert held(team) is None


def test_a_holder_on_another_host_is_waited_for_until_it_is_silent_for_long(team: Team) -> None:
    now = team.clock.now()
    # Its clock is five minutes ahead of ours, so that its lease never runs out by our clock.
    elsewhere = "other-host:b00t:1:2"
    got = lease_writes.acquire(
        team.store,
        "sync",
        elsewhere,
        timedelta(seconds=10),
        now + timedelta(minutes=5),
        holder_alive=holder.alive,
    )
    assert not isinstance(got, LeaseRow)
    with team.syncing():
        until(lambda: team.said("waiting"))
        team.clock.both += timedelta(seconds=7)
        time.sleep(1.5)
        lease_writes.renew(team.store, got, timedelta(seconds=10), now + timedelta(minutes=5, seconds=8))
        time.sleep(1.5)
        team.clock.both += timedelta(seconds=7)
        time.sleep(1.5)
        assert not team.said("lease_taken"), "it was not silent for longer than its lease"
        team.clock.both += timedelta(seconds=12)
        until(lambda: team.said("lease_taken"), 4.0)


def test_a_clock_that_jumps_ahead_sends_nothing_before_its_time(team: Team) -> None:
    script = Script()
    row = scripted(team, script)
    soon = team.clock.now() + timedelta(minutes=30)
    calendar.create_post(team.store, "yarım saat sonra", [row.id], soon, "UTC")
    with team.syncing():
        until(lambda: team.streams()["comments"].last_success_at)
        fence = held(team)
        team.clock.wall = timedelta(minutes=31)
        until(lambda: team.said("clock_jumped"))
        time.sleep(1.0)
        assert script.acts == []
        team.clock.wall = timedelta()
        until(lambda: len(team.said("clock_jumped")) == 2)
        time.sleep(1.0)
        assert script.acts == []
        lease = held(team)
        assert lease is not None
        assert fence is not None
        assert (lease.holder, lease.fence) == (fence.holder, fence.fence), "the lease changed hands"


def test_a_clock_set_back_a_day_does_not_stop_polling(team: Team) -> None:
    async def page(cursor: str | None) -> AsyncIterator[Page]:
        yield Page(items=(comment(int(cursor or 0)),), cursor=str(int(cursor or 0) + 1))

    script = Script(pull=page)
    scripted(team, script)
    with team.syncing():
        until(lambda: script.cursors)
        before = len(script.cursors)
        team.clock.wall = -timedelta(days=1)
        until(lambda: team.said("clock_jumped"))
        until(lambda: len(script.cursors) > before, 5.0)
        time.sleep(1.0)
        assert len(script.cursors) - before <= 2, "every missed poll was made up for"
