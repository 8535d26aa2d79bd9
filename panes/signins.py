"""How long a sign-in still holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from meydan.panes.speech import Speech
from meydan.store.rows.people import AccountRow

WARNED_FROM = timedelta(days=14)
"""So long before a sign-in ends it is said."""


def days_left(account: AccountRow, now: datetime) -> int | None:
    """Whole days until an active account's sign-in ends, from two weeks before on; None: no worry yet."""
    ends = account.expires_at
    if ends is None or account.state != "active" or ends - now > WARNED_FROM:
        return None
    return max(0, (ends - now).days)


def sign_in_ends(account: AccountRow, now: datetime, speech: Speech) -> str:
    """A warning that the sign-in ends soon, else ""."""
    days = days_left(account, now)
    if days is None:
        return ""
    if days == 0:
        return speech.say("the sign-in ends today")
    return speech.say_n("the sign-in ends in {n} day", "the sign-in ends in {n} days", days)
