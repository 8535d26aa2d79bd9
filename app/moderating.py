"""What can be done to an item on its platform besides answering it, and how that is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meydan.connectors.base import Declaration
    from meydan.panes.speech import Speech
    from meydan.store.writes.takeback import Turned

NEEDS: Mapping[str, str] = {
    "like": "like",
    "unlike": "unlike",
    "hide": "hide",
    "unhide": "hide",
    "delete": "delete",
    "block": "block",
    "report": "report",
}
"""The capability that an act needs."""

BACK: Mapping[str, str] = {"hide": "unhide", "unhide": "hide", "like": "unlike"}
"""The act that takes an act back."""


def can(declared: Declaration | None, action: str) -> bool:
    """Whether a platform lets us do something to what others said."""
    return declared is not None and NEEDS[action] in declared.capabilities


def ways_back(action: str, items: Iterable[tuple[int, Declaration | None]]) -> dict[int, str]:
    """By item the act that takes an act back once it was sent, where the platform has one."""
    back = BACK.get(action)
    return {item_id: back for item_id, declared in items if back is not None and can(declared, back)}


def fate(turned: Turned, speech: Speech) -> str:
    """What became of the acts of an undone command that had left the machine; empty when none had."""
    said = []
    if turned.reversing:
        said.append(
            speech.say_n(
                "{n} had been sent: taking it back waits in the outbox",
                "{n} had been sent: taking them back waits in the outbox",
                turned.reversing,
            )
        )
    if turned.lost:
        said.append(
            speech.say_n(
                "{n} had been sent and cannot be taken back",
                "{n} had been sent and cannot be taken back",
                turned.lost,
            )
        )
    return "; ".join(said)
