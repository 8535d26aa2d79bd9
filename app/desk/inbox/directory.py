"""Whom and what the inbox knows: the team, and what each platform lets us do."""

from __future__ import annotations

from datetime import datetime

from meydan.app.desk.inbox.team import Team
from meydan.app.desk.platforms import Platforms
from meydan.insight.sla import Clock
from meydan.store.rows.inbox import ItemRow


class Directory:
    """The team as it was last read, and the platforms; `login` is who sits at the desk."""

    def __init__(self, login: str) -> None:
        self.login = login
        self.team = Team()
        self.platforms = Platforms()

    @property
    def role(self) -> str:
        """The role of who sits here, "" for somebody the team does not know."""
        return self.team.roles.get(self.login, "")

    def name_of(self, login: str) -> str:
        """How a member is called."""
        return self.team.names.get(login, login)

    def clock_of(self, row: ItemRow, now: datetime) -> Clock | None:
        """When an answer is due, where a clock runs."""
        sla = self.team.sla
        return None if sla is None else sla.clock(row.kind, row.state, row.created_at, now)
