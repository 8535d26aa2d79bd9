"""The team's office hours and targets: kept in the store as JSON, checked, and made into a clock."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from meydan.insight.sla import Hours, Office, Sla
from meydan.insight.text import fold
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.store import Store

SLA, HOLIDAYS = "sla", "holidays"
"""The settings of the store."""

KINDS = ("comment", "mention", "dm", "review")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALIASES = MappingProxyType(
    {"pzt": "mon", "sal": "tue", "car": "wed", "per": "thu", "cum": "fri", "cmt": "sat", "paz": "sun"}
)
TARGETS: Mapping[str, int] = MappingProxyType({"comment": 120, "mention": 120, "dm": 60, "review": 540})
CLOSED = frozenset({"", "closed", "kapali"})
NONE = frozenset({"", "none", "yok"})
LONGEST_TARGET = 7 * 24 * 60
HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
ASKING_SECONDS = 60.0


class OfficeError(Exception):
    """Office hours or targets are wrong. `message` is a catalog id, `values` fill its fields."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message.format(**values))
        self.message = message
        self.values = values


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """What the team set: hours by weekday, minutes by kind, whose holidays ('' none), days of its own."""

    week: tuple[Hours | None, ...] = (*[(9 * 60, 18 * 60)] * 5, None, None)
    targets: Mapping[str, int] = field(default_factory=lambda: TARGETS)
    country: str = "TR"
    closed: frozenset[date] = frozenset()


# --- changing


def with_hours(settings: OfficeSettings, wish: str) -> OfficeSettings:
    """The hours of days changed: `mon-fri=09:00-18:00`, `sat=closed`. Raises OfficeError."""
    names, _, hours = wish.partition("=")
    first, _, last = names.partition("-")
    start, end = _weekday(first, wish), _weekday(last or first, wish)
    if start > end:
        raise OfficeError(N_("hours {wish}: {day} comes before {first}"), wish=wish, day=last, first=first)
    read = parse_hours(hours)
    week = tuple(read if start <= day <= end else old for day, old in enumerate(settings.week))
    return _checked(replace(settings, week=week))


def with_target(settings: OfficeSettings, wish: str) -> OfficeSettings:
    """The target of a kind changed: `dm=60`, `review=none`. Raises OfficeError."""
    kind, _, minutes = wish.partition("=")
    if kind not in KINDS:
        raise OfficeError(
            N_("target {wish}: {kind} is no kind; one of {kinds}"),
            wish=wish,
            kind=kind or "?",
            kinds=", ".join(KINDS),
        )
    targets = {name: value for name, value in settings.targets.items() if name != kind}
    if fold(minutes) not in NONE:
        if not minutes.isdecimal() or not 1 <= int(minutes) <= LONGEST_TARGET:
            raise OfficeError(
                N_("target {wish}: minutes from 1 to {most}, or none"), wish=wish, most=LONGEST_TARGET
            )
        targets[kind] = int(minutes)
    return replace(settings, targets=targets)


def with_country(settings: OfficeSettings, country: str) -> OfficeSettings:
    """Another country's holidays, '' for none. Raises OfficeError for what is no ISO 3166 code."""
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise OfficeError(N_("no holidays are known of the country {country}"), country=country)
    return replace(settings, country=country.upper())


def with_days(settings: OfficeSettings, closed: Iterable[date], opened: Iterable[date]) -> OfficeSettings:
    """Days of the team's own on which it is closed, added and taken off."""
    return replace(settings, closed=settings.closed.union(closed).difference(opened))


def parse_hours(text: str) -> Hours | None:
    """`09:00-18:00`, until 24:00 at the most, or `closed`. Raises OfficeError."""
    if fold(text) in CLOSED:
        return None
    found = HOURS.fullmatch(text.strip())
    if found:
        opens, closes = (int(found[at]) * 60 + int(found[at + 1]) for at in (1, 3))
        if opens < closes <= 24 * 60 and max(int(found[2]), int(found[4])) < 60:
            return opens, closes
    raise OfficeError(
        N_("hours {hours}: give 09:00-18:00, the first before the second, or closed"), hours=text or "?"
    )


def shown_hours(hours: Hours | None) -> str:
    """`09:00-18:00`, or '' for closed."""
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in hours) if hours else ""


# --- keeping


def encode(settings: OfficeSettings) -> str:
    """The settings as JSON."""
    return json.dumps(
        {
            "hours": dict(zip(DAYS, map(shown_hours, settings.week), strict=True)),
            "targets": dict(settings.targets),
            "country": settings.country,
            "closed": sorted(map(str, settings.closed)),
        }
    )


def decode(text: str) -> OfficeSettings:
    """The settings from JSON. Raises OfficeError for what cannot be."""
    try:
        kept: Any = json.loads(text)
        settings = replace(
            OfficeSettings(),
            country=str(kept["country"]),
            closed=frozenset(map(date.fromisoformat, kept["closed"])),
            targets={},
        )
        hours, targets = dict(kept["hours"]), dict(kept["targets"])
        week = tuple(parse_hours(hours[day]) for day in DAYS)
    except (ValueError, TypeError, KeyError) as error:
        raise OfficeError(
            N_("the office hours in the store cannot be read: {reason}"), reason=repr(error)
        ) from None
    for kind, minutes in targets.items():
        settings = with_target(settings, f"{kind}={minutes}")
    return _checked(replace(settings, week=week))


def read_settings(conn: Connection) -> OfficeSettings:
    """What the team set, else the defaults. Raises OfficeError."""
    from meydan.store.reads import settings

    kept = settings.values(conn, [SLA])
    return decode(kept[SLA]) if SLA in kept else OfficeSettings()


def wanted_holidays(conn: Connection, now: datetime) -> tuple[str, tuple[str, ...]] | None:
    """The country and the years around a moment whose holidays the store has yet to learn.

    Raises OfficeError.
    """
    from meydan.store.reads import settings

    country = read_settings(conn).country
    known = json.loads(settings.values(conn, [HOLIDAYS]).get(HOLIDAYS, "{}"))
    years = tuple(str(now.year + step) for step in (-1, 0, 1))
    if not country or all(year in known.get(country, {}) for year in years):
        return None
    return country, years


def keep_holidays(store: Store, country: str, holidays: Mapping[str, Mapping[str, bool]]) -> None:
    """Keep a country's holidays by year and day in the store."""
    from meydan.store.writes import settings

    settings.put(store, HOLIDAYS, json.dumps({country: holidays}), told=f"{country} {' '.join(holidays)}")


def learn_holidays(store: Store, now: datetime) -> None:
    """Ask for what the store has yet to learn, and keep it. Raises OfficeError."""
    with store.reading() as conn:
        wanted = wanted_holidays(conn, now)
    if wanted is not None:
        keep_holidays(store, wanted[0], ask_holidays(*wanted))


def ask_holidays(country: str, years: Iterable[str]) -> dict[str, dict[str, bool]]:
    """The holidays of years by day, True for half days. Raises OfficeError for an unknown country."""
    import subprocess

    # In a process of its own: see meydan.insight.closed_days.
    done = subprocess.run(
        [sys.executable, "-m", "meydan.insight.closed_days", country, *years],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=ASKING_SECONDS,
        check=False,
    )
    if done.returncode:
        raise OfficeError(N_("no holidays are known of the country {country}"), country=country)
    found: dict[str, dict[str, bool]] = json.loads(done.stdout)
    return found


# --- the clock


class OfficeClock:
    """The clock that the team's settings make, made anew only when they change."""

    def __init__(self) -> None:
        self._made_of: tuple[str, ...] | None = None
        self._sla: Sla | None = None

    def read(self, conn: Connection) -> Sla:
        """The clock in force. Raises OfficeError, NotFound where there is no brand."""
        from meydan.store.reads import accounts, settings

        kept = settings.values(conn, [SLA, HOLIDAYS])
        made_of = (accounts.brand(conn).timezone, kept.get(SLA, ""), kept.get(HOLIDAYS, "{}"))
        if self._sla is None or made_of != self._made_of:
            zone, sla, holidays = made_of
            chosen = decode(sla) if sla else OfficeSettings()
            self._sla = make_sla(chosen, ZoneInfo(zone), json.loads(holidays).get(chosen.country, {}))
            self._made_of = made_of
        return self._sla


def make_sla(settings: OfficeSettings, zone: ZoneInfo, holidays: Mapping[str, Mapping[str, bool]]) -> Sla:
    """A clock; `holidays` by year and day, True for half days."""
    days = {date.fromisoformat(day): half for year in holidays.values() for day, half in year.items()}
    closed = settings.closed.union(day for day, half in days.items() if not half)
    halves = frozenset(day for day, half in days.items() if half)
    return Sla(Office(settings.week, zone, closed, halves), settings.targets)


def _weekday(name: str, wish: str) -> int:
    code = ALIASES.get(fold(name), fold(name))
    if code not in DAYS:
        raise OfficeError(
            N_("hours {wish}: {day} is no day; one of {days}"),
            wish=wish,
            day=name or "?",
            days=", ".join(DAYS),
        )
    return DAYS.index(code)


def _checked(settings: OfficeSettings) -> OfficeSettings:
    if not any(settings.week):
        raise OfficeError(N_("hours: at least one day of the week must be open"))
    return settings
