"""The trend feed, full screen: the list and the trend under the cursor."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, Vertical

from meydan.app.desk.screens.base import DeskScreen
from meydan.panes.ink import Sheet
from meydan.panes.title import Title, title_line
from meydan.panes.trends.feed import TrendList, trend_detail, trend_numbers

MOST = 200


class TrendsScreen(DeskScreen):
    """Shows the trends that the connectors bring."""

    OPENS = False

    def compose_panes(self) -> ComposeResult:
        """List and detail."""
        with Container(classes="split"):
            with Vertical(classes="surface main"):
                yield Title(id="title")
                yield TrendList(self.speech, id="trends")
            with Vertical(classes="surface side"):
                yield Sheet(id="detail")

    @property
    def trends(self) -> TrendList:
        """The list."""
        return self.query_one(TrendList)

    async def reload(self) -> None:
        """Read the trends."""
        from meydan.store.reads import trends

        cards = await self.db.read(lambda conn: trends.cards(conn, MOST))
        self.query_one("#title", Title).show(
            [title_line("4", self.speech.say("Trends"), trend_numbers(cards, self.speech))]
        )
        self.trends.show_cards(cards, self.now)
        self.fit()

    def on_row_view_moved(self) -> None:
        """Another row, another detail."""
        self.fit()

    def link(self) -> str:
        """The trend's address."""
        card = self.trends.current
        return card.url if card else ""

    def fit(self) -> None:
        """The detail follows the cursor and the size."""
        sheet = self.query_one("#detail", Sheet)
        card = self.trends.current
        sheet.show(trend_detail(card, self.speech, sheet.size.width) if card else [])
