"""How far each ad account was read, and which budget a campaign had since when: what the cursor holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

import orjson

FIRST = timedelta(days=90)
AGAIN = timedelta(days=7)
DEEP = timedelta(days=28)
"""Meta attributes results to an ad for up to 28 days; the last 7 days are restated all the time."""

_KEPT = 2000


@dataclass(slots=True)
class State:
    """`read`: account to the last day that was read, `deep`: to the day of the last far look back.

    `steps`: campaign to (since when, budget), oldest first: a day that is restated keeps the budget it had.
    """

    read: dict[str, date] = field(default_factory=dict)
    deep: dict[str, date] = field(default_factory=dict)
    steps: dict[str, list[tuple[date, Decimal | None]]] = field(default_factory=dict)
    turn: int = 0

    @classmethod
    def of(cls, text: str | None) -> State:
        """A stored cursor; one that makes no sense starts over (reading again changes nothing)."""
        try:
            data = orjson.loads(text or "{}")
            return cls(
                {key: date.fromisoformat(day) for key, day in data.get("read", {}).items()},
                {key: date.fromisoformat(day) for key, day in data.get("deep", {}).items()},
                {
                    key: [
                        (date.fromisoformat(day), None if amount is None else Decimal(amount))
                        for day, amount in steps
                    ]
                    for key, steps in data.get("steps", {}).items()
                },
                int(data.get("turn", 0)),
            )
        except (orjson.JSONDecodeError, AttributeError, TypeError, ValueError, InvalidOperation):
            return cls()

    def text(self) -> str:
        """As stored."""
        newest = sorted(self.steps.items(), key=lambda one: one[1][-1][0])[-_KEPT:]
        return orjson.dumps(
            {
                "read": self.read,
                "deep": self.deep,
                "steps": {
                    key: [(day, None if amount is None else str(amount)) for day, amount in steps]
                    for key, steps in newest
                },
                "turn": self.turn,
            }
        ).decode()

    def span(self, account_id: str, today: date) -> tuple[date, bool]:
        """From which day on an account is to be read again, and whether that is a far look back."""
        last = self.read.get(account_id)
        if last is None:
            return today - FIRST, True
        if self.deep.get(account_id) != today:
            return min(last, today) - DEEP, True
        return min(last, today) - AGAIN, False

    def finish(self, account_id: str, today: date, deep: bool) -> None:
        """An account was read up to today."""
        self.read[account_id] = today
        if deep:
            self.deep[account_id] = today

    def note(self, campaign_id: str, today: date, budget: Decimal | None) -> None:
        """A campaign's budget of today."""
        steps = self.steps.setdefault(campaign_id, [])
        if steps and steps[-1][1] == budget:
            return
        if steps and steps[-1][0] == today:
            steps.pop()
        steps.append((today, budget))
        # Of the steps before the days that are still restated the last one says all.
        while len(steps) > 1 and steps[1][0] <= today - DEEP - AGAIN:
            steps.pop(0)

    def budget(self, campaign_id: str, day: date) -> Decimal | None:
        """The budget of a day, as far back as it is known the oldest one."""
        steps = self.steps.get(campaign_id, [])
        known = [amount for since, amount in steps if since <= day]
        return known[-1] if known else steps[0][1] if steps else None
