"""Pulling streams: one at a time per account, accounts independent of each other."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from meydan.app.sync.backfill import gap_of, pages_allowed
from meydan.app.sync.breaker import Breaker
from meydan.app.sync.events import Notice, Step
from meydan.app.sync.health import Health
from meydan.app.sync.ingest import Ingestor
from meydan.app.sync.pace import allowed
from meydan.app.sync.puller import Pulled, Puller
from meydan.app.sync.report import AccountReport
from meydan.app.sync.standing import STORMY, Barrier, allowance, barrier
from meydan.app.sync.tools import Tools
from meydan.app.sync.trouble import trouble_of
from meydan.connectors import registry
from meydan.connectors.base import Connector, Missing, StreamSpec
from meydan.store import LeaseLost, Store
from meydan.store.reads import accounts
from meydan.store.rows.people import AccountHealth, StreamRow
from meydan.store.rows.system import Fence
from meydan.store.writes import accounts as account_writes
from meydan.store.writes import sync

ACCOUNTS_AT_ONCE = 8
PULLS_PER_ROUND = 40
NEWS_APART = 1.0
AGAIN_AFTER_DEATH = timedelta(seconds=10)


_SAME = ("platform", "name", "base_url", "handle", "display_name", "remote_id", "daily_budget", "expires_at")


class Rounds:
    """Pulls single streams and whole accounts, and keeps their health."""

    def __init__(self, tools: Tools, ingestor: Ingestor) -> None:
        self._tools = tools
        self._breaker = Breaker()
        self._health = Health(tools, ingestor, self._breaker)
        self._puller = Puller(ingestor, tools.off, tools.thinking, tools.listener)
        self._turns: dict[int, asyncio.Lock] = {}
        self._slots = asyncio.Semaphore(ACCOUNTS_AT_ONCE)

    def barrier(self, health: AccountHealth) -> Barrier | None:
        """Why the account is not asked now: by the store, or because its platform fails again and again."""
        now = self._tools.clock.now()
        waits = self._breaker.waits(health.account.id, self._tools.clock.monotonic())
        stormy = Barrier(STORMY, now + timedelta(seconds=waits)) if waits else None
        return barrier(health, now) or stormy

    def earliest(self, stream: StreamRow, health: AccountHealth) -> datetime:
        """When a stream of which there is news may be pulled at the earliest, by what may still be asked."""
        now = self._tools.clock.now()
        if stream.last_attempt_at is None:
            return now
        apart = allowed(NEWS_APART, 1, allowance(health, now))
        return stream.last_attempt_at + timedelta(seconds=apart)

    async def add_new_streams(self) -> None:
        """Give every active account the streams that its connector has learned since it was connected."""
        for account in await self._tools.read(accounts.all):
            try:
                declared = registry.entry(account.platform).declaration.streams
            except registry.UnknownPlatform:
                continue
            known = {stream.name for stream in await self._tools.read(accounts.streams, account.id)}
            if account.state == "active" and any(spec.name not in known for spec in declared):
                await self._tools.write(
                    account_writes.add,
                    **{name: getattr(account, name) for name in _SAME},
                    streams=[spec.name for spec in declared],
                )

    async def whole(self, account_id: int) -> AccountReport:
        """Pull every stream of an account, whatever its schedule, until it has no more (or very much).

        Raises LeaseLost.
        """
        report = AccountReport((await self._tools.read(accounts.account, account_id)).name)
        for stream in await self._tools.read(accounts.streams, account_id):
            for _ in range(PULLS_PER_ROUND):
                part, more = await self.stream(account_id, stream.id)
                report = report + part
                if not more:
                    break
        return report

    async def stream(self, account_id: int, stream_id: int) -> tuple[AccountReport, bool]:
        """Pull one stream once, unless its account may not be asked now; True when there is more.

        Raises LeaseLost, StoreError.
        """
        async with self._turns.setdefault(account_id, asyncio.Lock()), self._slots:
            now = self._tools.clock.now()
            begun = await self._tools.fenced(self._begin, account_id, stream_id, now)
            if begun is None:
                return AccountReport(""), False
            health, stream, obstacle = begun
            account = health.account
            if obstacle is not None:
                return AccountReport(account.name, barrier=obstacle), False
            pulled = await self._pull(health, stream, now)
        errors = () if pulled.trouble is None else (pulled.trouble.message,)
        report = AccountReport(
            account.name, pulled.received, pulled.new, pulled.updated, pulled.rejected, errors
        )
        return report, pulled.more and not errors

    def _begin(
        self, store: Store, fence: Fence, account_id: int, stream_id: int, now: datetime
    ) -> tuple[AccountHealth, StreamRow, Barrier | None] | None:
        """The account and its stream as stored, and what stands in the way; None when either is gone.

        Where nothing does, the pull has begun: should its process die, the stream is due again soon.
        """
        obstacle: Barrier | None = None

        def may(health: AccountHealth) -> bool:
            nonlocal obstacle
            obstacle = self.barrier(health)
            return obstacle is None

        due_at = now + AGAIN_AFTER_DEATH
        begun = sync.begin_pull(store, fence, account_id, stream_id, now, due_at=due_at, may=may)
        return None if begun is None else (*begun, obstacle)

    async def _pull(self, health: AccountHealth, stream: StreamRow, now: datetime) -> Pulled:
        tools, account = self._tools, health.account
        tools.tell(Step.PULL_STARTED, account.name, stream.name)
        spec: StreamSpec | None = None
        try:
            connector = await tools.connections.get(account, health)
            spec = _spec(connector, stream.name)
            gap = gap_of(stream, spec, now)
            if gap is not None:
                tools.tell(Notice.GAP, account.name, stream.name, count=int(gap.length.total_seconds()))
            pulled = await self._puller.pull(
                connector, account, stream, tools.keeper.fence, pages_allowed(stream, gap)
            )
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - a connector that cannot even be made is a failed pull
            pulled = Pulled(trouble=trouble_of(error))
            connector = None
        if pulled.trouble is not None:
            await self._health.failed(account, stream, spec, pulled.trouble)
        elif spec is not None and connector is not None:
            planned = now + AGAIN_AFTER_DEATH
            await self._health.succeeded(account, stream, spec, connector.declaration, pulled, planned)
        tools.tell(Step.PULL_ENDED, account.name, stream.name, count=pulled.new)
        return pulled


def _spec(connector: Connector, name: str) -> StreamSpec:
    """How the platform's connector declares the stream. Raises Missing when it no longer does."""
    for spec in connector.declaration.streams:
        if spec.name == name:
            return spec
    raise Missing(f"the connector has no stream {name}")
