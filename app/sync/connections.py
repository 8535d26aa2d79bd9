"""The open connectors, one per account, and what their calls cost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from meydan.app.accounts import make_connector, secret_key
from meydan.app.config import Workspace
from meydan.app.sync.clock import Clock
from meydan.app.sync.meter import DayMeter
from meydan.connectors import registry
from meydan.connectors.base import Connector, ConnectorError, Limits, OwnLimits
from meydan.connectors.http import CallRecord, RateLimit
from meydan.store.rows.people import AccountHealth, AccountRow, Spent

LIMITS_DEADLINE = 10.0


@runtime_checkable
class _OwnLimits(OwnLimits, Protocol):
    """A connector whose server has limits of its own."""


@dataclass(slots=True)
class Usage:
    """What was spent and the last word of the platform about what is left, since last taken."""

    spent: Spent | None = None
    rate: RateLimit | None = None


@dataclass(slots=True)
class _Open:
    made_from: tuple[AccountRow, str | None]
    connector: Connector
    resources: AsyncExitStack
    meter: DayMeter
    limits: Limits | None = None


class Connections:
    """Opens connectors when they are first needed, again when account or credential have changed."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock
        self._open: dict[int, _Open] = {}
        self._opening: dict[int, asyncio.Lock] = {}
        self._rates: dict[int, RateLimit] = {}
        self._spent: dict[int, Spent | None] = {}

    async def get(self, account: AccountRow, health: AccountHealth | None = None) -> Connector:
        """The account's connector, which spends no more than `health` leaves it today.

        Raises SignInRequired, UnknownPlatform, SecretsError.
        """
        async with self._opening.setdefault(account.id, asyncio.Lock()):
            made_from = (account, self._workspace.secrets.get(secret_key(account)))
            known = self._open.get(account.id)
            if known is None or known.made_from != made_from:
                await self.drop(account.id)
                known = self._open[account.id] = await self._opened(account, made_from)
            if health is not None:
                known.meter.settle(health)
            return known.connector

    async def limits(self, account: AccountRow) -> Limits:
        """The limits of the account's own server, asked once; the declared ones when it does not say."""
        connector = await self.get(account)
        opened = self._open[account.id]
        if opened.limits is None:
            opened.limits = await _limits_of(connector)
        return opened.limits

    def take_usage(self, account_id: int) -> Usage:
        """What the account's calls cost since this was last asked."""
        known = self._open.get(account_id)
        spent = known.meter.take() if known is not None else self._spent.pop(account_id, None)
        return Usage(spent, self._rates.pop(account_id, None))

    async def keep(self, account_ids: AbstractSet[int]) -> None:
        """Close the connectors of all other accounts."""
        for account_id in set(self._open) - account_ids:
            await self.drop(account_id)

    async def drop(self, account_id: int) -> None:
        """Close the account's connector, if it is open."""
        known = self._open.pop(account_id, None)
        if known is not None:
            self._spent[account_id] = known.meter.take()
            await known.resources.aclose()

    async def close(self) -> None:
        """Close all."""
        for account_id in tuple(self._open):
            await self.drop(account_id)

    async def _opened(self, account: AccountRow, made_from: tuple[AccountRow, str | None]) -> _Open:
        declaration = registry.entry(account.platform).declaration
        meter = DayMeter(declaration, account.daily_budget, self._clock.now)
        resources = AsyncExitStack()
        connector = await resources.enter_async_context(
            make_connector(account, self._workspace, self._listener(account.id), self._clock.now, meter)
        )
        return _Open(made_from, connector, resources, meter)

    def _listener(self, account_id: int) -> Callable[[CallRecord], None]:
        def note(call: CallRecord) -> None:
            if call.rate is not None:
                self._rates[account_id] = call.rate

        return note


async def _limits_of(connector: Connector) -> Limits:
    if not isinstance(connector, _OwnLimits):
        return connector.declaration.limits
    try:
        async with asyncio.timeout(LIMITS_DEADLINE):
            return await connector.limits()
    except (ConnectorError, TimeoutError):
        return connector.declaration.limits
