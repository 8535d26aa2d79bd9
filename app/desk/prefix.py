"""Keys that are typed one after the other: `g g`, `m h`, `t` and a tag's letter, `s` and a reply's code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meydan.app.desk.spec import Act


@dataclass(frozen=True, slots=True)
class Choice:
    """What the keys after a prefix do: `steps` are the keys still to be typed, `label` is shown as it is."""

    steps: tuple[str, ...]
    label: str
    act: Act


@dataclass(frozen=True, slots=True)
class Waiting:
    """A prefix that was typed, and what may follow."""

    title: str
    choices: tuple[Choice, ...]


class PrefixKeys:
    """Follows keys through choices; one prefix at a time."""

    def __init__(self) -> None:
        self.waiting: Waiting | None = None

    def offer(self, title: str, choices: Sequence[Choice]) -> None:
        """Wait for one of `choices`; none ends the waiting."""
        self.waiting = Waiting(title, tuple(choices)) if choices else None

    def feed(self, *names: str | None) -> Choice | None:
        """Go on by a key, given by its names (key name, character).

        The choice that is complete, or None: then `waiting` says what may follow, or is None when the key
        fits nothing.
        """
        if self.waiting is None:
            return None
        left = [
            Choice(choice.steps[1:], choice.label, choice.act)
            for choice in self.waiting.choices
            if choice.steps and choice.steps[0] in names
        ]
        self.waiting = Waiting(self.waiting.title, tuple(left)) if left else None
        for choice in left:
            if not choice.steps:
                self.waiting = None
                return choice
        return None
