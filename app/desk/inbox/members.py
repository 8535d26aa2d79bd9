"""Choosing a member by their letter."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.inbox.team import Team
from meydan.app.desk.prefix import Choice
from meydan.app.workload import by_room, member_label


def offer_members(
    seat: Seat, team: Team, title: str, act: Callable[[str], None], nobody: bool = False
) -> None:
    """Wait for a member's letter, who has room first; `act` gets the login, "" for nobody."""
    say, loads = seat.speech.say, team.loads
    choices = [
        Choice((one.key,), member_label(one, loads.get(one.login, 0), seat.speech), partial(act, one.login))
        for one in by_room(team.members, loads)
    ]
    if nobody and choices:
        choices.append(Choice(("0",), say("nobody"), lambda: act("")))
    if not choices:
        seat.tell(say("No members yet: meydan members add LOGIN --key LETTER"))
    seat.offer(title, choices)
