"""What triage is to do, said plainly: items as dictionaries, a history for each member, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Cells = Mapping[str, Any]


@dataclass
class Step:
    """What one command did to one item (`item`, its cells before and after), or to one delivery."""

    item: int
    old: dict[str, Any] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)
    delivery: int | None = None

    def touches(self, other: Step) -> bool:
        """Whether both are about the same cells of the same item."""
        return self.item == other.item and bool(self.new.keys() & other.new.keys())


@dataclass
class Entry:
    """A command of a member that can be taken back, or done again; `turn` is when it was so last."""

    login: str
    steps: list[Step]
    turn: int
    done: bool = True


class Model:
    """Items by id with their cells, deliveries by id with their state, and everybody's history.

    A tag is a cell of its own: `tag k` is True or False.
    """

    def __init__(self, items: Mapping[int, dict[str, Any]]) -> None:
        self.items = {number: dict(cells) for number, cells in items.items()}
        self.deliveries: dict[int, str] = {}
        self.closes: dict[int, int | None] = {}
        self.history: list[Entry] = []
        self._turns = count(1)

    # --- commands

    def put(self, login: str, ids: Iterable[int], cells: Cells) -> None:
        """Set cells of items; a command that changes nothing leaves no trace."""
        self._note(login, self._put(ids, cells))

    def reply(self, login: str, item: int, delivery: int, close: bool) -> None:
        """Queue an answer, which may close its item."""
        self.deliveries[delivery] = "held"
        self.closes[delivery] = item if close else None
        closed = self._put([item], {"state": "done", "until": None}) if close else []
        self._note(login, [Step(item, delivery=delivery), *closed])

    def cancel(self, delivery: int) -> None:
        """Stop an answer: the item that it closed is open again."""
        self.deliveries[delivery] = "cancelled"
        closed = self.closes[delivery]
        if closed is not None and self.items[closed]["state"] == "done":
            self.items[closed]["state"] = "open"

    def undo(self, login: str) -> bool:
        """Take back a member's last command; False when there is none."""
        return self._turn(login, done=True)

    def redo(self, login: str) -> bool:
        """Do again what a member took back last; False when there is none."""
        return self._turn(login, done=False)

    # --- inside

    def _put(self, ids: Iterable[int], cells: Cells) -> list[Step]:
        steps = []
        for number in ids:
            old = {name: self.items[number][name] for name in cells}
            if old != cells:
                self.items[number].update(cells)
                steps.append(Step(number, old, dict(cells)))
        return steps

    def _note(self, login: str, steps: list[Step]) -> None:
        if steps:
            self.history = [entry for entry in self.history if entry.login != login or entry.done]
            self.history.append(Entry(login, steps, next(self._turns)))

    def _turn(self, login: str, *, done: bool) -> bool:
        own = [entry for entry in self.history if entry.login == login and entry.done == done]
        for entry in sorted(own, key=lambda entry: -entry.turn):
            self.history.remove(entry)
            states = {self.deliveries[step.delivery] for step in entry.steps if step.delivery is not None}
            if states <= ({"held"} if done else {"cancelled"}):
                since = [
                    step
                    for other in self.history
                    if other.login != login and other.done and other.turn > entry.turn
                    for step in other.steps
                ]
                steps = [step for step in entry.steps if self._move(step, since, forward=not done)]
                self.history.append(Entry(login, steps, next(self._turns), not done))
                return True
        return False

    def _move(self, step: Step, since: Sequence[Step], *, forward: bool) -> bool:
        """Do a step or take it back, unless somebody else has changed its cells since; whether it was."""
        if step.delivery is not None:
            self.deliveries[step.delivery] = "held" if forward else "cancelled"
            return True
        now, then = (step.old, step.new) if forward else (step.new, step.old)
        cells = self.items[step.item]
        if any(cells[name] != value for name, value in now.items()):
            return False
        if any(step.touches(other) for other in since):
            return False
        cells.update(then)
        return True
