"""How items' tones came about, how tones change, and how right they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

FEW = 30
"""Blind judgements from which on their share says something."""


@dataclass(frozen=True, slots=True)
class ToneRow:
    """What the analysis said of an item, and what a member says instead: `override`, '' for nothing.

    `login` and `at` say who and when, where that is still known.
    """

    analysed: str
    score: float
    confidence: float
    override: str = ""
    login: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToneTrend:
    """What an account got in each of the last weeks, the newest last: items, and the negative among them."""

    account_id: int
    weeks: tuple[tuple[int, int], ...]

    @property
    def now(self) -> tuple[int, int]:
        """The last seven days: items, and the negative among them."""
        return self.weeks[-1]

    @property
    def before(self) -> tuple[int, int]:
        """The weeks before these: items, and the negative among them."""
        return sum(count for count, _ in self.weeks[:-1]), sum(negative for _, negative in self.weeks[:-1])


@dataclass(frozen=True, slots=True)
class SaidRow:
    """An item's text with the tone that the analysis gave it, at a revision of the text."""

    id: int
    text: str
    revision: int
    analysed: str
    score: float
    confidence: float


@dataclass(frozen=True, slots=True)
class BlindRow:
    """An item to be judged, without what the analysis says of it."""

    id: int
    author: str
    account: str
    created_at: datetime
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class AccuracyRow:
    """How right the analysis was about the items of a month, which begins at that day in the brand's zone.

    `lang` is tr, en, other or all. `judgements` are the blind ones, counted by what a member said and what
    the analysis said. Of the `items` that came in, `corrected` were, `differing` of them to another tone than
    the analysis says.
    """

    month: date
    lang: str
    judgements: Mapping[tuple[str, str], int]
    items: int
    corrected: int
    differing: int

    @property
    def judged(self) -> int:
        """How many blind judgements there are."""
        return sum(self.judgements.values())

    @property
    def agreeing(self) -> int:
        """In how many of them the analysis said the same."""
        return sum(count for (said, analysed), count in self.judgements.items() if said == analysed)

    @property
    def thin(self) -> bool:
        """Whether there are too few of them to go by."""
        return self.judged < FEW
