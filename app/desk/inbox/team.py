"""Who works here, as the inbox needs to know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from meydan.app.office import OfficeError
from meydan.store.rows.people import MemberRow, SavedReplyRow, TagRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.app.office import OfficeClock
    from meydan.insight.sla import Sla


@dataclass(frozen=True, slots=True)
class Team:
    """Who works here, the words they share, and the clock of their answers."""

    members: tuple[MemberRow, ...] = ()
    tags: tuple[TagRow, ...] = ()
    replies: tuple[SavedReplyRow, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    brand: str = ""
    handles: frozenset[str] = frozenset()
    sla: Sla | None = None
    loads: Mapping[str, int] = field(default_factory=dict)


def read_team(conn: Connection, office: OfficeClock) -> Team:
    """Read it; without a clock where its settings in the store cannot be."""
    from meydan.store.reads import accounts, team

    members = team.members(conn)
    try:
        sla = office.read(conn)
    except OfficeError:
        sla = None
    return Team(
        members,
        team.tags(conn),
        team.saved_replies(conn),
        {one.login: one.key for one in members},
        {one.login: one.name for one in members},
        {one.login: one.role for one in members},
        accounts.brand(conn).name,
        frozenset(one.handle.lower() for one in accounts.all(conn) if one.handle),
        sla,
        team.loads(conn),
    )
