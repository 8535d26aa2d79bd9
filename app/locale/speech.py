"""Texts, numbers and times in one language and one time zone."""

from __future__ import annotations

import gettext
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from meydan.panes.speech import N_ as N_

if TYPE_CHECKING:
    import babel

CATALOGS = Path(__file__).parent / "catalogs"


def catalog(language: str) -> gettext.NullTranslations:
    """The compiled catalog of a language; English is the language of the message ids."""
    path = CATALOGS / f"{language}.mo"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


class Locale:
    """Speaks one language (`tr` or `en`) and shows times in one IANA time zone."""

    def __init__(self, language: str, timezone: str = "UTC") -> None:
        self._language = language
        self._zone = ZoneInfo(timezone)
        self._catalog = catalog(language)

    @property
    def language(self) -> str:
        """`tr` or `en`."""
        return self._language

    @property
    def timezone(self) -> ZoneInfo:
        """The zone in which times are shown."""
        return self._zone

    @cached_property
    def _babel(self) -> babel.Locale:
        # Babel's locale data costs tens of milliseconds: only a format that needs it loads it.
        from babel import Locale as BabelLocale

        return BabelLocale(self._language)

    def say(self, message: str, /, **values: object) -> str:
        """The translated message, with `{name}` fields filled in."""
        text = self._catalog.gettext(message) if message else ""
        return text.format(**values) if values else text

    def say_n(self, one: str, many: str, n: int, /, **values: object) -> str:
        """As `say`, in the plural form for `n`; `{n}` is filled in as a formatted number."""
        return self._catalog.ngettext(one, many, n).format(n=self.number(n), **values)

    def upper(self, text: str, /) -> str:
        """Upper case by the language's rules (Turkish i -> İ)."""
        return (text.replace("i", "İ") if self._language == "tr" else text).upper()

    def lower(self, text: str, /) -> str:
        """Lower case by the language's rules (Turkish I -> ı, İ -> i)."""
        return (text.replace("İ", "i").replace("I", "ı") if self._language == "tr" else text).lower()

    def number(self, value: int | float | Decimal, /) -> str:
        """1234 -> `1.234` in Turkish, `1,234` in English; at most two decimals."""
        if isinstance(value, int) and -1000 < value < 1000:
            return str(value)
        from babel.numbers import format_decimal

        return format_decimal(value, format="#,##0.##", locale=self._babel)

    def percent(self, ratio: float, /) -> str:
        """0.78 -> `%78` in Turkish, `78%` in English."""
        whole = self.number(round(ratio * 100))
        return f"%{whole}" if self._language == "tr" else f"{whole}%"

    def money(self, amount: Decimal, currency: str, /) -> str:
        """Whole units with the currency's sign in front: `₺184.200`, `€1,500`, `PLN 20`."""
        from babel.numbers import get_currency_symbol

        # English data has no sign for the lira, Turkish data has it.
        signs = (get_currency_symbol(currency, language) for language in (self._language, "tr"))
        sign = next((sign for sign in signs if sign != currency), f"{currency} ")
        minus = "-" if amount < 0 else ""
        return f"{minus}{sign}{self.number(abs(amount).quantize(Decimal(1), ROUND_HALF_UP))}"

    def age(self, then: datetime, now: datetime, /) -> str:
        """A short age in the largest whole unit, seconds to years; the future counts as now."""
        seconds = max(0, int((now - then).total_seconds()))
        for size, unit in (
            (31_557_600, N_("{n}y")),
            (2_629_800, N_("{n}mo")),
            (86_400, N_("{n}d")),
            (3_600, N_("{n}h")),
            (60, N_("{n}m")),
        ):
            if seconds >= size:
                return self.say(unit, n=seconds // size)
        return self.say(N_("{n}s"), n=seconds)

    def clock(self, moment: datetime, /) -> str:
        """Hours and minutes, `09:42`."""
        return f"{moment.astimezone(self._zone):%H:%M}"

    def day(self, moment: datetime | date, /) -> str:
        """A short day: `Paz 22`, `Sun 22`."""
        return self._date(moment, "EEE d")

    def short_date(self, moment: datetime | date, /) -> str:
        """Day and month: `22 Kas`, `22 Nov`."""
        return self._date(moment, "d MMM")

    def long_date(self, moment: datetime | date, /) -> str:
        """A date as it stands in a letter: `22 Kasım 2026`, `22 November 2026`."""
        return self._date(moment, "d MMMM y")

    def month(self, moment: datetime | date, /) -> str:
        """The month's name: `Kasım`, `November`."""
        return self._date(moment, "LLLL")

    def moment(self, moment: datetime, /) -> str:
        """Day, month and clock: `22 Kas 09:42`."""
        return f"{self.short_date(moment)} {self.clock(moment)}"

    def _date(self, moment: datetime | date, pattern: str) -> str:
        from babel.dates import format_date

        local = moment.astimezone(self._zone).date() if isinstance(moment, datetime) else moment
        return format_date(local, pattern, locale=self._babel)
