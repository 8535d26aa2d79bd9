"""What home shows around the inbox: the calendar, the ads and the trends as surfaces without a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from meydan.app.desk.months import month_of
from meydan.panes.ads.budgets import budget_line, budget_numbers, no_budgets, totals_line
from meydan.panes.calendar.agenda import agenda_numbers, nothing_planned, slot_line, slots
from meydan.panes.ink import Sheet
from meydan.panes.spans import Spans
from meydan.panes.speech import Speech
from meydan.panes.title import Title, title_line
from meydan.panes.trends.feed import no_trends, trend_line, trend_numbers
from meydan.store.rows.figures import BudgetRow, TrendCard
from meydan.store.rows.outgoing import CalendarEntry

if TYPE_CHECKING:
    from sqlalchemy import Connection

DAYS = 14
MOST = 30


@dataclass(frozen=True, slots=True)
class Around:
    """What is shown around the inbox, on a day."""

    today: date
    entries: tuple[CalendarEntry, ...]
    budgets: tuple[BudgetRow, ...]
    trends: tuple[TrendCard, ...]


def read_around(conn: Connection, now: datetime, speech: Speech) -> Around:
    """Read it in one snapshot."""
    from meydan.store.reads import ads, calendar, trends

    today = now.astimezone(speech.timezone).date()
    begin = datetime.combine(today, time(), speech.timezone)
    return Around(
        today,
        calendar.agenda(conn, begin, begin + timedelta(days=DAYS)),
        ads.budgets(conn, *month_of(today)),
        trends.cards(conn, MOST),
    )


class Surface(Vertical):
    """A title line over lines."""

    def __init__(self, key: str, name: str, *, id: str) -> None:
        super().__init__(id=id, classes="surface")
        self._key = key
        self._heading = name

    def compose(self) -> ComposeResult:
        """The title and the lines."""
        yield Title()
        yield Sheet(classes="body")

    def on_mount(self) -> None:
        """Say at once what this is."""
        self.query_one(Title).show([title_line(self._key, self._heading, "")])

    @property
    def room(self) -> int:
        """Cells of one line."""
        return self.query_one(".body", Sheet).size.width

    def show(self, numbers: str, lines: Sequence[Spans], last: Spans = ()) -> None:
        """Show numbers in the title, as many lines as fit, and a last line under them."""
        sheet = self.query_one(".body", Sheet)
        fitting = list(lines[: sheet.size.height - (1 if last else 0)])
        self.query_one(Title).show([title_line(self._key, self._heading, numbers)])
        sheet.show([*fitting, last] if last else fitting)


def show_around(
    around: Around, now: datetime, speech: Speech, agenda: Surface, ads: Surface, trends: Surface
) -> None:
    """Paint the three surfaces."""
    found = slots(around.entries, speech)
    agenda.show(
        agenda_numbers(found, speech, now),
        [slot_line(slot, speech, agenda.room, now) for slot in found] or nothing_planned(speech),
    )
    budgets = sorted(around.budgets, key=lambda row: row.spent, reverse=True)
    ads.show(
        budget_numbers(budgets, speech, around.today, around.today) if budgets else "",
        [budget_line(row, speech, ads.room, around.today) for row in budgets] or no_budgets(speech),
        totals_line(budgets, speech) if budgets else (),
    )
    trends.show(
        trend_numbers(around.trends, speech) if around.trends else "",
        [trend_line(card, speech, trends.room, now) for card in around.trends] or no_trends(speech),
    )
