"""The right side of the inbox: the item under the cursor and what is around it, or its author's card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from meydan.app.desk.analysing import DeskAnalyser
from meydan.app.desk.inbox.details import Details
from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.queue import Queue
from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.inbox.why import WhyView
from meydan.app.desk.spec import Acts
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.inbox.person import person_lines
from meydan.panes.inbox.reading import Reading, reading_lines
from meydan.panes.ink import Sheet
from meydan.panes.spans import Span
from meydan.store.rows.inbox import ItemRow

LEAST_WIDTH = 10


class ReadingSide:
    """The reading pane; `company_at` says in words who else is at an item, `analyser` explains tones."""

    def __init__(
        self,
        seat: Seat,
        items: ItemList,
        directory: Directory,
        queue: Queue,
        details: Details,
        company_at: Callable[[int], Sequence[Span]],
        analyser: DeskAnalyser,
    ) -> None:
        self.sheet = Sheet(id="reading")
        self._seat = seat
        self._items = items
        self._directory = directory
        self._queue = queue
        self._details = details
        self._company_at = company_at
        self._card = False
        self._whole_post = False
        self._why = WhyView(seat, items, analyser, lambda: directory.team.names, self.show)

    def acts(self) -> Acts:
        """Its keys."""
        return {"inbox.post": self.turn_post, "inbox.person": self.turn_card, **self._why.acts()}

    @property
    def is_turned(self) -> bool:
        """Whether it shows the card, all of the post, or why."""
        return self._card or self._whole_post or self._why.is_open

    def open(self, item_id: int | None) -> None:
        """Read an item full, and with it the notes that call the member."""
        if item_id is not None:
            self._seat.background(partial(self._see_notes, item_id), group="commands")
        self.sheet.screen.add_class("-full")
        self.sheet.call_after_refresh(self.show)

    def close(self) -> None:
        """Read it beside the list again."""
        self.sheet.screen.remove_class("-full")
        self.sheet.call_after_refresh(self.show)

    def turn_post(self) -> None:
        """All of the original post, or its beginning."""
        self._whole_post = not self._whole_post
        self._card = False
        self._why.close()
        self.show(from_top=True)

    def turn_card(self) -> None:
        """The card of the item's author, or the conversation again."""
        self._card = not self._card
        self._why.close()
        self.show()

    def turn_back(self) -> None:
        """The conversation with the post's beginning."""
        self._card = self._whole_post = False
        self._why.close()
        self.show()

    async def read_again(self) -> None:
        """The store changed."""
        await self._why.read_again()

    def show(self, from_top: bool = False) -> None:
        """Bring the pane up to date."""
        sheet, seat = self.sheet, self._seat
        row, width = self._items.current, sheet.size.width
        if row is None or width < LEAST_WIDTH:
            sheet.show([])
            return
        why = self._why.lines(row, width)
        if why is not None:
            sheet.show(why)
            return
        detail = self._details.of(row)
        if self._card and detail is not None:
            title = self._directory.platforms.title
            sheet.show(person_lines(detail.person, title, width, seat.now, seat.speech))
            return
        lines, (_, end) = reading_lines(self._reading(row), width, seat.now, seat.speech)
        sheet.show(lines, 0 if from_top else max(0, end - sheet.size.height + 1))

    async def _see_notes(self, item_id: int) -> None:
        from meydan.store.writes import mentions

        await self._seat.command(lambda store: mentions.see(store, item_id))

    def _reading(self, row: ItemRow) -> Reading:
        detail, directory = self._details.of(row), self._directory
        return Reading(
            row,
            directory.platforms.title(row.platform),
            thread=detail.thread if detail else None,
            person=detail.person if detail else None,
            words=detail.words if detail else (),
            searched=self._queue.words,
            names=directory.team.names,
            whole_post=self._whole_post,
            ruled=detail.ruled if detail else (),
            clock=directory.clock_of(row, self._seat.now),
            company=self._company_at(row.id),
            inquiries=detail.inquiries if detail else (),
            similar=detail.similar if detail else (),
        )
