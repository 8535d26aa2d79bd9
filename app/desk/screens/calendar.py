"""The calendar, full screen: an agenda of a week or a month, and the slot under the cursor."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical

from meydan.app.desk.actions import bindings
from meydan.app.desk.screens.base import DeskScreen
from meydan.panes.calendar.agenda import AgendaList, Slot, agenda_numbers, slot_detail, slots
from meydan.panes.ink import Sheet
from meydan.panes.title import Title, title_line

SPANS = (7, 31)


class CalendarScreen(DeskScreen):
    """Shows `days` days from `start`, a date in the desk's zone."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("calendar")
    OPENS = False

    def __init__(self) -> None:
        super().__init__()
        self.start: date | None = None
        self.days = SPANS[0]

    def compose_panes(self) -> ComposeResult:
        """List and detail."""
        with Container(classes="split"):
            with Vertical(classes="surface main"):
                yield Title(id="title")
                yield AgendaList(self.speech, id="agenda")
            with Vertical(classes="surface side"):
                yield Sheet(id="detail")

    @property
    def agenda(self) -> AgendaList:
        """The list."""
        return self.query_one(AgendaList)

    @property
    def first_day(self) -> date:
        """Where the agenda begins: today unless another was asked for."""
        return self.start or self.desk.local_now().date()

    async def reload(self) -> None:
        """Read the days that are shown."""
        from meydan.store.reads import calendar

        zone = self.speech.timezone
        begin = datetime.combine(self.first_day, time(), zone)
        end = datetime.combine(self.first_day + timedelta(days=self.days), time(), zone)
        found = slots(await self.db.read(lambda conn: calendar.agenda(conn, begin, end)), self.speech)
        now = self.now
        last = self.first_day + timedelta(days=self.days - 1)
        numbers = f"{self.speech.short_date(self.first_day)} – {self.speech.short_date(last)}"
        numbers += f" · {agenda_numbers(found, self.speech, now)}"
        self.query_one("#title", Title).show([title_line("2", self.speech.say("Calendar"), numbers)])
        self.agenda.show_slots(found, now)
        self.fit()

    def on_row_view_moved(self) -> None:
        """Another row, another detail."""
        self.fit()

    def link(self) -> str:
        """The published post's address."""
        slot = self.agenda.current
        return next((entry.permalink for entry in slot.entries if entry.permalink), "") if slot else ""

    def action_calendar_previous(self) -> None:
        """A week or month back."""
        self._go(-self.days)

    def action_calendar_next(self) -> None:
        """A week or month on."""
        self._go(self.days)

    def action_calendar_today(self) -> None:
        """Back to today."""
        self.start = None
        self.request_reload()

    def action_calendar_span(self) -> None:
        """A month instead of a week, and back."""
        self.days = SPANS[1] if self.days == SPANS[0] else SPANS[0]
        self.request_reload()

    def _go(self, days: int) -> None:
        self.start = self.first_day + timedelta(days=days)
        self.request_reload()

    def fit(self) -> None:
        """The detail follows the cursor and the size."""
        sheet = self.query_one("#detail", Sheet)
        slot: Slot | None = self.agenda.current
        sheet.show(slot_detail(slot, self.speech, sheet.size.width) if slot else [])
