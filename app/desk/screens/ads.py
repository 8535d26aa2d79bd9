"""The ad budgets, full screen: a month's campaigns and the one under the cursor."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical

from meydan.app.desk.actions import bindings
from meydan.app.desk.months import month_of
from meydan.app.desk.screens.base import DeskScreen
from meydan.panes.ads.budgets import BudgetList, budget_detail, budget_numbers, totals_line
from meydan.panes.ink import Sheet
from meydan.panes.title import Title, title_line


class AdsScreen(DeskScreen):
    """Shows one month; `day` is any day of it, None for this month."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("ads")
    OPENS = False

    def __init__(self) -> None:
        super().__init__()
        self.day: date | None = None

    def compose_panes(self) -> ComposeResult:
        """List and detail."""
        with Container(classes="split"):
            with Vertical(classes="surface main"):
                yield Title(id="title")
                yield BudgetList(self.speech, id="budgets")
                yield Sheet(id="totals", classes="-line")
            with Vertical(classes="surface side"):
                yield Sheet(id="detail")

    @property
    def budgets(self) -> BudgetList:
        """The list."""
        return self.query_one(BudgetList)

    async def reload(self) -> None:
        """Read the month."""
        from meydan.store.reads import ads

        today = self.desk.local_now().date()
        first, last = month_of(self.day or today)
        rows = await self.db.read(lambda conn: ads.budgets(conn, first, last))
        numbers = budget_numbers(rows, self.speech, first, today)
        self.query_one("#title", Title).show([title_line("3", self.speech.say("Ad budgets"), numbers)])
        self.query_one("#totals", Sheet).show([totals_line(rows, self.speech)])
        self.budgets.show_budgets(rows, today)
        self.fit()

    def on_row_view_moved(self) -> None:
        """Another row, another detail."""
        self.fit()

    def action_ads_previous(self) -> None:
        """The month before."""
        self._go(-1)

    def action_ads_next(self) -> None:
        """The month after."""
        self._go(1)

    def _go(self, months: int) -> None:
        first, last = month_of(self.day or self.desk.local_now().date())
        self.day = first - timedelta(days=1) if months < 0 else last + timedelta(days=1)
        self.request_reload()

    def fit(self) -> None:
        """The detail follows the cursor and the size."""
        sheet = self.query_one("#detail", Sheet)
        row = self.budgets.current
        today = self.desk.local_now().date()
        sheet.show(budget_detail(row, self.speech, sheet.size.width, today) if row else [])
