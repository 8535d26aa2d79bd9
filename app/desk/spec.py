"""What an action is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.binding import BindingType

Act = Callable[[], Awaitable[object] | object]
Acts = Mapping[str, Act]
"""What is done, by the ids of actions."""

IN_PARTS = frozenset({"inbox", "composer"})
"""Scopes whose screens leave what is done to their parts, and know by the action's id who does it."""


async def do(act: Act) -> None:
    """Do it, and wait for it where it takes time."""
    result = act()
    if isawaitable(result):
        await result


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing a person can do, declared once.

    `keys`: alternatives separated by commas, the steps of a sequence by blanks (`g g`); characters or
    Textual's key names. `title` and `hint` are catalog ids; an empty `hint` keeps it off the bottom line,
    where higher `weight` comes first.
    `action` is the Textual action, by default the id with `_`: `outbox.retry` runs `action_outbox_retry`, but
    `inbox.done`, which a part does, `act('inbox.done')`.
    """

    id: str
    scope: str
    title: str
    keys: str
    hint: str = ""
    weight: int = 0
    action: str = ""

    @property
    def runs(self) -> str:
        """The Textual action."""
        if self.action or self.scope not in IN_PARTS:
            return self.action or self.id.replace(".", "_")
        return f"act('{self.id}')"


def bind(specs: Iterable[ActionSpec]) -> list[BindingType]:
    """Bindings with ids, so that a keymap can move them.

    A sequence is bound under a key name that no terminal sends (`g g`): the desk's prefix keys look it up.
    """
    from textual.binding import Binding

    return [Binding(normal_keys(spec.keys), spec.runs, spec.title, id=spec.id, show=False) for spec in specs]


def normal_keys(keys: str) -> str:
    """Keys as Textual names them: `?` -> `question_mark`, `g g` -> `g g`, alternatives by commas."""
    return ",".join(" ".join(_named(step) for step in keys_.split()) for keys_ in keys.split(","))


def _named(key: str) -> str:
    from textual.keys import _character_to_key

    return _character_to_key(key) if len(key) == 1 else key
