"""How panes speak: the catalogs and formats that `app.locale` provides, by structural typing."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo


def N_(message: str) -> str:
    """Mark a message for the catalogs where it is declared; it is translated where it is shown."""
    return message


class Speech(Protocol):
    """Texts, numbers and times in the language of the person at the desk.

    Message ids are English. `say` and `say_n` are what the catalog extraction looks for.
    """

    @property
    def language(self) -> str:
        """`tr` or `en`."""
        ...

    @property
    def timezone(self) -> ZoneInfo:
        """The zone in which times are shown."""
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

    def short_date(self, moment: datetime | date, /) -> str:
        """Day and month: `22 Kas`."""
        ...

    def month(self, moment: datetime | date, /) -> str:
        """The month's name: `Kasım`."""
        ...

    def moment(self, moment: datetime, /) -> str:
        """Day and clock, in the desk's time zone."""
        ...
