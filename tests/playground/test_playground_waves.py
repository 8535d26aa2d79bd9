"""The playground's complaint wave raises an alert within minutes, and a normal Monday none."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meydan.app.accounts import connect_account
from meydan.app.config import Settings, Workspace
from meydan.app.sync.clock import SystemClock
from meydan.app.sync.engine import SyncEngine
from meydan.connectors.playground.life import Pace
from meydan.connectors.playground.server import PlaygroundServer
from meydan.store import Actor, Store, open_store
from meydan.store.reads import inbox, waves
from meydan.store.rows.inbox import InboxQuery
from meydan.store.rows.waves import WaveRow
from tests.playground.kit import CONTENT, StepClock

SUNDAY = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
BRAND = "anadolukahve"
ORDINARY = Pace(arrival=(600, 1800), busy=1_000_000, wave_length=0)
"""Customers now and then and no wave: more than in the weeks before, as on Mondays."""
COMPLAINTS = Pace(arrival=ORDINARY.arrival, busy=ORDINARY.busy)
"""The same, and the wave as `meydan demo` has it."""


class Stepped(SystemClock):
    """The playground's clock for the engine."""

    def __init__(self, clock: StepClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock()


class Desk:
    """A workspace with one account of the playground, synced whenever the clock was stepped."""

    def __init__(self, folder: Path, server: PlaygroundServer, clock: StepClock) -> None:
        self._clock = clock
        self._workspace = Workspace(folder / "ws", Settings())
        self._workspace.make()
        self.store: Store = open_store(self._workspace.database_url, Actor("ayse", "cli"))
        connect_account(
            self.store, self._workspace, "playground", server.base_url, server.tokens[BRAND], name=BRAND
        )

    def after(self, **span: float) -> tuple[WaveRow, ...]:
        """Let time pass and sync: the alerts so far."""
        self._clock.step(**span)
        engine = SyncEngine(self.store, self._workspace, clock=Stepped(self._clock))
        assert asyncio.run(engine.once()).ok
        with self.store.reading() as conn:
            return waves.newest(conn, 10)


@pytest.fixture
def clock() -> StepClock:
    return StepClock(SUNDAY)


@pytest.fixture
def pace(request: pytest.FixtureRequest) -> Pace:
    made: Pace = request.param
    return made


@pytest.fixture
def desk(tmp_path: Path, clock: StepClock, pace: Pace) -> Iterator[Desk]:
    with PlaygroundServer(seed=7, content=CONTENT, clock=clock, pace=pace) as server:
        made = Desk(tmp_path, server, clock)
        yield made
        made.store.close()


@pytest.mark.parametrize("pace", [COMPLAINTS], indirect=True)
def test_the_complaint_wave_is_told_within_minutes_and_once(desk: Desk) -> None:
    assert desk.after(seconds=0) == (), "the month before was ordinary"
    told: tuple[WaveRow, ...] = ()
    minutes = 0
    while not told:
        minutes += 1
        assert minutes <= 10, "the wave has gone on for minutes and nobody said so"
        told = desk.after(minutes=1)
    (first,) = told
    assert (first.account, first.platform, first.seen_at) == (BRAND, "playground", None)
    assert first.topics[0] == "kargo"
    assert first.count >= 5 and first.negative > first.count / 2
    assert first.usual < 1 and first.days >= 28
    for _ in range(3):
        told = desk.after(minutes=10)
    (grown,) = told
    assert grown.id == first.id and grown.begun_at == first.begun_at
    assert grown.count >= 4 * first.count, "told anew only as it grew"


@pytest.mark.parametrize("pace", [ORDINARY], indirect=True)
def test_a_normal_monday_raises_none(desk: Desk) -> None:
    for _ in range(4):
        desk.after(hours=6)
    with desk.store.reading() as conn:
        before = inbox.counts(conn, [InboxQuery()])
    for _ in range(26):
        told = desk.after(minutes=30)
    assert [wave for wave in told if wave.at >= SUNDAY + timedelta(days=1)] == []
    with desk.store.reading() as conn:
        assert inbox.counts(conn, [InboxQuery()])[0] >= before[0] + 10, "there was a day"
