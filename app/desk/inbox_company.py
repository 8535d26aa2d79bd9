"""Colleagues at the same items: shown in the list, and told where this desk is."""

from __future__ import annotations

from meydan.app.desk.inbox_moderation import ModerationScreen
from meydan.panes.inbox.company import company_marks
from meydan.panes.rowview import RowView


class CompanyScreen(ModerationScreen):
    """A screen whose list shows where colleagues are."""

    def show_company(self) -> None:
        """The marks in the list."""
        company = self.desk.company
        self.items.show_company(company_marks(company.seen, self.team.names, self.desk.login))

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
