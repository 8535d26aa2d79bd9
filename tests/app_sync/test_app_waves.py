"""Waves in the process that syncs: found in what is stored, told once, over restarts too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from meydan.app.sync.events import Notice
from meydan.app.sync.ingest import Ingestor
from meydan.app.waves.watch import EPOCH, STEP, Watch
from meydan.connectors.base import Page
from meydan.insight.waves.detector import HOUR
from meydan.store.reads import waves
from meydan.store.rows.people import AccountRow
from meydan.store.rows.waves import WaveRow
from tests.app_sync.scene import Team, comment, scripted, until
from tests.insight.wave_kit import MONDAY, brand, with_wave
from tests.servers.scripted import Script

BAD = (
    "Kargom kayıp, rezalet",
    "Kargo hâlâ gelmedi, çok kötü",
    "bu kargo firması berbat",
    "Kargo yine gecikti, bıktım",
    "kargonuz da siz de rezalet",
)
GOOD = "Teşekkürler, kahve çok güzel"
WEEKS = 5


def stored(team: Team, account: AccountRow, moments: Sequence[datetime], first: int, *texts: str) -> None:
    """Comments at moments, with these texts in turn, as if they had come in."""
    items = tuple(
        comment(first + at, texts[at % len(texts)], created_at=moment) for at, moment in enumerate(moments)
    )
    Ingestor(team.store).ingest(account.id, Page(items=items))


def found(team: Team) -> tuple[WaveRow, ...]:
    with team.store.reading() as conn:
        return waves.newest(conn, 10)


@pytest.fixture(autouse=True)
def wednesday(team: Team) -> None:
    """It is the middle of a Wednesday: what is usual hangs on the hour of the week."""
    now = team.clock.now()
    day = now.replace(hour=10, minute=20, second=0, microsecond=0) + timedelta(days=(2 - now.weekday()) % 7)
    team.clock.both = day - now


@pytest.fixture
def account(team: Team) -> AccountRow:
    """An account that for weeks got a kind word every four hours, until yesterday."""
    account = scripted(team, Script())
    now = team.clock.now()
    moments = [now - timedelta(hours=hours) for hours in range(4, WEEKS * 168, 4)]
    stored(team, account, moments, 1, GOOD)
    return account


def lately(team: Team, count: int) -> list[datetime]:
    """Moments of one stretch of time that was over minutes ago."""
    begin = EPOCH + ((team.clock.now() - EPOCH) // STEP - 2) * STEP
    return [begin + at * timedelta(seconds=20) for at in range(count)]


def test_a_wave_is_told_once_whoever_looks(team: Team, account: AccountRow) -> None:
    team.once()
    assert found(team) == ()
    stored(team, account, lately(team, 12), 1000, *BAD)
    team.once()
    (wave,) = found(team)
    assert (wave.account, wave.signal, wave.count, wave.topics[0]) == ("kahve", "volume", 12, "kargo")
    team.once()
    team.clock.both += timedelta(minutes=5)
    team.once()
    assert found(team) == (wave,)
    assert [event.count for event in team.said(Notice.WAVE)] == [1]


def test_the_daemon_finds_what_another_process_stores(team: Team, account: AccountRow) -> None:
    stored(team, account, lately(team, 12), 1000, *BAD)
    with team.syncing():
        until(lambda: team.said(Notice.WAVE))
    assert len(found(team)) == 1


def test_old_items_that_come_in_late_are_history(team: Team, account: AccountRow) -> None:
    stored(team, account, [moment - timedelta(hours=3) for moment in lately(team, 15)], 1000, *BAD)
    team.once()
    assert found(team) == ()


def test_one_complaint_of_many_is_told_in_an_ordinary_hour(team: Team) -> None:
    account = scripted(team, Script())
    now = team.clock.now()
    busy = [now - timedelta(minutes=6 + at) for at in range(1, 7 * 1440, 4)]
    stored(team, account, busy, 1, GOOD)
    stored(team, account, [moment - timedelta(hours=2) for moment in busy[::9]], 10_000, "Servis çok kötü")
    stored(team, account, lately(team, 5), 20_000, *BAD)
    team.once()
    (wave,) = found(team)
    assert (wave.signal, wave.negative, wave.topics) == ("topic", 5, ("kargo",))


def judged(delay: int, times: int = 1) -> list[datetime]:
    """When a watch tells of a wave that comes in `delay` stretches late, if it looks so often each time."""
    rows = with_wave(brand(60, 31, seed=1), 30 * 288 + 168, 12, 6, 5)
    counts = {row.at: (int(row.count), int(row.negative or 0)) for row in rows}
    end = MONDAY + timedelta(days=30, hours=13)
    watch = Watch()
    watch.learn({at: count for at, count in counts.items() if at < end}, end)
    told = []
    for step in range(1, 36):
        now = end + step * STEP
        come_in = {at: each for at, each in counts.items() if now - HOUR <= at < now - delay * STEP}
        for _ in range(times):
            told += [wave.at for wave in watch.judge(come_in, now)]
    return told


def test_what_comes_in_late_counts_in_the_next_stretch() -> None:
    prompt, late = judged(0), judged(2)
    assert prompt and late
    assert prompt[0] <= late[0] <= prompt[0] + 2 * STEP


def test_looking_again_counts_nothing_twice() -> None:
    assert judged(1, times=3) == judged(1)
