"""What a rule is: conditions that must all hold, and actions that can all be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


class Facts(Protocol):
    """What a rule may look at: an item and its author.

    `author` is the handle, `mark` what the team calls the author (vip, staff, rival or ''), `followers` None
    where the platform does not tell, `first` the author's first item; `created_at` is aware.
    """

    @property
    def platform(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def lang(self) -> str: ...
    @property
    def sentiment(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def mark(self) -> str: ...
    @property
    def followers(self) -> int | None: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def first(self) -> bool: ...
    @property
    def question(self) -> bool: ...
    @property
    def urgent(self) -> bool: ...
    @property
    def offensive(self) -> bool: ...
    @property
    def spam(self) -> bool: ...
    @property
    def stars(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Range:
    """From `least` to `most`, both included; None has no end. What is unknown is in no range."""

    least: int | None = None
    most: int | None = None

    def holds(self, number: int | None) -> bool:
        """Whether a known number lies in it."""
        return (
            number is not None
            and (self.least is None or self.least <= number)
            and (self.most is None or number <= self.most)
        )


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of the day from `start` (0 to 23) to before `end` (1 to 24), which may lie past midnight."""

    start: int
    end: int

    def holds(self, hour: int) -> bool:
        """Whether the clock shows one of them."""
        if self.start < self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions that must all hold; within one, any of its values will do, but for `all_words`.

    A word is whole, a beginning (`kargo*`) or a phrase of several words; case, accents and the Turkish i
    do not matter. An author is a handle or its beginning. `flags` must all be so, none of `not_flags`.
    `weekdays` are 0 (Monday) to 6. Hours and weekdays are those of the brand's time zone.
    """

    platforms: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    all_words: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    followers: Range | None = None
    stars: Range | None = None
    hours: Hours | None = None
    weekdays: tuple[int, ...] = ()
    flags: tuple[str, ...] = ()
    not_flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actions:
    """What a rule does. There is no field for what cannot be taken back: it never deletes and never sends.

    `boost` is added to the priority, `draft` the code of a saved reply that waits as a draft, `last` ends the
    round: no rule after it sees the item.
    """

    tags: tuple[str, ...] = ()
    assignee: str = ""
    boost: int = 0
    snooze: timedelta | None = None
    done: bool = False
    hide: bool = False
    draft: str = ""
    last: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in force, or one that is only tried."""

    id: int
    name: str
    conditions: Conditions
    actions: Actions


@dataclass(frozen=True, slots=True)
class Reason:
    """Which condition held, by which of its values, and what in the item it was (a word as it is written).

    For what must not be there `found` is empty.
    """

    condition: str
    wanted: str
    found: str


class RuleError(ValueError):
    """A rule's text says something that is no rule.

    `problem` is one of a few words, `where` is `when` or `do`, `part` the piece of text that is wrong and
    `at` its column from 1 (0: the whole text); `near` what may have been meant or is allowed.
    """

    def __init__(self, problem: str, where: str, part: str = "", at: int = 0, near: str = "") -> None:
        place = f"{where}, column {at}" if at else where
        super().__init__(f"{place}: {problem.replace('_', ' ')} {part}".rstrip())
        self.problem = problem
        self.where = where
        self.part = part
        self.at = at
        self.near = near
