"""What is seen in one text before it is judged: its words, what is known of them, what rules find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

Known = tuple[int, ...]
"""What a model knows of one word: what it adds to each outcome, then how many pieces it has."""
Columns = Sequence[Sequence[int]]
"""What is known of a text's words: a column for each number of `Known`, in it a number for each word."""


class Words(NamedTuple):
    """A text in one language; `tokens`, their plain `forms` and the columns of `said` stand side by side.

    `listed` are the places of the words that the rules want to look at, in order. `said` is what the model
    knows; of a text whose words nobody has asked it about there are no columns.
    """

    text: str
    tokens: Sequence[str]
    forms: Sequence[str]
    listed: Sequence[int]
    said: Columns = ()


class Sight(NamedTuple):
    """What rules see: values that a model weighs, and the forms that speak for themselves, one a token.

    `said` is what the model knows of those forms. `pieces` are what decides by the rules, each with its
    weight and as it stands in the text.
    """

    values: Sequence[float]
    forms: Sequence[str]
    pieces: Sequence[tuple[float, str]]
    said: Columns = ()


class Rules(Protocol):
    """The rules of a language."""

    def lists(self, form: str) -> bool:
        """Tell whether a word is worth a look: of most, rules know nothing."""
        ...

    def see(self, words: Words, asks: bool, rude: float) -> Sight:
        """See what there is in a text, knowing whether it asks and how rude it is."""
        ...


class Model(Protocol):
    """Odds of outcomes, from words and from what rules see."""

    @property
    def sureness(self) -> float:
        """What to multiply the odds by so that they are as often right as they say."""
        ...

    def examine(self, form: str) -> Known:
        """Say what is known of one form; pure, so that it may be remembered."""
        ...

    def odds(self, sight: Sight) -> list[float]:
        """Add up the odds of each outcome, in nats."""
        ...

    def speakers(self, sight: Sight, outcome: int, least: float) -> list[tuple[float, int]]:
        """Find the words that add the most to the odds of an outcome: minus how much, and where."""
        ...
