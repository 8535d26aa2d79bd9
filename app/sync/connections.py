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
from meydan.connectors.base import Connector, ConnectorError, Limits, OwnLimits
from meydan.connectors.http import CallRecord, RateLimit
from meydan.store.rows.people import AccountRow

LIMITS_DEADLINE = 10.0


@runtime_checkable
class _OwnLimits(OwnLimits, Protocol):
    """A connector whose server has limits of its own."""


@dataclass(slots=True)
class Usage:
    """Calls made and the last word of the platform about what is left, since last taken."""

    calls: int = 0
    rate: RateLimit | None = None

    def note(self, call: CallRecord) -> None:
        """Count one call."""
        self.calls += 1
        if call.rate is not None:
            self.rate = call.rate


@dataclass(slots=True)
class _Open:
    made_from: tuple[AccountRow, str | None]
    connector: Connector
    resources: AsyncExitStack
    limits: Limits | None = None


class Connections:
    """Opens connectors when they are first needed, again when account or credential have changed."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock
        self._open: dict[int, _Open] = {}
        self._opening: dict[int, asyncio.Lock] = {}
        self._usage: dict[int, Usage] = {}

    async def get(self, account: AccountRow) -> Connector:
        """The account's connector. Raises SignInRequired, UnknownPlatform, SecretsError."""
        async with self._opening.setdefault(account.id, asyncio.Lock()):
            made_from = (account, self._workspace.secrets.get(secret_key(account)))
            known = self._open.get(account.id)
            if known is not None and known.made_from == made_from:
                return known.connector
            await self.drop(account.id)
            resources = AsyncExitStack()
            connector = await resources.enter_async_context(
                make_connector(account, self._workspace, self._counter(account.id), self._clock.now)
            )
            self._open[account.id] = _Open(made_from, connector, resources)
            return connector

    async def limits(self, account: AccountRow) -> Limits:
        """The limits of the account's own server, asked once; the declared ones when it does not say."""
        connector = await self.get(account)
        opened = self._open[account.id]
        if opened.limits is None:
            opened.limits = await _limits_of(connector)
        return opened.limits

    def take_usage(self, account_id: int) -> Usage:
        """What the account's calls cost since this was last asked."""
        return self._usage.pop(account_id, Usage())

    async def keep(self, account_ids: AbstractSet[int]) -> None:
        """Close the connectors of all other accounts."""
        for account_id in set(self._open) - account_ids:
            await self.drop(account_id)

    async def drop(self, account_id: int) -> None:
        """Close the account's connector, if it is open."""
        known = self._open.pop(account_id, None)
        if known is not None:
            await known.resources.aclose()

    async def close(self) -> None:
        """Close all."""
        for account_id in tuple(self._open):
            await self.drop(account_id)

    def _counter(self, account_id: int) -> Callable[[CallRecord], None]:
        return lambda call: self._usage.setdefault(account_id, Usage()).note(call)


async def _limits_of(connector: Connector) -> Limits:
    if not isinstance(connector, _OwnLimits):
        return connector.declaration.limits
    try:
        async with asyncio.timeout(LIMITS_DEADLINE):
            return await connector.limits()
    except (ConnectorError, TimeoutError):
        return connector.declaration.limits
