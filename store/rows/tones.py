"""How items' tones came about, and how tones change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
