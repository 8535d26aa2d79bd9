"""How panes speak: the catalogs and formats that `app.locale` provides, by structural typing."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Protocol


class Speech(Protocol):
    """Texts, numbers and times in the language of the person at the desk.

    Message ids are English. `say` and `say_n` are what the catalog extraction looks for.
    """

    @property
    def language(self) -> str:
        """`tr` or `en`."""
        ...

    def say(self, message: str, /, **values: object) -> str:
        """The translated message, with `{name}` fields filled in."""
        ...

    def say_n(self, one: str, many: str, n: int, /, **values: object) -> str:
        """As `say`, with the plural form for `n`; `{n}` is filled in as a formatted number."""
        ...

    def upper(self, text: str, /) -> str:
        """Upper case by the language's rules (Turkish i -> İ)."""
        ...

    def number(self, value: int | float | Decimal, /) -> str:
        """1234 -> `1.234` in Turkish, `1,234` in English."""
        ...

    def percent(self, ratio: float, /) -> str:
        """0.78 -> `%78` in Turkish, `78%` in English."""
        ...

    def money(self, amount: Decimal, currency: str, /) -> str:
        """Whole units with the currency's sign."""
        ...

    def age(self, then: datetime, now: datetime, /) -> str:
        """A short age: `2d` is two minutes in Turkish (dakika); `2m` in English."""
        ...

    def clock(self, moment: datetime, /) -> str:
        """Hours and minutes in the desk's time zone."""
        ...

    def day(self, moment: datetime | date, /) -> str:
        """A short day: `Paz 22`."""
        ...

    def moment(self, moment: datetime, /) -> str:
        """Day and clock, in the desk's time zone."""
        ...
