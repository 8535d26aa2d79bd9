"""Home: the inbox with its keys, and what the calendar, the ads and the trends say, at once."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, Vertical

from meydan.app.desk.screens.around import Surface, read_around, show_around
from meydan.app.desk.screens.base import DeskScreen
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.title import Title


class HomeScreen(DeskScreen):
    """The four panes; where there is no room for four, the inbox alone."""

    def compose_panes(self) -> ComposeResult:
        """The inbox, and the others to its right."""
        say = self.speech.say
        with Container(classes="split"):
            with Vertical(id="home-inbox", classes="surface main"):
                yield Title(id="title")
                yield ItemList(self.speech, lambda: self.now, id="items")
            with Vertical(id="around", classes="side"):
                yield Surface("2", say("Calendar"), id="home-calendar")
                yield Surface("3", say("Ad budgets"), id="home-ads")
                yield Surface("4", say("Trends"), id="home-trends")

    async def reload(self) -> None:
        """Read the surfaces."""
        now, speech = self.now, self.speech
        around = await self.db.read(lambda conn: read_around(conn, now, speech))
        surfaces = [self.query_one(f"#home-{name}", Surface) for name in ("calendar", "ads", "trends")]
        show_around(around, now, speech, *surfaces)
