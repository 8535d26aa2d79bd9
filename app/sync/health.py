"""What became of a pull, in the store: when the stream is due next, what is wrong, what it cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from meydan.app.sync.breaker import Breaker
from meydan.app.sync.events import Notice
from meydan.app.sync.ingest import Ingestor
from meydan.app.sync.pace import adapted, allowed, backoff, jittered
from meydan.app.sync.puller import Pulled
from meydan.app.sync.standing import allowance
from meydan.app.sync.tools import Tools
from meydan.app.sync.trouble import Cause, Trouble
from meydan.app.sync.usage import keep_usage
from meydan.connectors.base import Declaration, Page, Rejected, StreamSpec
from meydan.store.rows.people import AccountHealth, AccountRow, StreamRow
from meydan.store.writes import accounts as account_writes
from meydan.store.writes import sync

LONGEST_PAUSE = timedelta(days=2)
_LEAVE_ALONE = frozenset({Cause.SIGN_IN, Cause.STUCK})


class Health:
    """Records outcomes of pulls and tells once what a person should know."""

    def __init__(self, tools: Tools, ingestor: Ingestor, breaker: Breaker) -> None:
        self._tools = tools
        self._ingestor = ingestor
        self._breaker = breaker

    async def succeeded(
        self,
        account: AccountRow,
        stream: StreamRow,
        spec: StreamSpec,
        declaration: Declaration,
        pulled: Pulled,
        planned: datetime,
    ) -> None:
        """The stream is up to date, or has `more` and is due again at once. Raises LeaseLost.

        `planned` is when it was to be due while it was pulled.
        """
        tools, now = self._tools, self._tools.clock.now()
        cost = sum(one.cost for one in declaration.streams)
        spread = jittered(1.0, tools.dice)

        def pace(health: AccountHealth) -> tuple[datetime, float]:
            interval = adapted(spec, stream.interval, pulled.new)
            interval = allowed(interval, cost, allowance(health, now))
            return now if pulled.more else now + timedelta(seconds=interval * spread), interval

        fence, usage = tools.keeper.fence, tools.connections.take_usage(account.id)
        await tools.write(
            sync.end_pull,
            fence,
            stream,
            now,
            planned=planned,
            spent=usage.spent,
            rate=usage.rate,
            pace=pace,
        )
        if self._breaker.worked(account.id) or stream.failures:
            tools.tell(Notice.RECOVERED, account.name, stream.name)

    async def failed(
        self, account: AccountRow, stream: StreamRow, spec: StreamSpec | None, trouble: Trouble
    ) -> None:
        """The pull ended early: the cursor stays where the last stored page left it. Raises LeaseLost."""
        tools = self._tools
        now = tools.clock.now()
        if trouble.retry_at is not None:
            trouble = replace(trouble, retry_at=min(max(trouble.retry_at, now), now + LONGEST_PAUSE))
        await keep_usage(tools, account.id, trouble.retry_at if trouble.cause is Cause.RATE_LIMITED else None)
        if trouble.cause is Cause.SIGN_IN:
            await tools.write(account_writes.set_state, account.id, "signed_out")
        elif trouble.cause is Cause.MALFORMED:
            raw = Page(rejected=(Rejected(stream.name, trouble.message, trouble.raw),))
            await tools.off(self._ingestor.ingest, account.id, raw, fence=tools.keeper.fence)
        due = self._due_after(stream, spec, trouble, now)
        await tools.fenced(sync.stream_failure, stream.id, now, trouble.message, due_at=due)
        self._announce(account, stream, trouble, (due - now).total_seconds())

    def _due_after(
        self, stream: StreamRow, spec: StreamSpec | None, trouble: Trouble, now: datetime
    ) -> datetime:
        if trouble.retry_at is not None:
            return trouble.retry_at
        pause = backoff(stream.failures, self._tools.dice)
        if spec is not None and trouble.cause in _LEAVE_ALONE:
            pause = max(pause, spec.slowest.total_seconds())
        return now + timedelta(seconds=pause)

    def _announce(self, account: AccountRow, stream: StreamRow, trouble: Trouble, pause: float) -> None:
        """One notice when a trouble begins or becomes another; a storm of the platform is one, too."""
        notice = {
            Cause.SIGN_IN: Notice.SIGNED_OUT,
            Cause.RATE_LIMITED: Notice.RATE_LIMITED,
            Cause.BUDGET: Notice.BUDGET_SPENT,
            Cause.MALFORMED: Notice.MALFORMED,
        }.get(trouble.cause, Notice.FAILED)
        if trouble.cause is Cause.UNAVAILABLE:
            if self._breaker.failed(account.id, self._tools.clock.monotonic(), pause):
                self._tools.tell(Notice.STORM, account.name, stream.name, trouble.message)
            if self._breaker.failures(account.id) > 1:
                return
        if stream.error != trouble.message:
            self._tools.tell(notice, account.name, stream.name, trouble.message)
