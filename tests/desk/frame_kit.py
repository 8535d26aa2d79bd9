"""What the frame's tests press and read, and what they put into the store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from meydan.app.desk.app import DeskApp
from meydan.connectors.base import AdDay, Author, Item
from meydan.insight.analysis import Analysis
from meydan.panes.ink import Inked


class Driver:
    """Presses keys and reads the screen; every step waits for all the work that it begins."""

    def __init__(self, pilot: Pilot[None], app: DeskApp) -> None:
        self.pilot = pilot
        self.app = app

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(2):
            # A newer read takes the place of an older one: that the older one ended early is no failure.
            with suppress(WorkerCancelled):
                await self.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def until(self, holds: Callable[[], object], limit: float = 10.0) -> None:
        """Wait for what other threads bring about."""
        async with asyncio.timeout(limit):
            while not holds():
                await asyncio.sleep(0.01)
                await self.settle()

    def lines(self, selector: str) -> str:
        """What a widget shows, as text."""
        return painted(self.app.screen.query_one(selector, Inked))

    @property
    def text(self) -> str:
        """What all visible widgets of the desk show, as text."""
        shown = [widget for widget in self.app.screen.query(Inked) if widget.is_on_screen]
        return "\n".join(painted(widget) for widget in shown)


OpenDesk = Callable[..., AbstractAsyncContextManager[Driver]]
Bring = Callable[..., None]
Plan = Callable[[str, timedelta], None]


def painted(widget: Inked) -> str:
    """A widget's lines as they are on the screen."""
    return "\n".join(widget.render_line(y).text.rstrip() for y in range(widget.size.height))


def plainly(text: str) -> Analysis:
    """A conclusion that depends on nothing but the first and the last character."""
    sentiment = {"+": "positive", "-": "negative"}.get(text[:1], "neutral")
    return Analysis("en", sentiment, 0.0, 0.9, question=text.endswith("?"))


def item(number: int, text: str = "· message", author: str = "fan") -> Item:
    """A comment; the higher its number, the newer."""
    return Item(
        remote_id=f"r{number}",
        kind="comment",
        author=Author(f"a{number}", f"{author}{number}"),
        text=f"{text} no{number}",
        created_at=datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=number),
        permalink=f"https://sosyal.example/@fan/{number}",
    )


def ad_day(day: datetime, spend: str) -> AdDay:
    """A campaign's day."""
    return AdDay(
        campaign_id="c1",
        campaign="Yeni harman",
        day=day.date(),
        currency="TRY",
        spend=Decimal(spend),
        budget=Decimal("1000"),
        impressions=100,
        clicks=5,
        results=Decimal(2),
    )
