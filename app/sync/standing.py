"""Whether an account may be asked now, and if not, from when on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meydan.app.sync.pace import Allowance, day_end
from meydan.panes.speech import N_
from meydan.store.rows.people import AccountHealth

SIGNED_OUT = N_("This account must sign in again: connect it again")
PAUSED = N_("This account is paused")
LIMITED = N_("The platform asks us to wait until {time}")
SPENT = N_("The day's budget is spent; it goes on at {time}")
STORMY = N_("The platform keeps failing; it is left alone until {time}")


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why an account is not asked: a catalog id with `{time}` where `until` is known."""

    reason: str
    until: datetime | None = None


def barrier(health: AccountHealth, now: datetime) -> Barrier | None:
    """What stands between us and reading the account, by what the store holds; None when it may be asked."""
    return closed(health, now) or (
        Barrier(SPENT, _day_end(health, now)) if allowance(health, now).exhausted else None
    )


def closed(health: AccountHealth, now: datetime) -> Barrier | None:
    """What stands between us and the account altogether; the day's budget holds for reading only."""
    if health.account.state == "signed_out":
        return Barrier(SIGNED_OUT)
    if health.account.state != "active":
        return Barrier(PAUSED)
    if health.blocked_until is not None and health.blocked_until > now:
        return Barrier(LIMITED, health.blocked_until)
    return None


def _day_end(health: AccountHealth, now: datetime) -> datetime:
    return health.day_ends_at or day_end(now)


def allowance(health: AccountHealth, now: datetime) -> Allowance:
    """What the account may still ask today and in the platform's current window."""
    resets = health.rate_reset_at
    current = resets is not None and resets > now
    return Allowance(
        day_ends_in=(_day_end(health, now) - now).total_seconds(),
        daily=health.account.daily_budget,
        spent=health.calls_today,
        rate_limit=health.rate_limit if current else None,
        rate_remaining=health.rate_remaining if current else None,
        rate_ends_in=(resets - now).total_seconds() if current and resets is not None else None,
    )
