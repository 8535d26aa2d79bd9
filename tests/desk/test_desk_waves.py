"""The alert of a wave: above all others, with the keys that show and hide it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from meydan.store import Store
from meydan.store.reads import waves
from meydan.store.rows.system import LeaseRow
from meydan.store.rows.waves import FoundWave
from meydan.store.writes import leases
from meydan.store.writes import waves as writes
from tests.desk.frame_kit import Bring, OpenDesk, item


def kept(store: Store, *topics: str, ago: timedelta = timedelta(minutes=5)) -> None:
    """A wave that the process that syncs has found."""
    now = datetime.now(UTC)
    fence = leases.acquire(store, "sync", "engine", timedelta(minutes=1), now, holder_alive=lambda _: False)
    assert not isinstance(fence, LeaseRow)
    wave = FoundWave(1, "volume", now - ago, 34, 30, 5.6, 0.2, 40.0, topics)
    writes.keep(store, fence, [wave], apart=timedelta(hours=6))
    leases.release(store, fence)


def unseen(store: Store) -> int:
    with store.reading() as conn:
        return len(waves.unseen(conn, datetime.now(UTC) - timedelta(days=1)))


async def test_a_wave_is_the_first_alert_and_y_hides_it(open_desk: OpenDesk, store: Store) -> None:
    async with open_desk() as desk:
        assert not desk.app.screen.query_one("#alert").display
        kept(store, "kargo")
        await desk.until(lambda: "Complaint wave" in desk.lines("#alert"))
        line = desk.lines("#alert")
        assert "kahve: 'kargo' 34 within an hour, 30 negative, 6 times the usual" in line
        assert line.endswith("show the messages !   hide y")
        await desk.press("2")
        assert desk.lines("#alert").endswith("show the messages !"), "y means nothing there"
        await desk.press("0", "y")
        await desk.until(lambda: not desk.app.screen.query_one("#alert").display)
        assert unseen(store) == 0
        await desk.press("z")
        await desk.until(lambda: "Complaint wave" in desk.lines("#alert"))


async def test_the_alerts_key_shows_the_messages_of_the_wave(
    open_desk: OpenDesk, store: Store, bring: Bring
) -> None:
    now = datetime.now(UTC)
    late, other = (
        replace(item(number, text), created_at=now - timedelta(minutes=7))
        for number, text in ((1, "- KARGOM gelmedi"), (2, "- kahve soğuk"))
    )
    bring(late, other)
    kept(store, "kargo")
    async with open_desk() as desk:
        await desk.press("exclamation_mark")
        await desk.until(lambda: "1 found" in desk.lines("#title"))
        assert "KARGOM" in desk.lines("#items") and "soğuk" not in desk.lines("#items")


async def test_an_old_wave_is_no_alert(open_desk: OpenDesk, store: Store) -> None:
    kept(store, "kargo", ago=timedelta(hours=25))
    async with open_desk() as desk:
        assert not desk.app.screen.query_one("#alert").display
