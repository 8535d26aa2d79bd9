"""Numbers that move with time: likes, ad spend, how much is talked about something. Pure functions."""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from random import Random

from meydan.connectors.playground.content import Campaign, Trend
from meydan.connectors.playground.world import Status, World

AD_ZONE = timezone(timedelta(hours=3), "Europe/Istanbul")
_CENT = Decimal("0.01")
_BUSY_HOURS = tuple(0.35 + 0.65 * max(0.0, math.sin((hour - 5) / 19 * math.pi)) for hour in range(24))
_WEEKDAYS = (0.92, 0.95, 1.0, 1.02, 1.08, 1.1, 0.93)
_SETTLING = timedelta(days=3)
_SAMPLES_REACH_BACK = timedelta(hours=24)
_SAMPLES_EVERY = timedelta(minutes=30)


def likes(world: World, status: Status, now: datetime) -> int:
    """Favourites of a status: those in the world, and those of the silent many, more every hour."""
    return len(status.liked_by) + int(_silent(world, status) * _ripe(now - status.at))


def boosts(world: World, status: Status, now: datetime) -> int:
    """How often a status was passed on."""
    final = status.boosts or _silent(world, status) / 9
    return int(final * _ripe(now - status.at))


def _silent(world: World, status: Status) -> float:
    if status.likes:
        return status.likes
    if status.visibility == "direct":
        return 0
    chance = Random(status.id).random()
    author = world.accounts[status.by]
    if author.ours and not status.re:
        return 40 + author.followers * (0.004 + 0.012 * chance)
    return {"-": 9, "+": 5, "?": 3}.get(status.mood, 2) * chance**2


def _ripe(age: timedelta) -> float:
    """The share of all likes that have come by this age."""
    hours = max(age.total_seconds(), 0) / 3600
    return hours / (hours + 6)


@dataclass(frozen=True, slots=True)
class CampaignDay:
    """A campaign's day in the ad account's zone; amounts in its currency."""

    day: date
    budget: Decimal
    spend: Decimal
    impressions: int
    clicks: int
    results: Decimal
    value: Decimal


def campaign_days(campaign: Campaign, seed: int, now: datetime, since: date) -> Iterator[CampaignDay]:
    """The days of a campaign from `since` to today; spend never exceeds a month's budget.

    Results of the last three days are still being attributed: asked again later, they are higher.
    """
    local = now.astimezone(AD_ZONE)
    day = since.replace(day=1)
    left = campaign.budget
    while day <= local.date():
        month_days = calendar.monthrange(day.year, day.month)[1]
        if day.day == 1:
            left = campaign.budget
        planned = campaign.budget / month_days
        chance = Random(f"{seed}:{campaign.id}:{day}")
        mood = Decimal(str(round((0.85 + 0.3 * chance.random()) * _WEEKDAYS[day.weekday()], 4)))
        whole = min(planned * campaign.pace * mood, left)
        spend = (whole * _elapsed(local, day)).quantize(_CENT)
        left -= spend
        if day >= since:
            yield _campaign_day(campaign, day, planned.quantize(_CENT), spend, local)
        day += timedelta(days=1)


def _campaign_day(
    campaign: Campaign, day: date, planned: Decimal, spend: Decimal, local: datetime
) -> CampaignDay:
    clicks = int(spend / campaign.cost_per_click)
    age = local - datetime.combine(day, time.min, AD_ZONE)
    settled = Decimal(str(round(0.6 + 0.4 * min(1.0, age / _SETTLING), 4)))
    results = Decimal(int(clicks * campaign.conversion_rate * settled))
    return CampaignDay(
        day,
        planned,
        spend,
        int(clicks / campaign.click_rate),
        clicks,
        results,
        (results * campaign.order_value).quantize(_CENT),
    )


def _elapsed(local: datetime, day: date) -> Decimal:
    """How much of a day's spend has been spent by now: most of it in waking hours."""
    if day < local.date():
        return Decimal(1)
    gone = (
        sum(_BUSY_HOURS[: local.hour]) + _BUSY_HOURS[local.hour] * (local.minute * 60 + local.second) / 3600
    )
    return Decimal(str(round(gone / sum(_BUSY_HOURS), 5)))


def uses(trend: Trend, seed: int, epoch: datetime, at: datetime) -> int:
    """How often something is said a day, as of `at`: it swells (or ebbs) around `middle` hours."""
    hours = (at - epoch).total_seconds() / 3600
    swell = 1 / (1 + math.exp(-max(-60.0, min(60.0, (hours - trend.middle) / trend.width))))
    return int(trend.base * (1 + trend.growth * swell) * _ripple(f"{seed}:{trend.id}", at))


def _ripple(key: str, at: datetime) -> float:
    """Small noise that changes smoothly from one ten minutes to the next."""
    step, within = divmod(at.timestamp(), 600)
    here, there = (Random(f"{key}:{int(step) + each}").uniform(0.96, 1.04) for each in (0, 1))
    return here + (there - here) * within / 600


def sample_times(now: datetime, since: datetime | None) -> list[datetime]:
    """When a trend is sampled: every half hour of the last day, and this minute."""
    start = now - _SAMPLES_REACH_BACK
    if since is not None:
        start = max(start, since)
    minute = now.replace(second=0, microsecond=0)
    grid = int(start.timestamp() // _SAMPLES_EVERY.total_seconds() + 1) * int(_SAMPLES_EVERY.total_seconds())
    at = datetime.fromtimestamp(grid, UTC)
    times = []
    while at < minute:
        times.append(at)
        at += _SAMPLES_EVERY
    if minute > start:
        times.append(minute)
    return times
