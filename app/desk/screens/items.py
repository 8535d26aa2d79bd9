"""What home and the inbox have in common: the inbox's list, and the parts that work on what is in it."""

from __future__ import annotations

from typing import ClassVar

from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.moderation import Moderation
from meydan.app.desk.inbox.triage import Triage
from meydan.app.desk.inbox.waves import SeenWaves
from meydan.app.desk.inbox.work import Work
from meydan.app.desk.ordered_keys import OrderedScreen
from meydan.app.desk.spec import Acts, do
from meydan.panes.inbox.company import company_marks
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.rowview import RowView


class ItemScreen(OrderedScreen):
    """A screen with items that can be worked on from the keyboard.

    `acts` are what its parts do, by the ids of the actions: a key of the inbox that is not there has no
    meaning on this screen.
    """

    HIDES_WAVES: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.items = ItemList(self.speech, lambda: self.now, self.desk.indexes, id="items")
        self.directory = Directory(self.login)
        self.work = Work(self, self.items)
        triage = Triage(self, self.items, self.directory, self.work)
        moderation = Moderation(self, self.items, self.directory, self.work)
        waves = SeenWaves(self, self.desk.alert)
        self.acts: Acts = {**self.work.acts(), **triage.acts(), **moderation.acts(), **waves.acts()}

    async def action_act(self, id: str) -> None:
        """Let the part do it whose action this is."""
        await do(self.acts[id])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Of the inbox's keys those work that the screen has a part for."""
        if action == "act":
            return parameters[0] in self.acts
        return super().check_action(action, parameters)

    async def rows_are_there(self) -> None:
        """Keys act upon the rows that were asked for, not upon those that are still shown."""
        await self.items.settled.wait()

    def link(self) -> str:
        """The item's address."""
        row = self.items.current
        return row.permalink if row else ""

    # --- colleagues at the same items

    def show_company(self) -> None:
        """The marks in the list."""
        seen, names = self.desk.company.seen, self.directory.team.names
        self.items.show_company(company_marks(seen, names, self.login))

    def on_row_view_moved(self, event: RowView.Moved) -> None:
        """The others hear of it once the cursor rests."""
        if self.is_current:
            self.desk.company.rest_on(event.id)

    def on_screen_resume(self) -> None:
        """The person is back at the item under the cursor."""
        if self.items.is_mounted:
            self.desk.company.rest_on(self.items.listing.current)
            self.show_company()

    def on_screen_suspend(self) -> None:
        """The person looks at something else."""
        self.desk.company.rest_on(None)
