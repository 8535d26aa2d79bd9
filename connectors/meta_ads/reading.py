"""The stream of ad figures: per ad account the budgets of its campaigns, then their days.

The last days are read again at every pull, because they are restated; the ad account's own days count.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from meydan.connectors.base import (
    AdDay,
    ConnectorError,
    Denied,
    Malformed,
    Missing,
    Page,
    Rejected,
    Unavailable,
)
from meydan.connectors.fields import each
from meydan.connectors.meta.graph import Rows
from meydan.connectors.meta_ads.client import Api
from meydan.connectors.meta_ads.mapper import (
    AdAccount,
    Plan,
    budgets_on,
    read_account,
    read_adset,
    read_campaign,
    read_day,
)
from meydan.connectors.meta_ads.state import State

T = TypeVar("T")
_PAGES = 400
_LONGEST_SPAN = timedelta(days=30)
_DAY = timedelta(days=1)


async def pull_ads(api: Api, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of days; an ad account that refuses costs only itself. Raises when none can be read."""
    state = State.of(cursor)
    wrong: list[Rejected] = []
    accounts = await _all(api.accounts, "adaccounts", read_account, wrong)
    refused: ConnectorError | None = None
    read_any = not accounts
    for account in accounts:
        try:
            async for days, bad in _account(api, state, account):
                state.turn += 1
                yield Page(ads=tuple(days), rejected=(*wrong, *bad), cursor=state.text(), more=True)
                wrong = []
            read_any = True
        except (Denied, Missing) as error:
            refused = error
            wrong.append(Rejected(f"ad account {account.id}", str(error)))
    if refused is not None and not read_any:
        raise refused
    yield Page(rejected=tuple(wrong), cursor=state.text())


async def _account(
    api: Api, state: State, account: AdAccount
) -> AsyncIterator[tuple[list[AdDay], list[Rejected]]]:
    today = account.today(api.now())
    wrong: list[Rejected] = []
    campaigns, running = await _budgets(api, state, account, today, wrong)
    first, deep = state.span(account.id, today)
    shown: set[str] = set()
    while first <= today:
        last = min(today, first + _LONGEST_SPAN - _DAY)
        async for days, bad in _days(api, account, first, last):
            shown |= {day.campaign_id for day in days if day.day == today}
            yield (
                [replace(day, budget=state.budget(day.campaign_id, day.day)) for day in days],
                [*wrong, *bad],
            )
            wrong = []
        first = last + _DAY
    state.finish(account.id, today, deep)
    # A campaign that has not been shown today has no row yet, but it has a budget.
    waiting = [
        AdDay(key, campaigns[key].name, today, account.currency, Decimal(0), budget)
        for key, budget in running.items()
        if key not in shown
    ]
    yield waiting, wrong


async def _budgets(
    api: Api, state: State, account: AdAccount, today: date, wrong: list[Rejected]
) -> tuple[Mapping[str, Plan], Mapping[str, Decimal]]:
    """The campaigns by id, and what the running ones may spend today, which is noted."""

    async def campaigns_of(token: str | None) -> Rows:
        return await api.campaigns(account.id, token)

    async def adsets_of(token: str | None) -> Rows:
        return await api.adsets(account.id, token)

    where = f"{account.id}.campaigns"
    campaigns = await _all(campaigns_of, where, read_campaign(account.currency), wrong)
    adsets = await _all(adsets_of, f"{account.id}.adsets", read_adset(account.currency), wrong)
    running = budgets_on(today, account.zone, campaigns, adsets)
    for campaign in campaigns:
        budget = running.get(campaign.id)
        if budget is not None or campaign.id in state.steps:
            state.note(campaign.id, today, budget)
    return {campaign.id: campaign for campaign in campaigns}, running


async def _days(
    api: Api, account: AdAccount, first: date, last: date
) -> AsyncIterator[tuple[list[AdDay], list[Rejected]]]:
    """The days from `first` to `last`; a span that the platform cannot sum up is halved."""
    token: str | None = None
    seen: set[str] = set()
    for _ in range(_PAGES):
        try:
            rows = await api.days(account.id, first, last, token)
        except Unavailable as error:
            if not error.status or first == last or token is not None:
                raise
            middle = first + (last - first) // 2
            for one, other in ((first, middle), (middle + _DAY, last)):
                async for found in _days(api, account, one, other):
                    yield found
            return
        yield each(rows.rows, f"{account.id}.insights", read_day(account.currency))
        token = rows.after
        if token is None:
            return
        if token in seen:
            raise Malformed("The platform's pages go in a circle")
        seen.add(token)
    raise Malformed("The platform's pages have no end")


async def _all(
    fetch: Callable[[str | None], Awaitable[Rows]],
    where: str,
    read: Callable[[Mapping[str, object], str], T],
    wrong: list[Rejected],
) -> list[T]:
    """All pages of an edge; what makes no sense costs only itself. Raises Malformed for endless pages."""
    found: list[T] = []
    seen: set[str] = set()
    token: str | None = None
    for _ in range(_PAGES):
        rows = await fetch(token)
        good, bad = each(rows.rows, where, read)
        found += good
        wrong += bad
        token = rows.after
        if token is None:
            return found
        if token in seen:
            raise Malformed("The platform's pages go in a circle")
        seen.add(token)
    raise Malformed("The platform's pages have no end")
