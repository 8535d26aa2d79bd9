"""To whom work is given: who is here and has room first, each with what they have to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meydan.panes.speech import Speech
from meydan.store.rows.people import MemberRow


def by_room(members: Sequence[MemberRow], loads: Mapping[str, int]) -> list[MemberRow]:
    """The members that a letter assigns to: those away last, before them those who are full."""
    return sorted(
        (one for one in members if one.key),
        key=lambda one: (not one.available, is_full(one, loads.get(one.login, 0))),
    )


def is_full(member: MemberRow, load: int) -> bool:
    """Whether a member has as much as they are to have."""
    return member.max_open is not None and load >= member.max_open


def member_label(member: MemberRow, load: int, speech: Speech) -> str:
    """`Mert 12/20`, with a word where they are away."""
    figure = speech.number(load) if member.max_open is None else f"{speech.number(load)}/{member.max_open}"
    label = f"{member.name} {figure}"
    away = speech.say("away")
    return label if member.available else f"{label} ({away})"


def load_warning(member: MemberRow, load: int, speech: Speech) -> str:
    """What to say when a member has `load` items now; empty when that is as it should be."""
    if not member.available:
        return speech.say("{name} is away", name=member.name)
    if member.max_open is not None and load > member.max_open:
        return speech.say(
            "{name} has {count} open now, the limit is {limit}",
            name=member.name,
            count=speech.number(load),
            limit=member.max_open,
        )
    return ""
