"""The accounts, full screen: are the connectors alive, how fresh, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from meydan.app.accuracy import Accuracy, measured
from meydan.app.desk.actions import bindings
from meydan.app.desk.blind import BlindRound
from meydan.app.desk.screens.base import DeskScreen
from meydan.app.locale.translating import translate
from meydan.app.ownmodel.problems import LANGUAGES
from meydan.app.ownmodel.record import SetAside, set_aside
from meydan.insight.text import one_line
from meydan.panes.accuracy import accuracy_lines, blind_lines
from meydan.panes.health import HealthList, health_heads
from meydan.panes.ink import Sheet
from meydan.panes.spans import Span, spans, wrap
from meydan.panes.title import Title, title_line
from meydan.panes.tonetrend import trend_words
from meydan.store.rows.tones import ToneTrend

ALL = "all"
MONTHS = 3
TRENDS_APART = timedelta(minutes=1)
"""Weeks change slowly: a busy sync must not have them counted again with every page."""


class AccountsScreen(DeskScreen):
    """Shows every account of the brand and its health."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("accounts")
    OPENS = False

    def __init__(self) -> None:
        super().__init__()
        self.blind = BlindRound(self, self._show_accuracy)
        self._accuracy: Sequence[Accuracy] = ()
        self._trends: dict[int, ToneTrend] = {}
        self._trends_at: datetime | None = None

    def compose_panes(self) -> ComposeResult:
        """One list."""
        with Vertical(classes="surface"):
            yield Title(id="title")
            yield Sheet(id="heads", classes="-line")
            yield HealthList(self.speech, id="accounts")
            yield Sheet(id="models")
            yield Sheet(id="tones")
            yield Sheet(id="accuracy")
            yield Sheet(id="wrong")

    async def reload(self) -> None:
        """Read the accounts."""
        from meydan.store.reads import accounts, tones

        now = self.now
        read = await self.db.read(accounts.health)
        if self._trends_at is None or now - self._trends_at >= TRENDS_APART:
            self._trends = await self.db.read(lambda conn: tones.trends(conn, now))
            await self._measure()
            self._trends_at = now
        found = tuple(replace(one, error=translate(one.error, self.speech)) for one in read)
        troubled = sum(1 for one in found if one.error or one.account.state == "signed_out")
        numbers = self.speech.say_n("{n} account", "{n} accounts", len(found))
        if troubled:
            numbers += " · " + self.speech.say_n("{n} in trouble", "{n} in trouble", troubled)
        self.query_one("#title", Title).show([title_line("9", self.speech.say("Accounts"), numbers)])
        self._show_models(await self.db.read(lambda conn: set_aside(conn, self.settings.models)))
        self.query_one(HealthList).show_health(found, now, self._trends)
        self.fit()

    def _show_models(self, found: Sequence[SetAside]) -> None:
        """Which of the team's own models are set aside, and why; no line where none is."""
        sheet = self.query_one("#models", Sheet)
        lines = [
            self.speech.say(
                "The own model for {lang} is set aside since {time}, the built-in one judges: {reason}",
                lang=self.speech.say(LANGUAGES[one.lang]),
                time=self.speech.clock(one.at),
                reason=one_line(translate(one.message, self.speech)),
            )
            for one in found
        ]
        wrapped = [line[start:end] for line in lines for start, end in wrap(line, self.size.width - 2)]
        sheet.styles.height = len(wrapped)
        sheet.show([spans(Span(line, "amber")) for line in wrapped])

    async def _measure(self) -> None:
        months = await self.db.read(lambda conn: measured(conn, MONTHS, self.now))
        self._accuracy = [one for one in months if one.counted.lang == ALL]

    def _show_accuracy(self) -> None:
        """The item that is judged blind, or what such judgements said so far."""
        sheet, row = self.query_one("#accuracy", Sheet), self.blind.row
        width = self.query_one(HealthList).size.width
        if row is not None:
            lines = blind_lines(row, self.now, self.speech, width)
        else:
            lines = accuracy_lines(self._accuracy, self.speech, width)
        sheet.styles.height = len(lines)
        sheet.show(lines)

    async def action_accounts_blind(self) -> None:
        """Judge tones without being shown any."""
        await self.blind.begin()

    async def on_key(self, event: events.Key) -> None:
        """A round ends with its keys."""
        await super().on_key(event)
        if self.blind.row is not None and self.prefix.waiting is None:
            self.blind.end()
        if self.blind.over:
            await self._measure()
            self._show_accuracy()

    def on_row_view_moved(self) -> None:
        """Another account, another trouble."""
        self.fit()

    def fit(self) -> None:
        """The columns' names, and in full what is wrong with the account under the cursor."""
        accounts, heads, wrong = (
            self.query_one(HealthList),
            self.query_one("#heads", Sheet),
            self.query_one("#wrong", Sheet),
        )
        one = accounts.current
        heads.show([health_heads(self.speech, accounts.size.width)] if one else [()])
        trend = self._trends.get(one.account.id) if one else None
        width = accounts.size.width
        self.query_one("#tones", Sheet).show(trend_words(trend, width, self.speech))
        self._show_accuracy()
        error = one.error if one else ""
        wrong.show([spans(Span(error[start:end], "bad")) for start, end in wrap(error, wrong.size.width)])

    def on_minute(self) -> None:
        """Ages grow."""
        self.request_reload()

    def link(self) -> str:
        """The account's server."""
        one = self.query_one(HealthList).current
        return one.account.base_url if one else ""
