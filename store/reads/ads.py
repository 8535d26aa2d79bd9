"""Ad figures: per day as reported, and summed up against their plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from sqlalchemy import Connection, select

from meydan.store.rows.figures import AdDayRow, BudgetRow
from meydan.store.tables.accounts import account
from meydan.store.tables.ads import ad_day, ad_plan

COLUMNS = {
    **{name: ad_day.c[name] for name in AdDayRow.__dataclass_fields__ if name in ad_day.c},
    "account": account.c.name,
    "platform": account.c.platform,
}
SELECTED = [COLUMNS[name] for name in AdDayRow.__dataclass_fields__]


def days(conn: Connection, since: date | None = None) -> tuple[AdDayRow, ...]:
    """The stored days, by account, campaign and day."""
    query = select(*SELECTED).select_from(ad_day.join(account))
    if since is not None:
        query = query.where(ad_day.c.day >= since)
    ordered = query.order_by(account.c.name, ad_day.c.campaign_id, ad_day.c.day)
    return tuple(AdDayRow(*row) for row in conn.execute(ordered))


def month_so_far(rows: Iterable[AdDayRow]) -> dict[AdDayRow, Decimal]:
    """What each row's campaign has spent in the row's month up to its day, given the rows of whole months."""
    found: dict[AdDayRow, Decimal] = {}
    for _, group in groupby(
        sorted(rows, key=lambda row: (row.account, row.campaign_id, row.currency, row.day)),
        key=lambda row: (row.account, row.campaign_id, row.currency, row.day.replace(day=1)),
    ):
        spent = Decimal(0)
        for row in group:
            spent += row.spend
            found[row] = spent
    return found


def budgets(conn: Connection, start: date, end: date) -> tuple[BudgetRow, ...]:
    """Each campaign's spend from `start` to `end` (both included) against its budget, by account and name.

    The budget is our plan for exactly this period; without one, the platform's daily budgets, the last one
    counting for the days not reported yet. `daily` has one amount for each day until the last reported.
    """
    plans = {
        (row.name, row.campaign_id): row.budget
        for row in conn.execute(
            select(account.c.name, ad_plan.c.campaign_id, ad_plan.c.budget)
            .select_from(ad_plan.join(account))
            .where(ad_plan.c.first_day == start, ad_plan.c.last_day == end, ~ad_plan.c.removed)
        )
    }
    reported = [row for row in days(conn, start) if row.day <= end]
    found = []
    for (name, campaign_id, currency), group in groupby(
        reported, key=lambda row: (row.account, row.campaign_id, row.currency)
    ):
        own = list(group)
        found.append(_budget(own, start, end, plans.get((name, campaign_id)), currency))
    return tuple(sorted(found, key=lambda row: (row.account, row.campaign, row.campaign_id)))


def _budget(own: list[AdDayRow], start: date, end: date, plan: Decimal | None, currency: str) -> BudgetRow:
    last = own[-1]
    spend = {row.day: row.spend for row in own}
    length = (last.day - start).days + 1
    return BudgetRow(
        account=last.account,
        platform=last.platform,
        campaign_id=last.campaign_id,
        campaign=last.campaign,
        currency=currency,
        start=start,
        end=end,
        budget=_platform_budget(own, end) if plan is None else plan,
        spent=sum(spend.values(), Decimal(0)),
        impressions=sum(row.impressions or 0 for row in own),
        clicks=sum(row.clicks or 0 for row in own),
        results=sum((row.results or Decimal(0) for row in own), Decimal(0)),
        value=sum((row.value or Decimal(0) for row in own), Decimal(0)),
        daily=tuple(spend.get(start + timedelta(days=number), Decimal(0)) for number in range(length)),
    )


def _platform_budget(own: list[AdDayRow], end: date) -> Decimal | None:
    known = [row.budget for row in own if row.budget is not None]
    if not known:
        return None
    return sum(known, Decimal(0)) + known[-1] * (end - own[-1].day).days
