"""The Marketing API's answers to what Meydan keeps. Pure: no network, no clock, no state.

Mappers raise WrongField naming the place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from meydan.connectors.base import AdDay
from meydan.connectors.fields import WrongField, count, identity, optional_string, string
from meydan.connectors.meta.fields import optional_moment
from meydan.connectors.meta_ads.money import amount_in, from_minor

_RUNNING = frozenset({"ACTIVE", "IN_PROCESS", "WITH_ISSUES"})
_PURCHASES = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")


@dataclass(frozen=True, slots=True)
class AdAccount:
    """One ad account; its days are those of `zone`."""

    id: str
    name: str
    currency: str
    zone: tzinfo

    def today(self, now: datetime) -> date:
        """The day there."""
        return now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign or ad set with its own budget, if it has one; amounts in whole units of the currency."""

    id: str
    name: str
    campaign_id: str
    running: bool
    daily: Decimal | None
    lifetime: Decimal | None
    start: datetime | None
    stop: datetime | None

    def share(self, day: date, zone: tzinfo) -> Decimal | None:
        """What it may spend on a day: the daily budget, or an even share of the one for its whole time."""
        first = self.start.astimezone(zone).date() if self.start else None
        last = self.stop.astimezone(zone).date() if self.stop else None
        if (first and day < first) or (last and day > last):
            return None
        if self.daily is not None:
            return self.daily
        if self.lifetime is None or first is None or last is None:
            return None
        return (self.lifetime / ((last - first).days + 1)).quantize(Decimal("0.01"))


def read_account(payload: Mapping[str, object], where: str) -> AdAccount:
    """One ad account. Raises WrongField."""
    return AdAccount(
        id=identity(payload, "id", where),
        name=optional_string(payload, "name", where) or "",
        currency=identity(payload, "currency", where),
        zone=_zone(payload),
    )


def read_campaign(currency: str) -> Callable[[Mapping[str, object], str], Plan]:
    """A mapper of campaigns whose amounts are in `currency`."""

    def read(payload: Mapping[str, object], where: str) -> Plan:
        return _plan(payload, where, currency, identity(payload, "id", where), "stop_time")

    return read


def read_adset(currency: str) -> Callable[[Mapping[str, object], str], Plan]:
    """A mapper of ad sets whose amounts are in `currency`."""

    def read(payload: Mapping[str, object], where: str) -> Plan:
        return _plan(payload, where, currency, identity(payload, "campaign_id", where), "end_time")

    return read


def read_day(currency: str) -> Callable[[Mapping[str, object], str], AdDay]:
    """A mapper of one campaign's day; `currency` is the ad account's, where the row names none."""

    def read(payload: Mapping[str, object], where: str) -> AdDay:
        day = _day(payload, "date_start", where)
        if _day(payload, "date_stop", where) != day:
            raise WrongField(f"{where}.date_stop", "this is more than one day")
        campaign = identity(payload, "campaign_id", where)
        return AdDay(
            campaign_id=campaign,
            campaign=optional_string(payload, "campaign_name", where) or campaign,
            day=day,
            currency=optional_string(payload, "account_currency", where) or _named(currency, where),
            spend=amount_in(payload, "spend", where),
            impressions=count(payload, "impressions"),
            clicks=count(payload, "clicks"),
            results=_results(payload.get("results")),
            value=_value(payload.get("action_values")),
        )

    return read


def budgets_on(
    day: date, zone: tzinfo, campaigns: Iterable[Plan], adsets: Iterable[Plan]
) -> dict[str, Decimal]:
    """What each running campaign may spend on a day, by its id.

    A campaign has a budget of its own, or its ad sets have theirs: never both, so never the sum of both.
    """
    below: dict[str, list[Decimal]] = {}
    for adset in adsets:
        share = adset.share(day, zone) if adset.running else None
        if share is not None:
            below.setdefault(adset.campaign_id, []).append(share)
    found: dict[str, Decimal] = {}
    for campaign in campaigns:
        if not campaign.running:
            continue
        if campaign.daily is not None or campaign.lifetime is not None:
            budget = campaign.share(day, zone)
        else:
            budget = sum(below[campaign.id], Decimal(0)) if campaign.id in below else None
        if budget is not None:
            found[campaign.id] = budget
    return found


def _plan(payload: Mapping[str, object], where: str, currency: str, campaign_id: str, stop: str) -> Plan:
    number = identity(payload, "id", where)
    return Plan(
        id=number,
        name=optional_string(payload, "name", where) or number,
        campaign_id=campaign_id,
        running=string(payload, "effective_status", where) in _RUNNING,
        daily=from_minor(payload, "daily_budget", currency, where),
        lifetime=from_minor(payload, "lifetime_budget", currency, where),
        start=optional_moment(payload, "start_time", where),
        stop=optional_moment(payload, stop, where),
    )


def _zone(payload: Mapping[str, object]) -> tzinfo:
    """The zone by name; by its distance from UTC where this machine does not know the name."""
    name, hours = payload.get("timezone_name"), payload.get("timezone_offset_hours_utc")
    if isinstance(name, str):
        try:
            return ZoneInfo(name)
        except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
            pass
        except KeyError:
            pass
    if isinstance(hours, int | float) and not isinstance(hours, bool) and -24 < hours < 24:
        return timezone(timedelta(hours=hours))
    return UTC


def _day(payload: Mapping[str, object], key: str, where: str) -> date:
    try:
        return date.fromisoformat(string(payload, key, where))
    except ValueError as error:
        if isinstance(error, WrongField):
            raise
        raise WrongField(f"{where}.{key}", "not a day") from None


def _named(currency: str, where: str) -> str:
    if not currency:
        raise WrongField(f"{where}.account_currency", "missing")
    return currency


def _results(value: object) -> Decimal | None:
    """What the campaign is after: [{indicator, values: [{value}]}], the first of its indicators."""
    first = value[0] if isinstance(value, list) and value else None
    values = first.get("values") if isinstance(first, Mapping) else None
    holder = values[0] if isinstance(values, list) and values else None
    return _amount(holder)


def _value(value: object) -> Decimal | None:
    """The value of purchases, counted once: several kinds of action name the same purchase."""
    rows: Sequence[object] = value if isinstance(value, list) else ()
    by_type = {one.get("action_type"): one for one in rows if isinstance(one, Mapping)}
    return next((_amount(by_type[kind]) for kind in _PURCHASES if kind in by_type), None)


def _amount(holder: object) -> Decimal | None:
    try:
        return amount_in(holder, "value", "value") if isinstance(holder, Mapping) else None
    except WrongField:
        return None
